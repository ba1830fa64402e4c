import SessionModel
import StoreContract
import StoreKit
import TestSupport

/// A Redis, one server or a cluster, that the contract looks into beside the product.
protocol RedisUnderTest: StoreUnderTest {
    /// Whether records are strings or hashes.
    var value: KeyValueLayout.Value { get }

    /// Gives a command whose first operand is a key, to the server that has it.
    func command(_ word: String, key: SessionKey, _ rest: [[UInt8]]) throws -> RESPValue
}

extension RedisUnderTest {
    func content(_ key: SessionKey) throws -> [UInt8]? {
        guard value == .fields else { return try command("GET", key: key, []).bytes }
        let parts = try command("HGETALL", key: key, []).elements.compactMap(\.bytes)
        let fields = stride(from: 0, to: parts.count - 1, by: 2).map {
            FieldList.Field(name: parts[$0], value: parts[$0 + 1])
        }
        return fields.isEmpty ? nil : FieldList(fields).bytes
    }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        switch try command("PEXPIRETIME", key: key, []).number {
        case -1: .never
        case -2, nil: nil
        case .some(let moment): .at(Timestamp(milliseconds: moment))
        }
    }

    func traces(_ key: SessionKey) throws -> String { try command("TYPE", key: key, []).text ?? "-" }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        _ = try command("PEXPIRE", key: key, [Array("\(lifetime)".utf8)])
    }

    func remove(_ key: SessionKey) throws { _ = try command("DEL", key: key, []) }

    func putForeign(_ key: SessionKey) throws -> Bool {
        try command("RPUSH", key: key, [Array("x".utf8)]).number == 1
    }
}
