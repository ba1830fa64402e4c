/// Reads a Marshal record into a heap of values.
///
/// Bounded: how deep values stand, how many there are, and every length by the bytes that are left.
struct MarshalReader {
    /// The values read so far.
    private(set) var heap: MarshalHeap

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// How many values there have been, and may be.
    private var count = 0
    private let limit: Int
    /// What later numbers of symbols and of objects stand for.
    private var symbols: [Int32] = []
    private var objects: [Int32] = []
    /// The members of the containers that are being read.
    private var pending: [Int32] = []
    /// Whether a value has read the variables that belong to it, so that nobody else may.
    private var hasReadVariables = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        heap = MarshalHeap(bytes)
        limit = max(4096, bytes.count / 4)
    }

    /// The number of the value that the record holds.
    mutating func run() throws(SerializationError) -> Int32 {
        guard Marshal.begins(bytes) else { throw SerializationError("expected the version 4.8", at: 0) }
        position = 2
        let root = try value()
        guard position == bytes.count else { throw SerializationError("something follows the value", at: position) }
        return root
    }

    /// - Parameters:
    ///   - hasVariables: Whether variables follow the value.
    ///   - type: The symbol of its class, where that is one of the application's own.
    private mutating func value(
        hasVariables: Bool = false, type: Int32 = MarshalHeap.plain
    ) throws(SerializationError) -> Int32 {
        let start = position
        guard depth < SerializedTree.depthLimit else {
            throw SerializationError(
                "values stand more than \(SerializedTree.depthLimit) levels inside one another", at: start)
        }
        count += 1
        guard count <= limit else { throw SerializationError("there are more than \(limit) values", at: start) }
        depth += 1
        defer { depth -= 1 }
        let mark = try byte()
        if let number = try plain(mark, hasVariables) { return number }
        if let number = try container(mark, type) { return number }
        if let number = try object(mark, hasVariables, type) { return number }
        throw SerializationError("expected a value's type", at: start)
    }

    // MARK: Single values

    private mutating func plain(_ mark: UInt8, _ hasVariables: Bool) throws(SerializationError) -> Int32? {
        switch mark {
        case UInt8(ascii: "0"): return 0
        case UInt8(ascii: "T"): return 1
        case UInt8(ascii: "F"): return 2
        case UInt8(ascii: "i"): return heap.add(.whole(try packed()))
        case UInt8(ascii: ":"): return try freshSymbol(hasVariables)
        case UInt8(ascii: ";"): return try known(symbols)
        case UInt8(ascii: "@"): return try known(objects)
        case UInt8(ascii: "l"): return numbered(try large())
        case UInt8(ascii: "f"): return numbered(.float(try text()))
        case UInt8(ascii: "\""): return numbered(.text(try text()))
        case UInt8(ascii: "c"), UInt8(ascii: "m"), UInt8(ascii: "M"): return numbered(.constant(try text()))
        case UInt8(ascii: "/"):
            let source = try text()
            _ = try byte()
            return numbered(.regexp(source))
        default: return nil
        }
    }

    private mutating func large() throws(SerializationError) -> MarshalHeap.Value {
        let sign = try byte()
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            throw SerializationError("expected a sign", at: position - 1)
        }
        let words = try length()
        guard words <= (bytes.count - position) / 2 else { throw endsEarly }
        return .large(try take(words * 2), isNegative: sign == UInt8(ascii: "-"))
    }

    /// A symbol where it stands for the first time; a variable may say how its text is encoded.
    private mutating func freshSymbol(_ hasVariables: Bool) throws(SerializationError) -> Int32 {
        let number = heap.add(.symbol(try text()))
        symbols.append(number)
        if hasVariables {
            try variables()
            hasReadVariables = true
        }
        return number
    }

    /// A symbol where nothing else may stand.
    private mutating func symbol() throws(SerializationError) -> Int32 {
        let start = position
        switch try byte() {
        case UInt8(ascii: ":"): return try freshSymbol(false)
        case UInt8(ascii: ";"): return try known(symbols)
        case UInt8(ascii: "I"):
            guard try byte() == UInt8(ascii: ":") else { throw SerializationError("expected a symbol", at: start) }
            let number = try freshSymbol(true)
            hasReadVariables = false
            return number
        default: throw SerializationError("expected a symbol", at: start)
        }
    }

    private mutating func known(_ list: [Int32]) throws(SerializationError) -> Int32 {
        let start = position
        let number = try packed()
        guard number >= 0, number < list.count else { throw SerializationError("there is no such value", at: start) }
        return list[Int(number)]
    }

    /// A value that a later number may stand for.
    private mutating func numbered(_ value: MarshalHeap.Value) -> Int32 {
        let number = heap.add(value)
        objects.append(number)
        return number
    }

    // MARK: Containers

    private mutating func container(_ mark: UInt8, _ type: Int32) throws(SerializationError) -> Int32? {
        switch mark {
        case UInt8(ascii: "["):
            let number = numbered(.unfinished)
            let place = try members(try length())
            heap.finish(number, as: .array(place))
            return number
        case UInt8(ascii: "{"), UInt8(ascii: "}"):
            let number = numbered(.unfinished)
            let pairs = try length()
            guard pairs <= (bytes.count - position) / 2 else { throw endsEarly }
            let place = try members(pairs * 2 + (mark == UInt8(ascii: "}") ? 1 : 0))
            heap.finish(number, as: .hash(type: type, place))
            return number
        default: return nil
        }
    }

    private mutating func members(_ count: Int) throws(SerializationError) -> Range<Int32> {
        guard count <= bytes.count - position else { throw endsEarly }
        let start = pending.count
        for _ in 0..<count { pending.append(try value()) }
        return taken(from: start)
    }

    /// Names and values, as objects and structs have them.
    private mutating func namedMembers() throws(SerializationError) -> Range<Int32> {
        let pairs = try length()
        guard pairs <= (bytes.count - position) / 2 else { throw endsEarly }
        let start = pending.count
        for _ in 0..<pairs {
            pending.append(try symbol())
            pending.append(try value())
        }
        return taken(from: start)
    }

    private mutating func taken(from start: Int) -> Range<Int32> {
        let place = heap.place(pending[start...])
        pending.removeLast(pending.count - start)
        return place
    }

    // MARK: Objects

    private mutating func object(
        _ mark: UInt8, _ hasVariables: Bool, _ type: Int32
    ) throws(SerializationError) -> Int32? {
        switch mark {
        case UInt8(ascii: "I"):
            let before = hasReadVariables
            hasReadVariables = false
            let number = try value(hasVariables: true, type: type)
            if !hasReadVariables { try variables() }
            hasReadVariables = before
            return number
        // A module that one object has beside its class.
        case UInt8(ascii: "e"):
            _ = try symbol()
            return try value(hasVariables: hasVariables, type: type)
        case UInt8(ascii: "C"):
            let own = try symbol()
            return try value(hasVariables: hasVariables, type: own)
        case UInt8(ascii: "o"), UInt8(ascii: "S"):
            let number = numbered(.unfinished)
            let own = try symbol()
            heap.finish(number, as: .object(type: own, try namedMembers()))
            return number
        case UInt8(ascii: "u"):
            // It gets its number last: its variables are read first, to make it of.
            let own = try symbol()
            let content = try text()
            if hasVariables {
                try variables()
                hasReadVariables = true
            }
            return numbered(.dumped(type: own, content))
        case UInt8(ascii: "U"), UInt8(ascii: "d"):
            let number = numbered(.unfinished)
            let own = try symbol()
            heap.finish(number, as: .loaded(type: own, try value()))
            return number
        default: return nil
        }
    }

    /// Variables of what is no plain object, such as a text's encoding; they are read to be counted.
    private mutating func variables() throws(SerializationError) {
        let pairs = try length()
        for _ in 0..<pairs {
            _ = try symbol()
            _ = try value()
        }
    }

    // MARK: Pieces

    private var endsEarly: SerializationError { SerializationError("the bytes end early", at: position) }

    private mutating func byte() throws(SerializationError) -> UInt8 {
        guard position < bytes.count else { throw endsEarly }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ length: Int) throws(SerializationError) -> Range<Int32> {
        guard length <= bytes.count - position, bytes.count <= Int(Int32.max) else { throw endsEarly }
        position += length
        return Int32(position - length)..<Int32(position)
    }

    private mutating func text() throws(SerializationError) -> Range<Int32> { try take(try length()) }

    private mutating func length() throws(SerializationError) -> Int {
        let start = position
        let number = try packed()
        guard number >= 0 else { throw SerializationError("expected a length", at: start) }
        return Int(number)
    }

    /// A whole number: one byte from -123 to 122, else the count of its bytes, negative for a negative number, and those.
    private mutating func packed() throws(SerializationError) -> Int64 {
        let first = Int8(bitPattern: try byte())
        switch first {
        case 0: return 0
        case 5...127: return Int64(first) - 5
        case -128 ... -5: return Int64(first) + 5
        default:
            let width = abs(Int(first))
            var number: Int64 = first < 0 ? -1 : 0
            for place in 0..<width {
                number &= ~(0xFF << Int64(8 * place))
                number |= Int64(try byte()) << Int64(8 * place)
            }
            return number
        }
    }
}
