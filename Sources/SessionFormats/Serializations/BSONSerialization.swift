internal import BSON
internal import SessionModel
internal import TextCodings

/// A BSON document, in the order that `BSONTransposition` gives its bytes.
///
/// Numbers have the type that their text says, as in every other format: one with a point is a double, a whole one is an
/// int64 where that stood there or where it needs the room, and else an int32. What JSON has not (dates, ids, binary …) is
/// shown by its type and kept.
struct BSONSerialization: Serialization {
    let name = "BSON"

    // MARK: Reading

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        let end = try value(at: 0, &tree)
        if end < tree.bytes.count { throw SerializationError("something follows the document", at: end) }
    }

    private func value(at start: Int, _ tree: inout SerializedTree) throws(SerializationError) -> Int {
        guard let part = BSONTransposition.part(of: tree.bytes, at: start) else {
            throw SerializationError("it ends in the middle of a value", at: start)
        }
        switch part {
        case .container(let type):
            try tree.open(type == .array ? .array : .object, tag: type.rawValue, from: start)
            let end = try members(at: start + 1, areNumbered: type == .array, &tree)
            tree.close(at: end)
            return end
        case .scalar(let type, let content):
            let range = start..<content.upperBound
            let value: BSONValue
            do throws(BSONError) {
                value = try BSONValue(type, bytes: Array(tree.bytes[content]))
            } catch {
                throw SerializationError("a value is no \(type.name)", at: start)
            }
            try scalar(value, at: range, &tree)
            return range.upperBound
        }
    }

    private func members(
        at start: Int, areNumbered: Bool, _ tree: inout SerializedTree
    ) throws(SerializationError) -> Int {
        var position = start
        while let name = BSONTransposition.name(in: tree.bytes, at: position) {
            if areNumbered {
                tree.elementKey(at: position..<(name.upperBound + 1))
            } else {
                guard let text = String(validating: tree.bytes[name], as: UTF8.self) else {
                    throw SerializationError("a name is no UTF-8", at: name.lowerBound)
                }
                tree.key(text, at: position..<(name.upperBound + 1))
            }
            position = try value(at: name.upperBound + 1, &tree)
        }
        return position + 1
    }

    private func scalar(
        _ value: BSONValue, at range: Range<Int>, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        let tag = value.type.rawValue
        switch value.type {
        case .string: try tree.text(value.textBytes ?? [], tag: tag, at: range)
        case .null: try tree.word("null", tag: tag, at: range)
        case .boolean: try tree.word(value.boolean == true ? "true" : "false", tag: tag, at: range)
        case .int32, .int64: try tree.number(String(value.integer ?? 0).utf8, tag: tag, at: range)
        case .double: try tree.number(Self.text(value.double ?? 0).utf8, tag: tag, at: range)
        case .date:
            let moment = Timestamp(milliseconds: value.milliseconds ?? 0)
            try tree.fixed("date", moment.iso8601, tag: tag, at: range)
        case .objectID: try tree.fixed("oid", HexText.encode(value.bytes), tag: tag, at: range)
        case .document, .array, .binary, .undefined, .regularExpression, .dbPointer, .code, .symbol, .codeWithScope,
            .timestamp, .decimal128, .maxKey, .minKey:
            try tree.fixed(value.type.name, Base64.encode(value.bytes), tag: tag, at: range)
        }
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return "\(number)"
    }

    // MARK: Writing

    func scalar(_ value: PayloadNode, like tag: UInt8?) throws(FormatError) -> [UInt8] {
        switch value.kind {
        case .string: BSONTransposition.scalar(.string(value.string ?? ""))
        case .boolean: BSONTransposition.scalar(.boolean(value.rawText == "true"))
        case .null: BSONTransposition.scalar(.null)
        case .number: BSONTransposition.scalar(number(value.rawText, like: tag.flatMap(BSONType.init)))
        case .object, .array: throw FormatError("A container is no single value.")
        }
    }

    private func number(_ text: String, like type: BSONType?) -> BSONValue {
        switch text {
        case "NaN": return .double(.nan)
        case "Infinity": return .double(.infinity)
        case "-Infinity": return .double(-.infinity)
        default: break
        }
        guard text != "-0", let whole = Int64(text) else { return .double(Double(text) ?? .nan) }
        guard type != .int64, let small = Int32(exactly: whole) else { return .int64(whole) }
        return .int32(small)
    }

    func key(_ step: PayloadPath.Step, in container: UInt8?) throws(FormatError) -> [UInt8] {
        switch step {
        case .index(let index): return BSONTransposition.name(String(index))
        case .key(let key):
            guard !key.utf8.contains(0) else { throw FormatError("A name with a NUL in it can't stand in BSON.") }
            return BSONTransposition.name(key)
        }
    }

    func container(
        _ kind: Payload.Kind, of members: [[UInt8]], like old: (tag: UInt8, bytes: ArraySlice<UInt8>)?
    ) throws(FormatError) -> [UInt8] {
        BSONTransposition.container(kind == .array ? .array : .document, of: members)
    }
}
