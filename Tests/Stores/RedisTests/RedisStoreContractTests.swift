import SessionModel
import StoreContract
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.tcp) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis over a socket file` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.socket) }.check(clause)
    }
}

@Suite(.needs(.redisServer, .openssl), .timeLimit(.minutes(5))) struct `Redis over TLS` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.tls) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis for a user without scripts` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.withoutScripts) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis as old as 4.0` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.old) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis as old as 4.0 without scripts` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.oldWithoutScripts) }.check(clause)
    }
}

@Suite(.needs(.valkeyServer), .timeLimit(.minutes(5))) struct `Valkey` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.valkey) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Hashes on Redis` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.tcp, .fields) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Hashes on Redis for a user without scripts` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.withoutScripts, .fields) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Hashes on Redis as old as 4.0` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.old, .fields) }.check(clause)
    }
}

@Suite(.needs(.valkeyServer), .timeLimit(.minutes(5))) struct `Hashes on Valkey` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try RedisPlace(.valkey, .fields) }.check(clause)
    }
}

/// A database of its own in one of the servers that the contract's suites share.
private struct RedisPlace: RedisUnderTest {
    /// The ways to a server, and the servers.
    enum Way: Sendable {
        case tcp, socket, tls, withoutScripts, old, oldWithoutScripts, valkey
    }

    private let way: Way
    /// What records are: strings, or hashes of fields.
    let value: KeyValueLayout.Value
    private let server: RedisServer
    private let database: Int

    let keepsExpiry = true
    let resolution: Int64

    private static let redis = Result { try RedisServer(password: "s3cret", users: [user]) }
    private static let hashes = Result { try RedisServer(password: "s3cret", users: [user]) }
    private static let socket = Result { try RedisServer(listening: .unixSocket) }
    private static let tls = Result { try RedisServer(listening: .tls(clientCertificate: false), password: "s3cret") }
    private static let valkey = Result { try RedisServer(.valkey) }
    private static let user = "noscript on >s3cret ~* &* +@all -eval -evalsha -fcall"
    private static let databases = Mutex<[Int: Int]>([:])

    init(_ way: Way, _ value: KeyValueLayout.Value = .bytes) throws {
        self.way = way
        self.value = value
        switch way {
        case .tcp, .withoutScripts, .old, .oldWithoutScripts:
            // Each has as many databases as three suites use up.
            server = try value == .fields ? Self.hashes.get() : Self.redis.get()
        case .socket: server = try Self.socket.get()
        case .tls: server = try Self.tls.get()
        case .valkey: server = try Self.valkey.get()
        }
        let port = server.port
        database = Self.databases.withLock { numbers in
            numbers[port, default: 0] += 1
            return numbers[port, default: 0] % 256
        }
        switch way {
        case .tcp, .socket, .tls, .withoutScripts, .valkey: resolution = 1
        // Such a server tells and takes remaining times only, each by its clock of that moment.
        case .old, .oldWithoutScripts: resolution = 50
        }
        try server.command(["FLUSHDB"], database: database)
    }

    func open(isReadOnly: Bool) async throws -> any SessionStore {
        switch way {
        case .tcp, .old, .oldWithoutScripts:
            try await open(.of(port: server.port, database: database, password: "s3cret", isReadOnly: isReadOnly))
        case .withoutScripts:
            try await open(
                .of(port: server.port, database: database, user: "noscript", password: "s3cret", isReadOnly: isReadOnly)
            )
        case .tls:
            try await open(
                .of(
                    port: server.port, scheme: "rediss", host: "localhost", database: database, password: "s3cret",
                    options: ["ca": try TLSCertificates.shared().authority], isReadOnly: isReadOnly))
        case .socket:
            try await open(
                StoreOpening(
                    address: StoreAddress(
                        scheme: "redis+unix", path: server.socketPath, options: [.init("db", "\(database)")]),
                    layouts: [.keyValue(KeyValueLayout(prefix: prefix))], isReadOnly: isReadOnly))
        case .valkey:
            try await open(.of(port: server.port, scheme: "valkey", database: database, isReadOnly: isReadOnly))
        }
    }

    private func open(_ opening: StoreOpening) async throws -> RedisStore {
        var opening = opening
        opening.layouts = [.keyValue(KeyValueLayout(.exactly(prefix), value: value))]
        return try await RedisStore.open(opening, capabilities: capabilities)
    }

    private var capabilities: RedisCapabilities? {
        switch way {
        case .tcp, .socket, .tls, .withoutScripts, .valkey: return nil
        case .old: return RedisCapabilities(level: 40000)
        case .oldWithoutScripts:
            var capabilities = RedisCapabilities(level: 40000)
            capabilities.hasScripting = false
            return capabilities
        }
    }

    func key(_ word: String) -> SessionKey { SessionKey(prefix + word) }

    var hostileKeys: [SessionKey] {
        let bodies: [[UInt8]] = [
            [], [0], [10], [13, 10], [32], Array("*".utf8), Array("?[a-z]\\".utf8), Array("a:b{tag}".utf8),
            [0xFF, 0xFE],
            Array("é".utf8), Array("e\u{301}".utf8), Array("a".utf8), Array("A".utf8), Array("a ".utf8),
            Array("-1".utf8),
            Array("$5\r\nhello".utf8), [UInt8](repeating: 120, count: 2000),
        ]
        return bodies.map { SessionKey(bytes: Array(prefix.utf8) + $0) }
    }

    func command(_ word: String, key: SessionKey, _ rest: [[UInt8]]) throws -> RESPValue {
        try server.command(RESPCommand(bytes: [Array(word.utf8), key.bytes] + rest), database: database)
    }

    /// In a hash the bytes are one field, and which others are there hangs on how many bytes there are.
    func form(_ content: [UInt8]) -> [UInt8] {
        guard value == .fields else { return content }
        return FieldList([
            .init(name: Array("data".utf8), value: content),
            .init(name: [0xFF, 0, 10], value: [UInt8(content.count % 7)]),
            .init(name: Array("extra\(content.count % 3)".utf8), value: []),
        ]).bytes
    }

    func plain(_ content: [UInt8]) -> [UInt8] {
        value == .fields ? FieldList(content)?["data"] ?? [] : content
    }

    private func fill(_ key: SessionKey, _ content: [UInt8], _ lifetime: Int64?) -> [RESPCommand] {
        guard value == .fields else { return [set(key, content, lifetime)] }
        let fields = FieldList(content)?.fields ?? [.init(name: Array("data".utf8), value: content)]
        let expiry =
            lifetime.map { [RESPCommand(bytes: [Array("PEXPIRE".utf8), key.bytes, Array("\($0)".utf8)])] } ?? []
        return [
            RESPCommand(bytes: [Array("DEL".utf8), key.bytes]),
            RESPCommand(bytes: [Array("HSET".utf8), key.bytes] + fields.flatMap { [$0.name, $0.value] }),
        ] + expiry
    }

    private func set(_ key: SessionKey, _ content: [UInt8], _ lifetime: Int64?) -> RESPCommand {
        let expiry = lifetime.map { [Array("PX".utf8), Array("\($0)".utf8)] } ?? []
        return RESPCommand(bytes: [Array("SET".utf8), key.bytes, content] + expiry)
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        try server.pipeline(fill(key, content, lifetime), database: database)
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        try server.pipeline(records.flatMap { fill($0.key, $0.content, lifetime) }, database: database)
    }

    func putStrangers() throws {
        for name in ["tina4:session", "tina4:sessions:a", "Tina4:session:a", "xtina4:session:a", "other", ""] {
            try put(SessionKey(name), Array("{}".utf8), lifetime: nil)
        }
    }
}
