internal import SessionModel
internal import TextCodings

/// How a record of named fields is one payload: a member for each field, read by what its value's bytes are.
///
/// A value is JSON, a stream of Java's serialization, a text, or bytes; JSON and texts are edited, each field by itself, and
/// fields that are not edited keep every byte.
struct FieldCoding: Sendable {
    /// What goes before the name of a field that is the application's own and not the framework's.
    var prefix: String
    /// The fields that have to be there.
    var required: [String]

    /// The coding of a whole record.
    var coding: PayloadCoding {
        PayloadCoding(
            name: "named fields",
            read: { bytes throws(FormatError) in try read(bytes) },
            write: { payload, bytes throws(FormatError) in try write(payload, over: bytes) })
    }

    /// What the bytes of a value are.
    private enum Value {
        /// JSON, which stands here in the bytes.
        case json(Range<Int>)
        case text(String)
        /// Java's serialization, as JSON.
        case java([UInt8])
        case bytes
        /// Nothing: what is left of a field that was taken away.
        case nothing
    }

    // MARK: Names

    /// The member's name for a field.
    private func member(of field: String) -> String {
        guard field.hasPrefix(prefix) else { return field }
        let name = String(field.dropFirst(prefix.count))
        return required.contains(name) || name.hasPrefix(prefix) ? field : name
    }

    /// The field for a member's name.
    private func field(of member: String, in list: FieldList) -> String {
        if required.contains(member) || member.hasPrefix(prefix) { return member }
        // A field of the framework's that is not among those that have to be there.
        return list[prefix + member] == nil && list[member] != nil ? member : prefix + member
    }

    // MARK: Reading

    private func fields(_ bytes: [UInt8]) throws(FormatError) -> FieldList {
        guard let list = FieldList(bytes) else { throw FormatError("The record is no list of fields.") }
        for name in required where list[name] == nil {
            throw FormatError("Its \(name) is missing, without which the framework can't read it.")
        }
        return list
    }

    private func read(_ bytes: [UInt8]) throws(FormatError) -> PayloadCoding.Reading {
        let list = try fields(bytes)
        var source = [UInt8(ascii: "{")]
        var isLocked = false
        for field in list.fields {
            guard let name = String(validating: field.name, as: UTF8.self) else {
                throw FormatError("The name of one of its fields is no UTF-8.")
            }
            if source.count > 1 { source.append(UInt8(ascii: ",")) }
            source += JSONText.encode(member(of: name)) + [UInt8(ascii: ":")]
            let value = value(of: field.value)
            source += json(of: value, field.value)
            if case .java = value, required.contains(name) { isLocked = true }
        }
        source.append(UInt8(ascii: "}"))
        do throws(PayloadSyntaxError) {
            // Whoever serializes its own numbers with Java does so with all of the rest.
            let lock = isLocked ? JavaSerialization.lock : nil
            return PayloadCoding.Reading(payload: try Payload(parsing: source), lock: lock)
        } catch {
            throw FormatError("Its fields can't be shown: \(error.explanation).")
        }
    }

    private func value(of bytes: [UInt8]) -> Value {
        if bytes.isEmpty { return .nothing }
        if JavaSerialization.begins(bytes) {
            guard let reading = try? JavaSerialization().reading(bytes) else { return .bytes }
            return .java(reading.payload.source)
        }
        if let payload = try? Payload(parsing: bytes) { return .json(payload.root.valueRange) }
        guard let text = String(validating: bytes, as: UTF8.self) else { return .bytes }
        return .text(text)
    }

    private func json(of value: Value, _ bytes: [UInt8]) -> [UInt8] {
        switch value {
        case .json(let range): Array(bytes[range])
        case .text(let text): JSONText.encode(text)
        case .java(let json): json
        case .bytes: Array("{\"$bytes\":\"\(Base64.encode(bytes))\"}".utf8)
        case .nothing: Array("null".utf8)
        }
    }

    // MARK: Writing

    private func write(_ edited: Payload, over bytes: [UInt8]) throws(FormatError) -> [UInt8] {
        let before = try read(bytes)
        if let lock = before.lock { throw FormatError(lock) }
        guard edited.root.kind == .object else { throw FormatError("The payload has to stay an object of fields.") }
        if let twice = edited.duplicateKeys.first {
            throw FormatError("The key \"\(twice)\" is there twice, which a record of fields can't hold.")
        }
        let old = try fields(bytes)
        var list = old
        for field in old.fields {
            let name = String(decoding: field.name, as: UTF8.self)
            if edited.root.child(.key(member(of: name))) == nil { list[name] = nil }
        }
        for child in edited.root.children {
            let key = child.key ?? ""
            let name = field(of: key, in: old)
            if let was = before.payload.root.child(.key(key)), was.saysTheSame(as: child) { continue }
            list[name] = try written(child, over: old[name], key)
        }
        let written = list.bytes
        guard try read(written).payload.root.saysTheSame(as: reordered(edited, like: list)) else {
            throw FormatError("A field can't hold what was written, so it would be read back as something else.")
        }
        return written
    }

    private func written(_ node: PayloadNode, over old: [UInt8]?, _ key: String) throws(FormatError) -> [UInt8] {
        switch old.map(value) ?? .nothing {
        case .nothing: return Array(node.raw)
        case .json(let range):
            guard var bytes = old else { return Array(node.raw) }
            bytes.replaceSubrange(range, with: node.raw)
            return bytes
        case .text:
            guard let text = node.string else {
                throw FormatError("\"\(key)\" is plain text and no JSON, so it can only become another text.")
            }
            return Array(text.utf8)
        case .java: throw FormatError("\"\(key)\": " + JavaSerialization.lock)
        case .bytes: throw FormatError("\"\(key)\" is bytes that can't be read, so it can be removed but not changed.")
        }
    }

    /// The payload with its members in the order in which fields are kept.
    private func reordered(_ payload: Payload, like list: FieldList) throws(FormatError) -> PayloadNode {
        var members: [[UInt8]] = []
        for field in list.fields {
            let key = member(of: String(decoding: field.name, as: UTF8.self))
            guard let node = payload.root.child(.key(key)) else { continue }
            members.append(JSONText.encode(key) + [UInt8(ascii: ":")] + node.raw)
        }
        let source = [UInt8(ascii: "{")] + members.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
        do throws(PayloadSyntaxError) {
            return try Payload(parsing: source).root
        } catch {
            throw FormatError("The payload can't be written as fields: \(error.explanation).")
        }
    }
}
