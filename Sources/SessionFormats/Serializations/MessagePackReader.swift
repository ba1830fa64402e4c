internal import SessionModel
internal import TextCodings

/// Goes through MessagePack's bytes, and takes no claimed length for true that the bytes don't have.
struct MessagePackReader {
    private typealias Tag = MessagePack.Tag

    private let bytes: [UInt8]
    /// Where the next value begins.
    private(set) var position = 0
    /// Whether a map's key is being read.
    private var isInKey = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether a value that begins so is a text.
    static func isText(_ type: UInt8) -> Bool {
        (0xA0...0xBF).contains(type) || (Tag.text8...Tag.text32).contains(type)
    }

    /// Where the keys of a map stand in its bytes; nil where they are no map.
    static func keys(ofMap bytes: [UInt8]) -> [Range<Int>]? {
        var reader = MessagePackReader(bytes)
        var none = SerializedTree(over: bytes)
        do throws(SerializationError) {
            guard case .map(let count) = try reader.head() else { return nil }
            try none.open(.array, tag: 0, from: 0)
            var keys: [Range<Int>] = []
            for _ in 0..<count {
                let start = reader.position
                _ = try reader.key()
                keys.append(start..<reader.position)
                try reader.value(&none)
            }
            return keys
        } catch {
            return nil
        }
    }

    // MARK: Values

    /// What a value's first bytes say.
    private enum Head {
        case null, boolean(Bool)
        case unsigned(UInt64), signed(Int64)
        case float(Float), double(Double)
        case text(Int), bytes(Int)
        case array(Int), map(Int)
        case application(Int8, Int)
    }

    mutating func value(_ tree: inout SerializedTree) throws(SerializationError) {
        let start = position
        let head = try head()
        let tag = bytes[start]
        switch head {
        case .null: try tree.word("null", tag: tag, at: start..<position)
        case .boolean(let isTrue): try tree.word(isTrue ? "true" : "false", tag: tag, at: start..<position)
        case .unsigned(let number): try tree.number("\(number)".utf8, tag: tag, at: start..<position)
        case .signed(let number): try tree.number("\(number)".utf8, tag: tag, at: start..<position)
        case .float(let number):
            try tree.number(Self.text(Double(number), "\(number)").utf8, tag: tag, at: start..<position)
        case .double(let number): try tree.number(Self.text(number, "\(number)").utf8, tag: tag, at: start..<position)
        case .text(let length), .bytes(let length):
            let content = try take(length)
            try tree.text(bytes[content], tag: tag, at: start..<position)
        case .application(let type, let length):
            let content = try take(length)
            try application(type, content, from: start, &tree)
        case .array(let count):
            try tree.open(.array, tag: tag, from: start)
            for _ in 0..<count { try value(&tree) }
            tree.close(at: position)
        case .map(let count):
            // Python has no such keys, and keys within keys would have no end.
            guard !isInKey else { throw SerializationError("a map stands in a key", at: start) }
            try tree.open(.object, tag: tag, from: start)
            for _ in 0..<count {
                let keyStart = position
                let name = try key()
                tree.key(name, at: keyStart..<position)
                try value(&tree)
            }
            tree.close(at: position)
        }
    }

    private static func text(_ number: Double, _ finite: String) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return finite
    }

    /// A key's text, or a text for what is none.
    private mutating func key() throws(SerializationError) -> String {
        let start = position
        switch try head() {
        case .null: return "null"
        case .boolean(let isTrue): return isTrue ? "true" : "false"
        case .unsigned(let number): return "\(number)"
        case .signed(let number): return "\(number)"
        case .float(let number): return "\(number)"
        case .double(let number): return "\(number)"
        case .text(let length):
            let content = bytes[try take(length)]
            guard let text = String(validating: content, as: UTF8.self) else {
                throw SerializationError("a key is no UTF-8", at: start)
            }
            return text
        case .bytes(let length):
            let content = bytes[try take(length)]
            if let text = String(validating: content, as: UTF8.self) { return text }
            return try shownKey(from: start)
        case .array, .map, .application: return try shownKey(from: start)
        }
    }

    /// The text of a key that is no plain value, such as a tuple of Python's: what is shown of it where it is a value.
    private mutating func shownKey(from start: Int) throws(SerializationError) -> String {
        var shown = SerializedTree(over: bytes)
        position = start
        isInKey = true
        defer { isInKey = false }
        try value(&shown)
        return String(decoding: shown.json, as: UTF8.self)
    }

    /// A value of a type of the application's; -1 is a moment.
    private func application(
        _ type: Int8, _ content: Range<Int>, from start: Int, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        if type == -1, let moment = Self.moment(bytes[content]) {
            return try tree.fixed("date", moment.iso8601, tag: bytes[start], at: start..<position)
        }
        let text = "\(type):\(Base64.encode(bytes[content]))"
        try tree.fixed("ext", text, tag: bytes[start], at: start..<position)
    }

    private static func moment(_ content: ArraySlice<UInt8>) -> Timestamp? {
        let bits = content.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let (seconds, nanoseconds): (Int64, UInt64)
        switch content.count {
        case 4: (seconds, nanoseconds) = (Int64(bits), 0)
        case 8: (seconds, nanoseconds) = (Int64(bits & 0x3_FFFF_FFFF), bits >> 34)
        case 12:
            seconds = Int64(bitPattern: bits)
            nanoseconds = content.prefix(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        default: return nil
        }
        // The years 1 to 9999, as every reader of dates knows them.
        guard (-62_135_596_800...253_402_300_799).contains(seconds), nanoseconds < 1_000_000_000 else { return nil }
        return Timestamp(milliseconds: seconds * 1000 + Int64(nanoseconds / 1_000_000))
    }

    // MARK: Pieces

    private mutating func head() throws(SerializationError) -> Head {
        let start = position
        let type = bytes[try take(1).lowerBound]
        switch type {
        case 0x00...0x7F: return .unsigned(UInt64(type))
        case 0xE0...0xFF: return .signed(Int64(Int8(bitPattern: type)))
        case 0x80...0x8F: return .map(try count(Int(type & 15), each: 2))
        case 0x90...0x9F: return .array(try count(Int(type & 15), each: 1))
        case 0xA0...0xBF: return .text(Int(type & 31))
        case Tag.null: return .null
        case Tag.no, Tag.yes: return .boolean(type == Tag.yes)
        case Tag.bytes8...Tag.bytes32: return .bytes(try length(1 << Int(type - Tag.bytes8)))
        case 0xC7...0xC9:
            let length = try length(1 << Int(type - 0xC7))
            return .application(try applicationType(), length)
        case Tag.float: return .float(Float(bitPattern: UInt32(try bits(4))))
        case Tag.double: return .double(Double(bitPattern: try bits(8)))
        case 0xCC...0xCF: return .unsigned(try bits(1 << Int(type - 0xCC)))
        case 0xD0...0xD3:
            let width = 1 << Int(type - 0xD0)
            return .signed(Int64(bitPattern: try bits(width) << UInt64(64 - width * 8)) >> Int64(64 - width * 8))
        case 0xD4...0xD8: return .application(try applicationType(), 1 << Int(type - 0xD4))
        case Tag.text8...Tag.text32: return .text(try length(1 << Int(type - Tag.text8)))
        case Tag.array16, Tag.array32: return .array(try count(try length(type == Tag.array16 ? 2 : 4), each: 1))
        case Tag.map16, Tag.map32: return .map(try count(try length(type == Tag.map16 ? 2 : 4), each: 2))
        default: throw SerializationError("expected a value's type", at: start)
        }
    }

    private mutating func applicationType() throws(SerializationError) -> Int8 { Int8(truncatingIfNeeded: try bits(1)) }

    private mutating func length(_ width: Int) throws(SerializationError) -> Int { Int(try bits(width)) }

    /// A number of values, each of which takes so many bytes at the least.
    private func count(_ count: Int, each width: Int) throws(SerializationError) -> Int {
        guard count <= (bytes.count - position) / width else {
            throw SerializationError("the bytes end early", at: position)
        }
        return count
    }

    private mutating func bits(_ width: Int) throws(SerializationError) -> UInt64 {
        bytes[try take(width)].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func take(_ length: Int) throws(SerializationError) -> Range<Int> {
        guard length <= bytes.count - position else { throw SerializationError("the bytes end early", at: position) }
        position += length
        return (position - length)..<position
    }
}
