import SessionFormats
import SessionModel
import StoreContract
import StoreKit
import TestSupport
import Testing

@testable import NodeProcessStore

@Suite(.needs(.node), .timeLimit(.minutes(2))) struct `A MemoryStore of a Node process` {
    /// Nothing there but the content tells of a session's use.
    @Test(arguments: ContractClause.all.filter { $0 != .reportsTouch })
    func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try NodePlace(.plain) }.check(clause)
    }
}

@Suite(.needs(.node), .timeLimit(.minutes(2))) struct `A caching store of a Node process` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try NodePlace(.cache) }.check(clause)
    }
}

/// An application of its own for each clause.
private struct NodePlace: StoreUnderTest {
    private let shop: NodeShop
    private let keeping: NodeShop.Keeping

    init(_ keeping: NodeShop.Keeping) throws {
        self.keeping = keeping
        shop = try NodeShop(keeping)
    }

    var keepsExpiry: Bool { keeping == .cache }
    let resolution: Int64 = 1
    let keepsOnlyText = true

    func open(isReadOnly: Bool) async throws -> any SessionStore {
        try await StoreDriver.node.open(.of(shop, isReadOnly: isReadOnly))
    }

    func key(_ word: String) -> SessionKey { SessionKey("session-\(word)") }

    var hostileKeys: [SessionKey] {
        [
            "__proto__", "constructor", "hasOwnProperty", "toString", "0", "-1", " ", "\u{0}", "\r\n", "\"", "\\",
            "é", "e\u{301}", "日本", "👩‍👩‍👧", "a", "A", "a ", "${1}", "</script>", "\u{2028}",
            String(repeating: "x", count: 5000),
        ].map { SessionKey($0) }
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        try put([(key, content)], lifetime: lifetime)
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        for start in stride(from: 0, to: records.count, by: 500) {
            let batch = records[start..<min(start + 500, records.count)]
            try shop.put(
                batch.map { ($0.key.text, String(decoding: $0.content, as: UTF8.self)) }, milliseconds: lifetime)
        }
    }

    func content(_ key: SessionKey) throws -> [UInt8]? {
        let json = try shop.value(key.text)
        return json == "null"
            ? nil : try Payload(parsing: "[\(json)]").root.child(.index(0))?.string.map { Array($0.utf8) }
    }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        guard keepsExpiry, try shop.value(key.text) != "null" else { return nil }
        return try shop.end(key.text).map { .at(Timestamp(milliseconds: $0)) } ?? .never
    }

    func traces(_ key: SessionKey) throws -> String { "-" }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        guard let content = try content(key) else { return }
        try put(key, content, lifetime: lifetime)
    }

    func remove(_ key: SessionKey) throws { try shop.remove(key.text) }

    func putForeign(_ key: SessionKey) throws -> Bool {
        switch keeping {
        case .plain: try shop.run("store.sessions[given] = [1]", given: "\"\(key.text)\"")
        default: try shop.run("store.store.set(given, 5, 0)", given: "\"\(key.text)\"")
        }
        return true
    }

    func putStrangers() throws {}
}
