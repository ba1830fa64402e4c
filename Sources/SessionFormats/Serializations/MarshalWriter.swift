internal import SessionModel
internal import TextCodings

/// Shows the values of a Marshal record as a tree.
struct MarshalWriter {
    private let heap: MarshalHeap
    /// The containers that are being shown: one that holds itself is shown once.
    private var path: [Int32] = []
    /// How many bytes of text may still be shown: a few bytes could name one long text over and over.
    private var budget: Int

    /// Rails' hash that takes symbols for texts: what its sessions are made of, so it is not worth saying each time.
    private static let usualHash = "ActiveSupport::HashWithIndifferentAccess"

    init(_ heap: MarshalHeap) {
        self.heap = heap
        budget = max(65_536, heap.bytes.count * 2)
    }

    mutating func write(_ number: Int32, into tree: inout SerializedTree) throws(SerializationError) {
        switch heap.values[Int(number)] {
        case .unfinished: try tree.fixed("reference", "an outer value", tag: 0, at: 0..<0)
        case .null: try tree.word("null", tag: 0, at: 0..<0)
        case .yes: try tree.word("true", tag: 0, at: 0..<0)
        case .no: try tree.word("false", tag: 0, at: 0..<0)
        case .whole(let number): try tree.number("\(number)".utf8, tag: 0, at: 0..<0)
        case .large(let range, let isNegative): try large(range, isNegative, &tree)
        case .float(let range): try fraction(range, &tree)
        case .text(let range): try tree.text(try spend(range), tag: 0, at: 0..<0)
        case .symbol(let range): try named("symbol", range, &tree)
        case .regexp(let range): try named("regexp", range, &tree)
        case .constant(let range): try named("constant", range, &tree)
        case .array(let place): try array(number, place, &tree)
        case .hash(let type, let place): try hash(number, type, place, &tree)
        case .object(let type, let place): try object(number, type, place, &tree)
        case .dumped(let type, let range): try dumped(type, range, &tree)
        case .loaded(let type, let inner): try loaded(number, type, inner, &tree)
        }
    }

    // MARK: Single values

    private mutating func named(
        _ kind: String, _ range: Range<Int32>, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        try tree.fixed(kind, String(decoding: try spend(range), as: UTF8.self), tag: 0, at: 0..<0)
    }

    private mutating func large(
        _ range: Range<Int32>, _ isNegative: Bool, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        let digits = try spend(range)
        let sign = isNegative ? "-" : ""
        guard digits.count <= 16 else {
            return try tree.fixed("int", "\(sign)0x\(HexText.encode(digits.reversed()))", tag: 0, at: 0..<0)
        }
        let magnitude = digits.reversed().reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        try tree.number("\(sign)\(magnitude)".utf8, tag: 0, at: 0..<0)
    }

    private mutating func fraction(_ range: Range<Int32>, _ tree: inout SerializedTree) throws(SerializationError) {
        let text = String(decoding: try spend(range).prefix(400), as: UTF8.self)
        switch text {
        case "inf": try tree.number("Infinity".utf8, tag: 0, at: 0..<0)
        case "-inf": try tree.number("-Infinity".utf8, tag: 0, at: 0..<0)
        case "nan": try tree.number("NaN".utf8, tag: 0, at: 0..<0)
        default:
            guard let number = Double(text), number.isFinite else {
                throw SerializationError("expected a number", at: Int(range.lowerBound))
            }
            try tree.number("\(number)".utf8, tag: 0, at: 0..<0)
        }
    }

    /// An object that wrote bytes of its own: a time tells its moment, all others no more than their class.
    private mutating func dumped(
        _ type: Int32, _ range: Range<Int32>, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        let name = heap.symbol(type)
        try spend(name.utf8.count)
        if name == "Time", let moment = Self.moment(heap.bytes[MarshalHeap.bounds(range)]) {
            return try tree.fixed("time", moment.iso8601, tag: 0, at: 0..<0)
        }
        try tree.fixed("object", name, tag: 0, at: 0..<0)
    }

    /// Two words of 32 bits, the least significant byte first, of fields: `Time#_dump` writes them in UTC.
    private static func moment(_ bytes: ArraySlice<UInt8>) -> Timestamp? {
        guard bytes.count >= 8 else { return nil }
        let words = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let (day, time) = (words & 0xFFFF_FFFF, words >> 32)
        guard day >> 31 == 1 else { return nil }
        func field(_ word: UInt64, _ shift: UInt64, _ bits: UInt64) -> String {
            let text = "\(word >> shift & (1 << bits - 1))"
            return text.utf8.count < 2 ? "0" + text : text
        }
        let date = "\(1900 + (day >> 14 & 0xFFFF))-\(field((day >> 10 & 15) + 1, 0, 8))-\(field(day, 5, 5))"
        let clock = "\(field(day, 0, 5)):\(field(time, 26, 6)):\(field(time, 20, 6))"
        return Timestamp(iso8601: "\(date)T\(clock)Z")?.adding(milliseconds: Int64(time & 0xFFFFF) / 1000)
    }

    // MARK: Containers

    private mutating func array(
        _ number: Int32, _ place: Range<Int32>, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard try enter(number, &tree) else { return }
        try tree.open(.array, tag: 0, from: 0)
        for member in heap.content(place) { try write(member, into: &tree) }
        leave(&tree)
    }

    private mutating func hash(
        _ number: Int32, _ type: Int32, _ place: Range<Int32>, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard try enter(number, &tree) else { return }
        try tree.open(.object, tag: 0, from: 0)
        if type != MarshalHeap.plain, heap.symbol(type) != Self.usualHash { try note(type, &tree) }
        let content = heap.content(place)
        let pairs = content.dropLast(content.count % 2)
        for place in stride(from: pairs.startIndex, to: pairs.endIndex, by: 2) {
            try member(key(pairs[place]), pairs[place + 1], &tree)
        }
        if content.count % 2 == 1, let last = content.last { try member("$default", last, &tree) }
        leave(&tree)
    }

    private mutating func object(
        _ number: Int32, _ type: Int32, _ place: Range<Int32>, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard try enter(number, &tree) else { return }
        try tree.open(.object, tag: 0, from: 0)
        try note(type, &tree)
        let content = heap.content(place)
        for place in stride(from: content.startIndex, to: content.endIndex - 1, by: 2) {
            try member(heap.symbol(content[place]), content[place + 1], &tree)
        }
        leave(&tree)
    }

    private mutating func loaded(
        _ number: Int32, _ type: Int32, _ inner: Int32, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard try enter(number, &tree) else { return }
        try tree.open(.object, tag: 0, from: 0)
        try note(type, &tree)
        try member("$value", inner, &tree)
        leave(&tree)
    }

    private mutating func note(_ type: Int32, _ tree: inout SerializedTree) throws(SerializationError) {
        let name = heap.symbol(type)
        try spend(name.utf8.count)
        try tree.note("class", name)
    }

    private mutating func member(
        _ name: String, _ value: Int32, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        try spend(name.utf8.count)
        tree.key(name, at: 0..<0)
        try write(value, into: &tree)
    }

    /// Whether a container is to be shown here, and not only that it is an outer one.
    private mutating func enter(_ number: Int32, _ tree: inout SerializedTree) throws(SerializationError) -> Bool {
        guard !path.contains(number) else {
            try tree.fixed("reference", "an outer value", tag: 0, at: 0..<0)
            return false
        }
        path.append(number)
        return true
    }

    private mutating func leave(_ tree: inout SerializedTree) {
        path.removeLast()
        tree.close(at: 0)
    }

    /// A key's text, or a text for what is none.
    private func key(_ number: Int32) -> String {
        switch heap.values[Int(number)] {
        case .text(let range), .float(let range), .symbol(let range):
            String(decoding: heap.bytes[MarshalHeap.bounds(range)], as: UTF8.self)
        case .whole(let number): "\(number)"
        case .null: "nil"
        case .yes: "true"
        case .no: "false"
        case .large: "$int"
        case .regexp: "$regexp"
        case .constant(let range):
            "$" + String(decoding: heap.bytes[MarshalHeap.bounds(range)].prefix(200), as: UTF8.self)
        case .unfinished, .array, .hash: "$container"
        case .object(let type, _), .dumped(let type, _), .loaded(let type, _): "$" + heap.symbol(type)
        }
    }

    private mutating func spend(_ range: Range<Int32>) throws(SerializationError) -> ArraySlice<UInt8> {
        try spend(range.count)
        return heap.bytes[MarshalHeap.bounds(range)]
    }

    private mutating func spend(_ count: Int) throws(SerializationError) {
        budget -= count
        guard budget >= 0 else { throw SerializationError("texts are repeated too often", at: 0) }
    }
}
