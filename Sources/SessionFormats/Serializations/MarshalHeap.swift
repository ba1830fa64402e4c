/// The values of a Marshal record, each by its number: several containers may hold the same one, even one that holds
/// itself.
struct MarshalHeap {
    /// A value; texts and numbers are where they stand in the bytes, members where they stand in `members`.
    enum Value {
        /// Numbered already, and still being read.
        case unfinished
        case null, yes, no
        case whole(Int64)
        /// A whole number's magnitude, the least significant byte first.
        case large(Range<Int32>, isNegative: Bool)
        /// A fraction as text.
        case float(Range<Int32>)
        case text(Range<Int32>), symbol(Range<Int32>), regexp(Range<Int32>)
        /// A class or a module by its name.
        case constant(Range<Int32>)
        case array(Range<Int32>)
        /// Keys and values take turns; a default comes last. The class is that of a hash of the application's own.
        case hash(type: Int32, Range<Int32>)
        /// An object or a struct: names and values take turns.
        case object(type: Int32, Range<Int32>)
        /// What an object wrote of itself, as bytes.
        case dumped(type: Int32, Range<Int32>)
        /// What an object wrote of itself, as another value.
        case loaded(type: Int32, Int32)
    }

    /// No class of its own.
    static let plain: Int32 = -1

    /// The record.
    let bytes: [UInt8]
    /// The values.
    private(set) var values: [Value] = [.null, .yes, .no]
    /// The numbers of the values in containers, each container's side by side.
    private(set) var members: [Int32] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Adds a value and gives back its number.
    mutating func add(_ value: Value) -> Int32 {
        values.append(value)
        return Int32(truncatingIfNeeded: values.count - 1)
    }

    /// Says what a value is that was numbered before it was read.
    mutating func finish(_ number: Int32, as value: Value) { values[Int(number)] = value }

    /// A place for a container's members.
    mutating func place(_ content: ArraySlice<Int32>) -> Range<Int32> {
        let start = Int32(truncatingIfNeeded: members.count)
        members += content
        return start..<Int32(truncatingIfNeeded: members.count)
    }

    /// The numbers of a container's members.
    func content(_ place: Range<Int32>) -> ArraySlice<Int32> {
        members[Int(place.lowerBound)..<Int(place.upperBound)]
    }

    /// Where something stands in the bytes, for slicing them.
    static func bounds(_ range: Range<Int32>) -> Range<Int> { Int(range.lowerBound)..<Int(range.upperBound) }

    /// A symbol's text, or so many bytes of it; "unknown" for what is none.
    func symbol(_ number: Int32, atMost limit: Int = 200) -> String {
        guard values.indices.contains(Int(number)), case .symbol(let range) = values[Int(number)] else {
            return "unknown"
        }
        return String(decoding: bytes[Self.bounds(range)].prefix(limit), as: UTF8.self)
    }

    /// The first element of an array.
    func first(of number: Int32) -> Int32? {
        guard case .array(let place) = values[Int(number)] else { return nil }
        return content(place).first
    }

    /// An object's variable.
    func member(_ name: String, of number: Int32) -> Int32? {
        guard case .object(_, let place) = values[Int(number)] else { return nil }
        let content = content(place)
        return stride(from: content.startIndex, to: content.endIndex - 1, by: 2)
            .first { symbol(content[$0]) == name }.map { content[$0 + 1] }
    }

    /// Whether a value is true.
    func isTrue(_ number: Int32) -> Bool {
        if case .yes = values[Int(number)] { return true }
        return false
    }

    /// Where a text stands.
    func textRange(of number: Int32) -> Range<Int>? {
        guard case .text(let range) = values[Int(number)] else { return nil }
        return Self.bounds(range)
    }

    /// Where a fraction's text stands.
    func floatRange(of number: Int32) -> Range<Int>? {
        guard case .float(let range) = values[Int(number)] else { return nil }
        return Self.bounds(range)
    }
}
