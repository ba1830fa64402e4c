internal import SessionModel
public import StoreKit

/// Ended sessions as a file: whole, with absolute deadlines, so that they can be brought back.
public enum Export {
    /// The records as JSON lines; content in base64, since it may be any bytes.
    public static func write(_ records: [ArchivedRecord]) -> [UInt8] {
        records.flatMap { json($0).bytes + [10] }
    }

    private static func json(_ record: ArchivedRecord) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("curfew_export", .integer(1)),
            .init("key", .string(Base64.encode(record.key.bytes))),
            .init("content", .string(Base64.encode(record.content))),
            .init("serialized", .boolean(record.isSerialized)),
            .init("expiry", record.expiry.map(json) ?? .null),
            .init("modified", record.modified.map { .integer($0.milliseconds) } ?? .null),
        ]
        if let ownership = record.ownership { members.append(.init("ownership", json(ownership))) }
        return .object(members)
    }

    private static func json(_ deadline: Deadline) -> JSONValue {
        deadline.moment.map { .integer($0.milliseconds) } ?? .string("never")
    }

    private static func json(_ ownership: FileOwnership) -> JSONValue {
        [
            "user": .integer(Int64(ownership.user)), "group": .integer(Int64(ownership.group)),
            "mode": .integer(Int64(ownership.mode)),
            "attributes": .object(
                ownership.attributes.sorted { $0.key < $1.key }.map { .init($0.key, .string(Base64.encode($0.value))) }),
        ]
    }

    /// The records of an exported file.
    ///
    /// - Throws: `ExportError` naming the line that is none.
    public static func read(_ bytes: [UInt8]) throws(ExportError) -> [ArchivedRecord] {
        var records: [ArchivedRecord] = []
        for (place, line) in bytes.split(separator: 10).enumerated() {
            guard let payload = try? Payload(parsing: Array(line)), let record = record(payload) else {
                throw ExportError(line: place + 1)
            }
            records.append(record)
        }
        return records
    }

    private static func record(_ payload: Payload) -> ArchivedRecord? {
        func node(_ key: String) -> PayloadNode? { payload.node(at: PayloadPath([.key(key)])) }
        guard node("curfew_export")?.rawText == "1", let key = node("key")?.string.flatMap(Base64.decode),
            let content = node("content")?.string.flatMap(Base64.decode)
        else { return nil }
        var record = ArchivedRecord(
            key: SessionKey(bytes: key), content: content, isSerialized: node("serialized")?.rawText == "true")
        if let expiry = node("expiry") {
            record.expiry =
                expiry.string == "never" ? .never : Int64(expiry.rawText).map { .at(Timestamp(milliseconds: $0)) }
        }
        record.modified = node("modified").flatMap { Int64($0.rawText) }.map(Timestamp.init(milliseconds:))
        record.ownership = node("ownership").flatMap(ownership)
        return record
    }

    private static func ownership(_ node: PayloadNode) -> FileOwnership? {
        func number(_ key: String) -> UInt32? { node.child(.key(key)).flatMap { UInt32($0.rawText) } }
        guard let user = number("user"), let group = number("group"), let mode = number("mode") else { return nil }
        var attributes: [String: [UInt8]] = [:]
        for child in node.child(.key("attributes")).map({ Array($0.children) }) ?? [] {
            if let name = child.key, let value = child.string.flatMap(Base64.decode) { attributes[name] = value }
        }
        return FileOwnership(user: user, group: group, mode: mode, attributes: attributes)
    }
}

/// Why a file is no export.
public struct ExportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line that can't be read, from 1.
    public var line: Int

    /// One sentence.
    public var description: String {
        "Line \(line) is no exported session; give a file that destroy --export wrote. Nothing was restored."
    }
}

/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            let bits = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < count ? UInt32(bytes[start + $1]) : 0) }
            for place in 0..<4 {
                text.append(place <= count ? digits[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            guard let value = digits.firstIndex(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
