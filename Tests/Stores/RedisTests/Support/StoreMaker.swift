import SessionModel
import StoreKit
import TestSupport

@testable import RedisStore

/// What the keys of sessions begin with in these tests.
let prefix = "tina4:session:"

/// A key of a session.
func key(_ id: String) -> SessionKey { SessionKey(prefix + id) }

extension StoreOpening {
    /// An opening of a plain server on loopback.
    static func of(
        port: Int, scheme: String = "redis", host: String = "127.0.0.1", database: Int = 0, user: String? = nil,
        password: String? = nil, prefixes: [String] = [prefix], options: [String: String] = [:],
        isReadOnly: Bool = false, timeout: Int = 5000
    ) -> StoreOpening {
        StoreOpening(
            address: StoreAddress(
                scheme: scheme, user: user, password: password.map(Secret.init),
                hosts: [.init(host, port: UInt16(port))], path: "\(database)",
                options: options.map { StoreAddress.Option($0.key, $0.value) }),
            layouts: prefixes.map { .keyValue(KeyValueLayout(prefix: $0)) }, isReadOnly: isReadOnly, timeout: timeout)
    }
}

extension RedisStore {
    /// Opens a server that listens on TCP.
    static func on(
        _ server: RedisServer, database: Int = 0, capabilities: RedisCapabilities? = nil, isReadOnly: Bool = false,
        prefixes: [String] = [prefix]
    ) async throws -> RedisStore {
        try await open(
            .of(
                port: server.port, scheme: server.product == .valkey ? "valkey" : "redis", database: database,
                prefixes: prefixes, isReadOnly: isReadOnly),
            capabilities: capabilities)
    }
}

extension SessionStore {
    /// Everything a listing delivers.
    func all(pace: ScanRequest.Pace = .full, readsContent: Bool = false) async throws -> RecordPage {
        let pages = Collected<RecordPage>()
        try await scan(
            ScanRequest(
                pace: pace, readsContent: readsContent,
                glance: { key, content, expiry, _, page in
                    page.append(key: key, facts: RowFacts(deadline: expiry, size: content.count), user: content)
                })
        ) { pages.append($0) }
        return pages.all.reduce(into: RecordPage()) { $0.append($1) }
    }
}

extension RecordPage {
    /// The keys with their deadlines.
    var rows: [SessionKey: Int64] {
        Dictionary((0..<count).map { (key($0), deadlines[$0]) }, uniquingKeysWith: { first, _ in first })
    }
}

extension RedisServer {
    /// Writes a string and gives its deadline in the server's clock back.
    @discardableResult
    func put(_ id: String, _ content: String = "{}", ttl: Int = 3600_000, database: Int = 0) throws -> Int64 {
        try command(["SET", prefix + id, content, "PX", "\(ttl)"], database: database)
        return try deadline(id, database: database)
    }

    /// The deadline of a session's key, in milliseconds since 1970; -1 never, -2 no key.
    func deadline(_ id: String, database: Int = 0) throws -> Int64 {
        try command(["PEXPIRETIME", prefix + id], database: database).number ?? 0
    }

    /// The content of a session's key.
    func content(_ id: String) throws -> String? { try command(["GET", prefix + id]).text }
}

/// The error that an operation throws.
func failure<T>(_ body: () async throws(StoreError) -> T) async -> StoreError? {
    do throws(StoreError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
