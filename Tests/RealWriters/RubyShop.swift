import FileStore
import Operations
import RedisStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

/// An application of a real Rack or Rails and an operator at the store it keeps its sessions in.
struct RubyShop: ShopWindow {
    let application: Ruby
    let target: OpenStore
    let operations: Operations
    private let server: RedisServer?
    private let directory: TemporaryDirectory

    init(_ store: Ruby.Store, lifetime: Int = 900, threshold: Int = 1024) async throws {
        directory = try TemporaryDirectory()
        let cache = directory.file("cache")
        try directory.makeDirectory("cache")
        let server = store == .file ? nil : try RedisServer()
        self.server = server
        application = try Ruby(store, port: server?.port ?? 0, path: cache, lifetime: lifetime, threshold: threshold)
        let layouts = SessionFormat.rack.layouts.filter { $0.kind == (server == nil ? .files : .keyValue) }
        let address =
            server.map { StoreAddress(scheme: "redis", hosts: [.init("127.0.0.1", port: UInt16($0.port))]) }
            ?? StoreAddress(scheme: "file", path: cache)
        let driver: StoreDriver = server == nil ? .files : .redis
        target = OpenStore(
            name: "shop", store: try await driver.open(StoreOpening(address: address, layouts: layouts)),
            formats: [.rack], context: FormatContext(layouts: layouts))
        operations = Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }

    /// The session of a visitor's public id, found as an operator finds it by the cookie.
    func session(_ id: String) async throws -> Session {
        try #require(try await target.sessions(ofCookie: "rack.session=\(id); theme=dark").first)
    }
}
