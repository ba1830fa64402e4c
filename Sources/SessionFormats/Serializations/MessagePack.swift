internal import SessionModel

/// MessagePack, by its published specification.
///
/// What is changed keeps its kind of writing where the new value fits it: the width of a whole number, a text's header, a
/// fraction of four bytes. A map with keys that are no texts keeps those, and takes no new ones.
struct MessagePack: Serialization {
    let name = "MessagePack"

    /// First bytes of values, as the specification names them.
    enum Tag {
        static let null: UInt8 = 0xC0, no: UInt8 = 0xC2, yes: UInt8 = 0xC3
        static let bytes8: UInt8 = 0xC4, bytes16: UInt8 = 0xC5, bytes32: UInt8 = 0xC6
        static let float: UInt8 = 0xCA, double: UInt8 = 0xCB
        static let text8: UInt8 = 0xD9, text16: UInt8 = 0xDA, text32: UInt8 = 0xDB
        static let array16: UInt8 = 0xDC, array32: UInt8 = 0xDD
        static let map16: UInt8 = 0xDE, map32: UInt8 = 0xDF
    }

    /// Whether bytes begin as a map does.
    static func beginsMap(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        return (0x80...0x8F).contains(first) || first == Tag.map16 || first == Tag.map32
    }

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        var reader = MessagePackReader(tree.bytes)
        try reader.value(&tree)
        if reader.position < tree.bytes.count {
            throw SerializationError("something follows the value", at: reader.position)
        }
    }

    // MARK: Writing

    func scalar(_ value: PayloadNode, like tag: UInt8?) throws(FormatError) -> [UInt8] {
        switch value.kind {
        case .string: Self.text(value.string ?? "", like: tag)
        case .boolean: [value.rawText == "true" ? Tag.yes : Tag.no]
        case .null: [Tag.null]
        case .number: try Self.number(value.rawText, like: tag)
        case .object, .array: throw FormatError("A container is no single value.")
        }
    }

    func key(_ step: PayloadPath.Step, in container: UInt8?) throws(FormatError) -> [UInt8] {
        switch step {
        case .index: []
        case .key(let key): Self.text(key, like: nil)
        }
    }

    func container(
        _ kind: Payload.Kind, of members: [[UInt8]], like old: (tag: UInt8, bytes: ArraySlice<UInt8>)?
    ) throws(FormatError) -> [UInt8] {
        if kind == .object, let old { try Self.check(members, over: Array(old.bytes)) }
        let body = members.joined()
        let count = members.count
        if kind == .array {
            return Self.header(count, fixed: 0x90...0x9F, wide: [Tag.array16, Tag.array32], like: old?.tag) + body
        }
        return Self.header(count, fixed: 0x80...0x8F, wide: [Tag.map16, Tag.map32], like: old?.tag) + body
    }

    /// A key 7 and a key "7" look alike here, so a map that has the one gets none of the other.
    private static func check(_ members: [[UInt8]], over old: [UInt8]) throws(FormatError) {
        guard let keys = MessagePackReader.keys(ofMap: old) else { return }
        guard keys.contains(where: { !MessagePackReader.isText(old[$0.lowerBound]) }) else { return }
        let isKnown = members.allSatisfy { member in keys.contains { member.starts(with: old[$0]) } }
        guard isKnown else {
            throw FormatError("This map has keys that are no texts, so it can't be given new ones here.")
        }
    }

    private static func text(_ text: String, like tag: UInt8?) -> [UInt8] {
        let content = Array(text.utf8)
        if let tag, (Tag.bytes8...Tag.bytes32).contains(tag) {
            return header(
                content.count, fixed: nil, wide: [Tag.bytes8, Tag.bytes16, Tag.bytes32], like: tag) + content
        }
        return header(content.count, fixed: 0xA0...0xBF, wide: [Tag.text8, Tag.text16, Tag.text32], like: tag) + content
    }

    /// The first byte and the count: as wide as it was where the count fits, else as narrow as it may be.
    private static func header(
        _ count: Int, fixed: ClosedRange<UInt8>?, wide: [UInt8], like tag: UInt8?
    ) -> [UInt8] {
        let widths = wide.count == 3 ? [1, 2, 4] : [2, 4]
        for (type, width) in zip(wide, widths) where type == tag && count < 1 << (width * 8) {
            return [type] + bigEndian(UInt64(count), width)
        }
        if let fixed, count < fixed.count { return [fixed.lowerBound + UInt8(count)] }
        let place = widths.firstIndex { count < 1 << ($0 * 8) } ?? widths.count - 1
        return [wide[place]] + bigEndian(UInt64(count), widths[place])
    }

    private static func number(_ text: String, like tag: UInt8?) throws(FormatError) -> [UInt8] {
        switch text {
        case "NaN": return double(.nan)
        case "Infinity": return double(.infinity)
        case "-Infinity": return double(-.infinity)
        default: break
        }
        if !text.contains(where: { ".eE".contains($0) }), text != "-0" {
            guard let number = whole(text, like: tag) else {
                throw FormatError("MessagePack holds whole numbers from -2^63 to 2^64-1.")
            }
            return number
        }
        guard let number = Double(text), number.isFinite else {
            throw FormatError("MessagePack can't hold a number as large as this.")
        }
        if tag == Tag.float, let short = Float(text), short.isFinite, Double("\(short)") == number {
            return [Tag.float] + bigEndian(UInt64(short.bitPattern), 4)
        }
        return double(number)
    }

    private static func double(_ number: Double) -> [UInt8] { [Tag.double] + bigEndian(number.bitPattern, 8) }

    private static func whole(_ text: String, like tag: UInt8?) -> [UInt8]? {
        if let number = UInt64(text) {
            if let tag, let kept = kept(number, tag) { return kept }
            if number < 128 { return [UInt8(number)] }
            let place = [1, 2, 4, 8].firstIndex { $0 == 8 || number >> UInt64($0 * 8) == 0 } ?? 3
            return [0xCC + UInt8(place)] + bigEndian(number, 1 << place)
        }
        guard let number = Int64(text) else { return nil }
        let bits = UInt64(bitPattern: number)
        if let tag, (0xD0...0xD3).contains(tag), fits(number, 1 << Int(tag - 0xD0)) {
            return [tag] + bigEndian(bits, 1 << Int(tag - 0xD0))
        }
        if number >= -32 { return [UInt8(truncatingIfNeeded: bits)] }
        let place = [1, 2, 4, 8].firstIndex { fits(number, $0) } ?? 3
        return [0xD0 + UInt8(place)] + bigEndian(bits, 1 << place)
    }

    /// A number that is not negative, written as wide as the one that stood there; nil where it does not fit.
    private static func kept(_ number: UInt64, _ tag: UInt8) -> [UInt8]? {
        switch tag {
        case 0xCC...0xCF:
            let width = 1 << Int(tag - 0xCC)
            guard width == 8 || number >> UInt64(width * 8) == 0 else { return nil }
            return [tag] + bigEndian(number, width)
        case 0xD0...0xD3:
            let width = 1 << Int(tag - 0xD0)
            guard let signed = Int64(exactly: number), fits(signed, width) else { return nil }
            return [tag] + bigEndian(number, width)
        default: return nil
        }
    }

    private static func fits(_ number: Int64, _ width: Int) -> Bool {
        width == 8 || (-(Int64(1) << Int64(width * 8 - 1))..<(Int64(1) << Int64(width * 8 - 1))).contains(number)
    }

    private static func bigEndian(_ bits: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: bits >> UInt64((width - 1 - $0) * 8)) }
    }
}
