import SessionModel
import StoreContract
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis Cluster` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try ClusterPlace(.spread) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis Cluster with all sessions in one slot` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try ClusterPlace(.oneSlot) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis Cluster for a user without scripts` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try ClusterPlace(.withoutScripts) }.check(clause)
    }
}

@Suite(.needs(.redisServer, .openssl), .timeLimit(.minutes(5))) struct `Redis Cluster over TLS` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try ClusterPlace(.tls) }.check(clause)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Hashes on Redis Cluster` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try ClusterPlace(.spread, .fields) }.check(clause)
    }
}

@Suite(.needs(.valkeyServer), .timeLimit(.minutes(5))) struct `Valkey Cluster` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try ClusterPlace(.valkey) }.check(clause)
    }
}

/// Keys that begin like no others, in one of the clusters that the contract's suites share: a cluster has one database.
private struct ClusterPlace: RedisUnderTest {
    /// The ways to a cluster, and the clusters.
    enum Way: Sendable {
        case spread, oneSlot, withoutScripts, tls, valkey
    }

    private let way: Way
    /// What records are: strings, or hashes of fields.
    let value: KeyValueLayout.Value
    private let cluster: RedisCluster
    private let start: String

    let keepsExpiry = true
    let resolution: Int64 = 1

    private static let redis = Result { try RedisCluster(password: "s3cret", users: [user]) }
    private static let tls = Result {
        try RedisCluster(listening: .tls(clientCertificate: false), password: "s3cret")
    }
    private static let valkey = Result { try RedisCluster(.valkey, password: "s3cret") }
    private static let user = "noscript on >s3cret ~* &* +@all -eval -evalsha -fcall"
    private static let number = Mutex(0)

    init(_ way: Way, _ value: KeyValueLayout.Value = .bytes) throws {
        self.way = way
        self.value = value
        switch way {
        case .spread, .oneSlot, .withoutScripts: cluster = try Self.redis.get()
        case .tls: cluster = try Self.tls.get()
        case .valkey: cluster = try Self.valkey.get()
        }
        let number = Self.number.withLock { number in
            number += 1
            return number
        }
        start = way == .oneSlot ? "{shop\(number)}:session:" : "shop\(number):session:"
    }

    func open(isReadOnly: Bool) async throws -> any SessionStore {
        let scheme =
            switch way {
            case .spread, .oneSlot, .withoutScripts: "redis+cluster"
            case .tls: "rediss+cluster"
            case .valkey: "valkey+cluster"
            }
        // The first of them is none of the cluster.
        let ports = [1] + cluster.masters.prefix(2).map(\.port)
        return try await ClusterStore.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: scheme, user: way == .withoutScripts ? "noscript" : nil, password: Secret("s3cret"),
                    hosts: ports.map { .init("127.0.0.1", port: UInt16($0)) },
                    options: way == .tls ? [.init("ca", try TLSCertificates.shared().authority)] : []),
                layouts: [.keyValue(KeyValueLayout(.exactly(start), value: value))], isReadOnly: isReadOnly))
    }

    func key(_ word: String) -> SessionKey { SessionKey(start + word) }

    var hostileKeys: [SessionKey] {
        let bodies: [[UInt8]] = [
            [], [0], [10], [13, 10], [32], Array("*".utf8), Array("?[a-z]\\".utf8), Array("a:b{tag}".utf8),
            Array("{}".utf8), Array("}{".utf8), Array("{{x}}".utf8), [0xFF, 0xFE], Array("é".utf8),
            Array("-1".utf8), Array("$5\r\nhello".utf8), [UInt8](repeating: 120, count: 2000),
        ]
        return bodies.map { SessionKey(bytes: Array(start.utf8) + $0) }
    }

    func command(_ word: String, key: SessionKey, _ rest: [[UInt8]]) throws -> RESPValue {
        try cluster.command(RESPCommand(bytes: [Array(word.utf8), key.bytes] + rest), key: key.bytes)
    }

    func form(_ content: [UInt8]) -> [UInt8] {
        guard value == .fields else { return content }
        return FieldList([
            .init(name: Array("data".utf8), value: content),
            .init(name: [0xFF, 0, 10], value: [UInt8(content.count % 7)]),
        ]).bytes
    }

    func plain(_ content: [UInt8]) -> [UInt8] {
        value == .fields ? FieldList(content)?["data"] ?? [] : content
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        try put([(key, content)], lifetime: lifetime)
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        try cluster.pipeline(
            records.flatMap { record in
                fill(record.key, record.content, lifetime).map { (record.key.bytes, RESPCommand(bytes: $0)) }
            })
    }

    private func fill(_ key: SessionKey, _ content: [UInt8], _ lifetime: Int64?) -> [[[UInt8]]] {
        let moment = lifetime.map { Array("\($0)".utf8) }
        guard value == .fields else {
            return [[Array("SET".utf8), key.bytes, content] + (moment.map { [Array("PX".utf8), $0] } ?? [])]
        }
        let fields = FieldList(content)?.fields ?? [.init(name: Array("data".utf8), value: content)]
        return [
            [Array("DEL".utf8), key.bytes],
            [Array("HSET".utf8), key.bytes] + fields.flatMap { [$0.name, $0.value] },
        ] + (moment.map { [[Array("PEXPIRE".utf8), key.bytes, $0]] } ?? [])
    }

    func putStrangers() throws {
        let stem = start.dropLast()
        for name in ["\(stem)", "\(stem)s:a", "x\(start)a", start.uppercased() + "a", "other"] {
            try put(SessionKey(name), Array("{}".utf8), lifetime: nil)
        }
    }
}
