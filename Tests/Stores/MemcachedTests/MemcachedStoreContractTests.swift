import SessionModel
import StoreContract
import StoreKit
import TestSupport
import Testing

@testable import MemcachedStore

@Suite(.needs(.memcached), .timeLimit(.minutes(5))) struct `Memcached` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try MemcachedPlace() }.check(clause)
    }
}

@Suite(.needs(.memcached), .timeLimit(.minutes(5))) struct `Memcached that may not be watched` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try MemcachedPlace(["-W"]) }.check(clause)
    }
}

/// A server of its own: memcached has nothing smaller.
private struct MemcachedPlace: StoreUnderTest {
    private let server: MemcachedServer

    let keepsExpiry = true
    let resolution: Int64 = 1000
    /// In the year 2036: its seconds are of 32 bits.
    let distantMoment = Timestamp(milliseconds: 2_100_000_000_000)

    init(_ extra: [String] = []) throws { server = try MemcachedServer(extra) }

    func open(isReadOnly: Bool) async throws -> any SessionStore {
        try await MemcachedStore.open(.of(port: server.port, isReadOnly: isReadOnly))
    }

    func key(_ word: String) -> SessionKey { SessionKey(prefix + word) }

    var hostileKeys: [SessionKey] {
        let bodies: [[UInt8]] = [
            [], [0], [1], [9], [10], [13, 10], [32], bytes("*"), bytes("?[a-z]\\"), bytes("%41"), bytes("%"),
            [0xFF, 0xFE], bytes("é"), bytes("e\u{301}"), bytes("a"), bytes("A"), bytes("a "), bytes("-1"),
            bytes("a exp=1 la=2"), [UInt8](repeating: 120, count: 236), [UInt8](repeating: 32, count: 172),
        ]
        return bodies.map { SessionKey(bytes: Array(prefix.utf8) + $0) }
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        try put([(key, content)], lifetime: lifetime)
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        try server.put(records.map { ($0.key.bytes, $0.content) }, seconds: lifetime.map { $0 / 1000 })
    }

    func content(_ key: SessionKey) throws -> [UInt8]? { try server.item(key.bytes)?.content }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        try server.item(key.bytes).map { item in
            item.deadline < 0 ? .never : .at(Timestamp(milliseconds: item.deadline * 1000))
        }
    }

    func traces(_ key: SessionKey) throws -> String { try server.item(key.bytes).map { "flags \($0.flags)" } ?? "-" }

    func touch(_ key: SessionKey, lifetime: Int64) throws { try server.touch(key.bytes, seconds: lifetime / 1000) }

    func remove(_ key: SessionKey) throws { try server.remove(key.bytes) }

    func putForeign(_ key: SessionKey) throws -> Bool { false }

    func putStrangers() throws {
        for name in ["tina4:session", "tina4:sessions:a", "Tina4:session:a", "xtina4:session:a", "other"] {
            try put(SessionKey(name), bytes("{}"), lifetime: nil)
        }
    }
}
