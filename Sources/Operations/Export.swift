internal import SessionFormats
internal import SessionModel
public import StoreKit
internal import TextCodings

/// Ended sessions as a file: whole, with absolute deadlines, so that they can be brought back.
public enum Export {
    /// The records as JSON lines; content in base64, since it may be any bytes.
    public static func write(_ records: [ArchivedRecord]) -> [UInt8] {
        records.flatMap { json($0).bytes + [10] }
    }

    /// The records with the kind of store they are from: a table would take any key of a key-value store for an id.
    public static func noted(_ records: [ArchivedRecord], from target: OpenStore) -> [ArchivedRecord] {
        records.map { record in
            var record = record
            record.kind = target.context.layouts.first?.kind
            return record
        }
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
        if let kind = record.kind { members.append(.init("kind", .string(kind.rawValue))) }
        if let ownership = record.ownership { members.append(.init("ownership", json(ownership))) }
        if !record.columns.isEmpty { members.append(.init("columns", .array(record.columns.map(\.json)))) }
        if !record.companions.isEmpty {
            members.append(.init("companions", .array(record.companions.map(json))))
        }
        return .object(members)
    }

    private static func json(_ companion: ArchivedCompanion) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("form", .string(companion.form.rawValue)), .init("key", .string(Base64.encode(companion.key.bytes))),
            .init("content", .string(Base64.encode(companion.content))), .init("expiry", json(companion.expiry)),
        ]
        if let score = companion.score { members.append(.init("score", .string(Base64.encode(score)))) }
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
        for (place, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            do throws(Damage) {
                guard let payload = try? Payload(parsing: Array(line)), payload.root.kind == .object else {
                    throw Damage()
                }
                records.append(try record(payload.root))
            } catch {
                throw ExportError(line: place + 1)
            }
        }
        return records
    }

    /// Something in a line is not what was written. Nothing of it is guessed: a lost deadline would be an immortal session.
    private struct Damage: Error {}

    private static func record(_ node: PayloadNode) throws(Damage) -> ArchivedRecord {
        guard node.child(.key("curfew_export"))?.rawText == "1" else { throw Damage() }
        let serialized = try member("serialized", of: node).rawText
        guard serialized == "true" || serialized == "false" else { throw Damage() }
        var record = ArchivedRecord(
            key: SessionKey(bytes: try bytes(member("key", of: node))), content: try bytes(member("content", of: node)),
            isSerialized: serialized == "true")
        let expiry = try member("expiry", of: node)
        record.expiry = expiry.string == "never" ? .never : try milliseconds(expiry).map(Deadline.at)
        record.modified = try milliseconds(member("modified", of: node))
        if let kind = node.child(.key("kind")) {
            guard let word = kind.string, let known = Layout.Kind(rawValue: word) else { throw Damage() }
            record.kind = known
        }
        record.ownership = try node.child(.key("ownership")).map(ownership)
        for companion in node.child(.key("companions"))?.children.map(\.self) ?? [] {
            record.companions.append(try self.companion(companion))
        }
        guard let columns = node.child(.key("columns")) else { return record }
        guard columns.kind == .array else { throw Damage() }
        for node in columns.children {
            guard let column = ArchivedColumn(node) else { throw Damage() }
            record.columns.append(column)
        }
        return record
    }

    private static func companion(_ node: PayloadNode) throws(Damage) -> ArchivedCompanion {
        guard let form = try member("form", of: node).string.flatMap(Companion.Form.init(rawValue:)) else {
            throw Damage()
        }
        let expiry = try member("expiry", of: node)
        var companion = ArchivedCompanion(
            form, SessionKey(bytes: try bytes(member("key", of: node))),
            content: try bytes(member("content", of: node)),
            expiry: expiry.string == "never" ? .never : .at(try moment(expiry)))
        companion.score = try node.child(.key("score")).map(bytes)
        return companion
    }

    private static func moment(_ node: PayloadNode) throws(Damage) -> Timestamp {
        guard let moment = try milliseconds(node) else { throw Damage() }
        return moment
    }

    private static func member(_ key: String, of node: PayloadNode) throws(Damage) -> PayloadNode {
        guard let member = node.child(.key(key)) else { throw Damage() }
        return member
    }

    private static func bytes(_ node: PayloadNode) throws(Damage) -> [UInt8] {
        guard let bytes = node.string.flatMap({ Base64.decode($0.utf8, .standard) }) else { throw Damage() }
        return bytes
    }

    private static func milliseconds(_ node: PayloadNode) throws(Damage) -> Timestamp? {
        if node.kind == .null { return nil }
        guard let number = Int64(node.rawText) else { throw Damage() }
        return Timestamp(milliseconds: number)
    }

    private static func ownership(_ node: PayloadNode) throws(Damage) -> FileOwnership {
        func number(_ key: String) throws(Damage) -> UInt32 {
            guard let number = UInt32(try member(key, of: node).rawText) else { throw Damage() }
            return number
        }
        var attributes: [String: [UInt8]] = [:]
        for child in try member("attributes", of: node).children {
            guard let name = child.key else { throw Damage() }
            attributes[name] = try bytes(child)
        }
        return FileOwnership(
            user: try number("user"), group: try number("group"), mode: try number("mode"), attributes: attributes)
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
