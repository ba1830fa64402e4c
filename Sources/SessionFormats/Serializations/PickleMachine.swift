/// Follows a pickle's instructions as far as they make plain data; nothing is imported, called or created.
struct PickleMachine {
    /// The values made so far.
    private(set) var heap: PickleHeap

    private let bytes: [UInt8]
    private var position = 0
    private var stack: [Int32] = []
    private var marks: [Int] = []
    private var memo: [Int: Int32] = [:]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        heap = PickleHeap(bytes)
    }

    /// The number of the value that the pickle makes.
    mutating func run() throws(SerializationError) -> Int32 {
        while true {
            let start = position
            let instruction = try byte()
            if instruction == UInt8(ascii: ".") {
                let root = try pop()
                guard position == bytes.count else {
                    throw SerializationError("something follows the value", at: position)
                }
                return root
            }
            if try single(instruction) { continue }
            if try container(instruction) { continue }
            if try call(instruction) { continue }
            guard try memory(instruction) else { throw SerializationError("expected an instruction", at: start) }
        }
    }

    // MARK: Single values

    private mutating func single(_ instruction: UInt8) throws(SerializationError) -> Bool {
        switch instruction {
        case UInt8(ascii: "N"): try push(.none)
        case 0x88: try push(.boolean(true))
        case 0x89: try push(.boolean(false))
        case UInt8(ascii: "K"): try push(.number("\(try bits(1))"))
        case UInt8(ascii: "M"): try push(.number("\(try bits(2))"))
        case UInt8(ascii: "J"): try push(.number("\(Int32(truncatingIfNeeded: try bits(4)))"))
        case 0x8A: try long(try count(1))
        case 0x8B: try long(try count(4))
        case UInt8(ascii: "G"): try push(.number(Self.text(Double(bitPattern: try bits(8).byteSwapped))))
        case UInt8(ascii: "I"), UInt8(ascii: "L"): try whole(try line(), mayBeBoolean: instruction == UInt8(ascii: "I"))
        case UInt8(ascii: "F"): try fraction(try line())
        case UInt8(ascii: "S"): try push(.unescaped(try PickleText.quoted(bytes[try line()], at: position)))
        case UInt8(ascii: "V"): try push(.unescaped(PickleText.unicode(bytes[try line()])))
        case UInt8(ascii: "T"): try push(.text(try take(try count(4))))
        case UInt8(ascii: "U"), 0x8C: try push(.text(try take(try count(1))))
        case UInt8(ascii: "X"): try push(.text(try take(try count(4))))
        case 0x8D: try push(.text(try take(try count(8))))
        case UInt8(ascii: "B"): try push(.bytes(try take(try count(4))))
        case UInt8(ascii: "C"): try push(.bytes(try take(try count(1))))
        case 0x8E, 0x96: try push(.bytes(try take(try count(8))))
        default: return false
        }
        return true
    }

    /// A whole number of so many bytes, the least significant first, the highest bit its sign.
    private mutating func long(_ length: Int) throws(SerializationError) {
        let range = try take(length)
        guard length <= 16 else { return try push(.large(range)) }
        var number: Int128 = range.isEmpty || bytes[range.upperBound - 1] < 0x80 ? 0 : -1
        for byte in bytes[range].reversed() { number = number << 8 | Int128(byte) }
        try push(.number("\(number)"))
    }

    private mutating func whole(_ range: Range<Int>, mayBeBoolean: Bool) throws(SerializationError) {
        var text = String(decoding: bytes[range], as: UTF8.self)
        if mayBeBoolean, text == "00" || text == "01" { return try push(.boolean(text == "01")) }
        if text.hasSuffix("L") { text.removeLast() }
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let isNumber = (1...400).contains(digits.count) && digits.allSatisfy { (48...57).contains($0) }
        guard isNumber, digits.count == 1 || digits.first != 48 else {
            throw SerializationError("expected a whole number", at: range.lowerBound)
        }
        try push(.number(text))
    }

    private mutating func fraction(_ range: Range<Int>) throws(SerializationError) {
        guard range.count <= 400, let number = Double(String(decoding: bytes[range], as: UTF8.self)) else {
            throw SerializationError("expected a number", at: range.lowerBound)
        }
        try push(.number(Self.text(number)))
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return "\(number)"
    }

    // MARK: Containers

    private mutating func container(_ instruction: UInt8) throws(SerializationError) -> Bool {
        switch instruction {
        case UInt8(ascii: "]"): try push(.list(heap.place([])))
        case UInt8(ascii: "}"): try push(.dictionary(heap.place([])))
        case 0x8F: try push(.set(heap.place([])))
        case UInt8(ascii: ")"): try push(.tuple(heap.place([])))
        case UInt8(ascii: "l"): try push(.list(heap.place(try popToMark())))
        case UInt8(ascii: "d"): try push(.dictionary(heap.place(try pairs())))
        case UInt8(ascii: "t"): try push(.tuple(heap.place(try popToMark())))
        case 0x91: try push(.set(heap.place(try popToMark())))
        case 0x85, 0x86, 0x87:
            let content = try pop(Int(instruction - 0x84))
            try push(.tuple(heap.place(content)))
        case UInt8(ascii: "a"): try extend(by: try pop(1))
        case UInt8(ascii: "s"): try extend(by: try pop(2))
        case UInt8(ascii: "e"), 0x90: try extend(by: try popToMark())
        case UInt8(ascii: "u"): try extend(by: try pairs())
        default: return false
        }
        return true
    }

    private mutating func extend(by content: [Int32]) throws(SerializationError) {
        guard let container = stack.last else { throw nothingThere }
        heap.extend(container, by: content)
    }

    private mutating func pairs() throws(SerializationError) -> [Int32] {
        let content = try popToMark()
        guard content.count % 2 == 0 else { throw SerializationError("a key has no value", at: position) }
        return content
    }

    // MARK: What would run something

    private mutating func call(_ instruction: UInt8) throws(SerializationError) -> Bool {
        switch instruction {
        case UInt8(ascii: "c"): try push(.global(try globalName()))
        case 0x93:
            // A few bytes could make a new name of one long text over and over.
            let parts = try pop(2).map { heap.string($0, atMost: 200) ?? "unknown" }
            try push(.global("\(parts[0]).\(parts[1])"))
        // A class or a function and what it is called with: only its name remains.
        case UInt8(ascii: "R"), 0x81: try push(.object(heap.name(try pop(2)[0])))
        case 0x92: try push(.object(heap.name(try pop(3)[0])))
        case UInt8(ascii: "o"):
            guard let type = try popToMark().first else { throw nothingThere }
            try push(.object(heap.name(type)))
        case UInt8(ascii: "i"):
            let name = try globalName()
            _ = try popToMark()
            try push(.object(name))
        // The state of an object, which stays below.
        case UInt8(ascii: "b"): _ = try pop()
        case UInt8(ascii: "P"):
            _ = try line()
            try push(.object("persistent id"))
        case UInt8(ascii: "Q"):
            _ = try pop()
            try push(.object("persistent id"))
        case 0x82: try push(.object("extension \(try bits(1))"))
        case 0x83: try push(.object("extension \(try bits(2))"))
        case 0x84: try push(.object("extension \(try bits(4))"))
        case 0x97: try push(.object("buffer"))
        case 0x98: break
        default: return false
        }
        return true
    }

    /// A module's name and a name in it, a line each.
    private mutating func globalName() throws(SerializationError) -> String {
        let module = try line()
        let name = try line()
        return "\(String(decoding: bytes[module], as: UTF8.self)).\(String(decoding: bytes[name], as: UTF8.self))"
    }

    // MARK: Stack and memory

    private mutating func memory(_ instruction: UInt8) throws(SerializationError) -> Bool {
        switch instruction {
        case 0x80: _ = try byte()
        case 0x95: _ = try bits(8)
        case UInt8(ascii: "("): marks.append(stack.count)
        case UInt8(ascii: "0"):
            if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
        case UInt8(ascii: "1"): _ = try popToMark()
        case UInt8(ascii: "2"):
            guard let top = stack.last else { throw nothingThere }
            stack.append(top)
        case UInt8(ascii: "p"): try remember(as: try lineNumber())
        case UInt8(ascii: "q"): try remember(as: try count(1))
        case UInt8(ascii: "r"): try remember(as: try count(4))
        case 0x94: try remember(as: memo.count)
        case UInt8(ascii: "g"): try recall(try lineNumber())
        case UInt8(ascii: "h"): try recall(try count(1))
        case UInt8(ascii: "j"): try recall(try count(4))
        default: return false
        }
        return true
    }

    private mutating func remember(as number: Int) throws(SerializationError) {
        guard let top = stack.last else { throw nothingThere }
        guard memo.count <= heap.values.count else {
            throw SerializationError("more is remembered than there is", at: position)
        }
        memo[number] = top
    }

    private mutating func recall(_ number: Int) throws(SerializationError) {
        guard let value = memo[number] else { throw SerializationError("there is no such value", at: position) }
        stack.append(value)
    }

    private mutating func push(_ value: PickleHeap.Value) throws(SerializationError) {
        guard !heap.isFull else { throw SerializationError("there are too many values", at: position) }
        stack.append(heap.add(value))
    }

    private mutating func pop() throws(SerializationError) -> Int32 {
        guard stack.count > (marks.last ?? 0), let value = stack.popLast() else { throw nothingThere }
        return value
    }

    private mutating func pop(_ count: Int) throws(SerializationError) -> [Int32] {
        guard stack.count - count >= (marks.last ?? 0) else { throw nothingThere }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(SerializationError) -> [Int32] {
        guard let mark = marks.popLast() else { throw nothingThere }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private var nothingThere: SerializationError {
        SerializationError("an instruction has nothing to work on", at: position)
    }

    // MARK: Pieces

    private mutating func byte() throws(SerializationError) -> UInt8 { bytes[try take(1).lowerBound] }

    private mutating func bits(_ width: Int) throws(SerializationError) -> UInt64 {
        bytes[try take(width)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func count(_ width: Int) throws(SerializationError) -> Int {
        guard let count = Int(exactly: try bits(width)) else {
            throw SerializationError("expected a count", at: position)
        }
        return count
    }

    private mutating func take(_ length: Int) throws(SerializationError) -> Range<Int> {
        guard length <= bytes.count - position else { throw SerializationError("the bytes end early", at: position) }
        position += length
        return (position - length)..<position
    }

    private mutating func line() throws(SerializationError) -> Range<Int> {
        guard let end = bytes[position...].firstIndex(of: 10) else {
            throw SerializationError("the bytes end early", at: position)
        }
        defer { position = end + 1 }
        return position..<end
    }

    private mutating func lineNumber() throws(SerializationError) -> Int {
        let range = try line()
        guard range.count <= 10, let number = Int(String(decoding: bytes[range], as: UTF8.self)) else {
            throw SerializationError("expected a number", at: range.lowerBound)
        }
        return number
    }
}
