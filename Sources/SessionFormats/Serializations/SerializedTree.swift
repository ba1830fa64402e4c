internal import SessionModel
internal import TextCodings

/// A payload that was read out of a syntax other than JSON: its tree as JSON, and where each value stands in the bytes.
///
/// A serialization fills it in the order of the bytes, and the JSON grows with it. Each value has a span at its own
/// position in `Payload.allNodes`, so an edit can put back the bytes of everything that was not touched.
struct SerializedTree {
    /// Where one value stands in the bytes.
    struct Span {
        /// The key as it is written; empty where the syntax writes none.
        var key: Range<Int32>
        /// The value as it is written, with its type and length.
        var value: Range<Int32>
        /// The serialization's own name for the value's type.
        var tag: UInt8
        /// Whether JSON has no such value: it is shown as an object with a key that begins with `$`.
        var isFixed: Bool
    }

    /// The record's bytes.
    let bytes: [UInt8]
    /// The payload as JSON, as far as it has been read.
    private(set) var json: [UInt8] = []
    /// A span for each value, in the order in which they begin.
    private(set) var spans: [Span] = []
    /// Why nothing in these bytes may be changed; nil when it may.
    var lock: String?

    private var open: [(kind: Payload.Kind, span: Int, isEmpty: Bool)] = []
    private var pendingKey: Range<Int32> = 0..<0
    private var hasPendingName = false
    private let valueLimit: Int

    /// How many containers may stand inside one another.
    static let depthLimit = 128

    /// Begins a tree over bytes.
    ///
    /// A record of many values of a byte or two would grow many times over as a tree: it gets a value per four bytes,
    /// and never fewer than 4096.
    init(over bytes: [UInt8]) {
        self.bytes = bytes
        valueLimit = max(4096, bytes.count / 4)
    }

    /// How many containers are open.
    var depth: Int { open.count }

    /// Whether one value was read whole.
    var isComplete: Bool { open.isEmpty && !spans.isEmpty }

    // MARK: Keys

    /// The next value's key: its text, and where it is written.
    mutating func key(_ name: String, at range: Range<Int>) {
        separate()
        json += JSONText.encode(name)
        json.append(UInt8(ascii: ":"))
        hasPendingName = true
        pendingKey = Int32(range.lowerBound)..<Int32(range.upperBound)
    }

    /// Where the next element's own key is written, in a syntax that numbers the elements of a list.
    mutating func elementKey(at range: Range<Int>) {
        pendingKey = Int32(range.lowerBound)..<Int32(range.upperBound)
    }

    // MARK: Values

    /// Opens a container; `close` ends it.
    mutating func open(_ kind: Payload.Kind, tag: UInt8, from start: Int) throws(SerializationError) {
        guard open.count < Self.depthLimit else {
            throw SerializationError("values stand more than \(Self.depthLimit) levels inside one another", at: start)
        }
        try add(start..<start, tag: tag)
        json.append(kind == .object ? UInt8(ascii: "{") : UInt8(ascii: "["))
        open.append((kind, spans.count - 1, true))
    }

    /// Ends the innermost container.
    mutating func close(at end: Int) {
        guard let last = open.popLast() else { return }
        json.append(last.kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        spans[last.span].value = spans[last.span].value.lowerBound..<Int32(end)
    }

    /// A number, as JSON writes it (or `NaN`, `Infinity`, `-Infinity`).
    mutating func number(_ text: some Sequence<UInt8>, tag: UInt8, at range: Range<Int>) throws(SerializationError) {
        try add(range, tag: tag)
        json += text
    }

    /// true, false or null.
    mutating func word(_ text: StaticString, tag: UInt8, at range: Range<Int>) throws(SerializationError) {
        try add(range, tag: tag)
        json += text.withUTF8Buffer { Array($0) }
    }

    /// A text; bytes that are no UTF-8 are shown as `{"$bytes": base64}`.
    mutating func text(_ content: ArraySlice<UInt8>, tag: UInt8, at range: Range<Int>) throws(SerializationError) {
        guard let text = String(validating: content, as: UTF8.self) else {
            return try fixed("bytes", Base64.encode(content), tag: tag, at: range)
        }
        try add(range, tag: tag)
        json += JSONText.encode(text)
    }

    /// A value that JSON has not, shown as `{"$name": text}` and kept as it is.
    mutating func fixed(
        _ name: String, _ text: String, tag: UInt8, at range: Range<Int>
    ) throws(SerializationError) {
        try add(range, tag: tag)
        spans[spans.count - 1].isFixed = true
        json.append(UInt8(ascii: "{"))
        json += JSONText.encode("$" + name)
        json.append(UInt8(ascii: ":"))
        json += JSONText.encode(text)
        json.append(UInt8(ascii: "}"))
        spans.append(Span(key: 0..<0, value: 0..<0, tag: tag, isFixed: true))
    }

    /// A member that only says something of its container, such as an object's class; it stands nowhere by itself.
    mutating func note(_ name: String, _ text: String) throws(SerializationError) {
        separate()
        json += JSONText.encode("$" + name)
        json.append(UInt8(ascii: ":"))
        hasPendingName = true
        try add(0..<0, tag: 0)
        spans[spans.count - 1].isFixed = true
        json += JSONText.encode(text)
    }

    private mutating func add(_ range: Range<Int>, tag: UInt8) throws(SerializationError) {
        guard spans.count < valueLimit else {
            throw SerializationError("there are more than \(valueLimit) values", at: range.lowerBound)
        }
        if !hasPendingName { separate() }
        hasPendingName = false
        spans.append(
            Span(
                key: pendingKey, value: Int32(range.lowerBound)..<Int32(range.upperBound), tag: tag, isFixed: false))
        pendingKey = 0..<0
    }

    private mutating func separate() {
        guard let last = open.indices.last else { return }
        if !open[last].isEmpty { json.append(UInt8(ascii: ",")) }
        open[last].isEmpty = false
    }
}
