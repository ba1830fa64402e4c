internal import SessionModel

/// What PHP's igbinary extension writes: values by a byte of type, and each text only once.
///
/// To be looked at only: a later text is the number of an earlier one, so taking one out would rename the others.
/// (igbinary/igbinary 3.2, `src/php7/igbinary.c`, and what the extension wrote.)
struct Igbinary: ViewOnlySerialization {
    static let lock =
        "igbinary writes each text once and then only its number, so an edit could change other values with it;"
        + " it can be given more time and ended."

    let name = "igbinary"

    /// Whether bytes begin as igbinary's do: the version, 1 or 2, in four bytes.
    static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.count > 4 && bytes.starts(with: [0, 0, 0]) && (bytes[3] == 1 || bytes[3] == 2)
    }

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        guard Self.begins(tree.bytes) else { throw SerializationError("expected the version 1 or 2", at: 0) }
        var survey = IgbinaryReader(tree.bytes, lists: nil)
        var none = SerializedTree(over: tree.bytes)
        try survey.run(into: &none)
        var reader = IgbinaryReader(tree.bytes, lists: survey.lists)
        try reader.run(into: &tree)
        tree.lock = Self.lock
    }
}

/// Goes through igbinary's bytes once: first to find which arrays are lists, then to fill a tree.
private struct IgbinaryReader {
    /// What the number in a value's type byte counts.
    private enum Width: Int { case one = 1, two = 2, four = 4, eight = 8 }

    private let bytes: [UInt8]
    private var position = 4
    private var depth = 0
    /// The texts so far, class names among them.
    private var texts: [Range<Int>] = []
    /// How many bytes numbers of texts may still stand for: a few bytes could name one long text over and over.
    private var repeatable: Int

    /// Whether each array, in the order in which they begin, has the keys 0, 1, 2 …
    private(set) var lists: [Bool]
    private let isSurvey: Bool
    private var upcomingList = 0

    init(_ bytes: [UInt8], lists: [Bool]?) {
        self.bytes = bytes
        self.lists = lists ?? []
        isSurvey = lists == nil
        repeatable = max(65_536, bytes.count * 4)
    }

    mutating func run(into tree: inout SerializedTree) throws(SerializationError) {
        try value(&tree, isRoot: true)
        if position < bytes.count { throw SerializationError("something follows the value", at: position) }
    }

    private mutating func value(_ tree: inout SerializedTree, isRoot: Bool = false) throws(SerializationError) {
        let start = position
        let type = try byte()
        switch type {
        case 0x00: try tree.word("null", tag: type, at: start..<position)
        case 0x04: try tree.word("false", tag: type, at: start..<position)
        case 0x05: try tree.word("true", tag: type, at: start..<position)
        case 0x01, 0x02, 0x03: try reference(Self.widths[Int(type) - 1], type, start, &tree)
        case 0x22, 0x23, 0x24: try reference(Self.widths[Int(type) - 0x22], type, start, &tree)
        // What is written by reference, with the value itself behind it.
        case 0x25:
            guard depth < SerializedTree.depthLimit else { throw tooDeep }
            depth += 1
            defer { depth -= 1 }
            try value(&tree)
        case 0x06...0x0B, 0x20, 0x21:
            let text = try wholeNumber(type)
            try tree.number(text.utf8, tag: type, at: start..<position)
        case 0x0C: try double(start, &tree)
        case 0x0D...0x13, 0x26: try tree.text(bytes[try text(type)], tag: type, at: start..<position)
        case 0x14, 0x15, 0x16: try array(type, from: start, isRoot: isRoot, &tree)
        case 0x17...0x1C: try object(type, from: start, &tree)
        default: throw SerializationError("expected a value's type", at: start)
        }
    }

    // MARK: Single values

    private mutating func reference(
        _ width: Width, _ type: UInt8, _ start: Int, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        let number = try count(width)
        try tree.fixed("reference", String(number), tag: type, at: start..<position)
    }

    private mutating func wholeNumber(_ type: UInt8) throws(SerializationError) -> String {
        let width: Width
        switch type {
        case 0x06, 0x07: width = .one
        case 0x08, 0x09: width = .two
        case 0x0A, 0x0B: width = .four
        default: width = .eight
        }
        let isNegative = type % 2 == 1
        let magnitude = try bits(width)
        return isNegative && magnitude > 0 ? "-\(magnitude)" : "\(magnitude)"
    }

    private mutating func double(_ start: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        let value = Double(bitPattern: try bits(.eight))
        let text = value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
        try tree.number(text.utf8, tag: 0x0C, at: start..<position)
    }

    /// Where the text of this type stands; one that is written for the first time gets a number.
    private mutating func text(_ type: UInt8) throws(SerializationError) -> Range<Int> {
        switch type {
        case 0x0D: return position..<position
        case 0x0E, 0x0F, 0x10: return try known(Self.widths[Int(type) - 0x0E])
        case 0x11, 0x12, 0x13: return try fresh(Self.widths[Int(type) - 0x11])
        default: return try fresh(.eight)
        }
    }

    private mutating func known(_ width: Width) throws(SerializationError) -> Range<Int> {
        let start = position
        let number = try count(width)
        guard texts.indices.contains(number) else { throw SerializationError("there is no such text", at: start) }
        repeatable -= texts[number].count
        guard repeatable >= 0 else { throw SerializationError("texts are repeated too often", at: start) }
        return texts[number]
    }

    private mutating func fresh(_ width: Width) throws(SerializationError) -> Range<Int> {
        let length = try count(width)
        guard length <= bytes.count - position else { throw SerializationError("the bytes end early", at: position) }
        position += length
        texts.append((position - length)..<position)
        return (position - length)..<position
    }

    // MARK: Containers

    private mutating func array(
        _ type: UInt8, from start: Int, isRoot: Bool, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        let count = try count(Self.widths[Int(type) - 0x14])
        let place = upcomingList
        upcomingList += 1
        if isSurvey { lists.append(!isRoot) }
        let isList = lists[place]
        try tree.open(isList && !isSurvey ? .array : .object, tag: type, from: start)
        try members(count, of: place, &tree)
        tree.close(at: position)
    }

    private mutating func members(
        _ count: Int, of list: Int?, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard count <= bytes.count - position else { throw SerializationError("the bytes end early", at: position) }
        guard depth < SerializedTree.depthLimit else { throw tooDeep }
        depth += 1
        defer { depth -= 1 }
        for number in 0..<count {
            let start = position
            let isNumber = position < bytes.count && bytes[position] <= 0x0B
            let name = try memberName()
            if isSurvey, let list, !isNumber || name != "\(number)" { lists[list] = false }
            if let list, lists[list], !isSurvey {
                tree.elementKey(at: start..<position)
            } else {
                tree.key(name, at: start..<position)
            }
            try value(&tree)
        }
    }

    private mutating func memberName() throws(SerializationError) -> String {
        let start = position
        let type = try byte()
        switch type {
        case 0x06...0x0B, 0x20, 0x21: return try wholeNumber(type)
        case 0x0D...0x13, 0x26:
            guard let name = String(validating: bytes[try text(type)], as: UTF8.self) else {
                throw SerializationError("a key is no UTF-8", at: start)
            }
            return name
        default: throw SerializationError("expected a key", at: start)
        }
    }

    private mutating func object(
        _ type: UInt8, from start: Int, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        let number = Int(type)
        let name = try number < 0x1A ? fresh(Self.widths[number - 0x17]) : known(Self.widths[number - 0x1A])
        let className = String(decoding: bytes[name], as: UTF8.self)
        let next = try byte()
        switch next {
        case 0x14, 0x15, 0x16:
            let count = try count(Self.widths[Int(next) - 0x14])
            try tree.open(.object, tag: type, from: start)
            try tree.note("class", className)
            try members(count, of: nil, &tree)
            tree.close(at: position)
        // An object that wrote itself: its bytes are its own affair.
        case 0x1D, 0x1E, 0x1F:
            let length = try count(Self.widths[Int(next) - 0x1D])
            guard length <= bytes.count - position else {
                throw SerializationError("the bytes end early", at: position)
            }
            position += length
            try tree.fixed("object", className, tag: type, at: start..<position)
        case 0x27:
            let name = try memberName()
            try tree.fixed("enum", "\(className):\(name)", tag: type, at: start..<position)
        default: throw SerializationError("expected an object's members", at: position - 1)
        }
    }

    // MARK: Pieces

    private static let widths: [Width] = [.one, .two, .four]

    private var tooDeep: SerializationError {
        SerializationError(
            "values stand more than \(SerializedTree.depthLimit) levels inside one another", at: position)
    }

    private mutating func byte() throws(SerializationError) -> UInt8 {
        guard position < bytes.count else { throw SerializationError("the bytes end early", at: position) }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func bits(_ width: Width) throws(SerializationError) -> UInt64 {
        guard bytes.count - position >= width.rawValue else {
            throw SerializationError("the bytes end early", at: position)
        }
        defer { position += width.rawValue }
        return bytes[position..<(position + width.rawValue)].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func count(_ width: Width) throws(SerializationError) -> Int {
        let start = position
        guard let count = Int(exactly: try bits(width)) else { throw SerializationError("expected a count", at: start) }
        return count
    }
}
