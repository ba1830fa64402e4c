import FileStore
import Operations
import RedisStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

/// A web application with a slow request that saves at its end, logged out in the middle.
@Suite(.needs(.tina4Python), .timeLimit(.minutes(10))) struct `A session that a request saves again` {
    @Test(arguments: Backend.installed.filter { $0 != .valkey && $0 != .mongodb })
    func `is seen to return, a hundred times of a hundred`(backend: Backend) async throws {
        let place = try await Place(backend)
        for round in 0..<100 {
            let id = try place.application.login("\(round)")
            let request = try place.application.beginSlowRequest(id, gate: "\(round)")
            let plan = try await place.planner.plan(LogoutRequest(user: "\(round)"))
            let logout = Logout(plan, on: [place.operations], reason: nil, now: Clock.wall)
            var receipt = await logout.end()
            #expect(receipt.isComplete && receipt.count == 1)

            let (returns, seen) = AsyncStream<ReturnedSession>.makeStream()
            let ended = receipt
            let watch = Task {
                var receipt = ended
                await logout.watch(&receipt, milliseconds: 60_000, endsAgain: false) { seen.yield($0) }
                return receipt
            }
            try request.finish()
            let first = await returns.first { _ in true }
            watch.cancel()
            receipt = await watch.value

            #expect(first?.isSameUser == true)
            #expect(receipt.count(.cameBack) == 1)
            #expect(!receipt.isComplete)
        }
    }

    @Test func `is ended again where that is asked for, and stays away`() async throws {
        let place = try await Place(.files)
        let id = try place.application.login("7")
        let request = try place.application.beginSlowRequest(id, gate: "one")
        let plan = try await place.planner.plan(LogoutRequest(user: "7"))
        let logout = Logout(plan, on: [place.operations], reason: nil, now: Clock.wall)
        var receipt = await logout.end()
        try request.finish()

        await logout.watch(&receipt, milliseconds: 1, endsAgain: true) { _ in }

        #expect(receipt.isComplete)
        #expect(receipt.parts.first?.receipt.lines.first?.reason == "it came back, and was ended again")
        #expect(try await place.planner.plan(LogoutRequest(user: "7")).count == 0)
    }
}

/// Where the application keeps its sessions, with an operator at it.
private struct Place: Sendable {
    let application: SlowShop
    let operations: Operations
    let planner: LogoutPlanner
    private let directory: TemporaryDirectory
    private let server: RedisServer?

    init(_ backend: Backend) async throws {
        directory = try TemporaryDirectory()
        let format = SessionFormat.tina4
        let store: any SessionStore
        let kind: Layout.Kind
        switch backend {
        case .files:
            server = nil
            kind = .files
            try directory.makeDirectory("sessions")
            application = try await SlowShop(.files(directory.file("sessions")))
            let address = StoreAddress(scheme: "file", path: directory.file("sessions"))
            store = try await StoreDriver.files.open(StoreOpening(address: address, layouts: format.layouts))
        case .redis, .valkey:
            let server = try RedisServer(backend == .redis ? .redis : .valkey)
            self.server = server
            kind = .keyValue
            application = try await SlowShop(.redis(port: server.port))
            let address = StoreAddress(
                scheme: backend.rawValue, hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: "0")
            store = try await StoreDriver.redis.open(StoreOpening(address: address, layouts: format.layouts))
        case .mongodb: throw TestSupportError("A request that saves late is tried on files and Redis.")
        }
        let target = OpenStore(
            name: "shop", store: store, formats: [format],
            context: FormatContext(layouts: format.layouts.filter { $0.kind == kind }))
        operations = Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
        planner = LogoutPlanner(OpenStores([target]), now: Clock.wall)
    }
}
