/// The values that a pickle has made so far, each by its number: several may hold the same one, even itself.
struct PickleHeap {
    /// A value.
    enum Value {
        case none, boolean(Bool)
        /// A number as JSON writes it.
        case number(String)
        /// A whole number of more than 16 bytes, as they stand: least significant first.
        case large(Range<Int>)
        /// A text or bytes, where they stand.
        case text(Range<Int>), bytes(Range<Int>)
        /// A text that was written with escapes.
        case unescaped([UInt8])
        /// A container and where its values are.
        case list(Int), tuple(Int), set(Int), dictionary(Int)
        /// What has a name in a Python module: a class, a function.
        case global(String)
        /// What that makes when it is called, which is never done.
        case object(String)
    }

    /// The pickle.
    let bytes: [UInt8]
    /// The values.
    private(set) var values: [Value] = []
    /// What stands in the containers; a dictionary's keys and values take turns.
    private(set) var contents: [[Int32]] = []
    private let limit: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        limit = max(8192, bytes.count / 3)
    }

    /// How many values there may be, so that a short pickle can't make a great many.
    var isFull: Bool { values.count >= limit || contents.count >= limit / 2 }

    /// Adds a value.
    mutating func add(_ value: Value) -> Int32 {
        values.append(value)
        return Int32(truncatingIfNeeded: values.count - 1)
    }

    /// The place for a new container's values.
    mutating func place(_ content: [Int32]) -> Int {
        contents.append(content)
        return contents.count - 1
    }

    /// Adds values to a container; whether it is one.
    mutating func extend(_ container: Int32, by content: some Sequence<Int32>) {
        switch values[Int(container)] {
        case .list(let place), .set(let place), .dictionary(let place): contents[place] += content
        case .none, .boolean, .number, .large, .text, .bytes, .unescaped, .tuple, .global, .object: break
        }
    }

    /// The text of a value that is one, or so many bytes of it.
    func string(_ number: Int32, atMost limit: Int = .max) -> String? {
        switch values[Int(number)] {
        case .text(let range): String(decoding: bytes[range].prefix(limit), as: UTF8.self)
        case .unescaped(let text): String(decoding: text.prefix(limit), as: UTF8.self)
        case .none, .boolean, .number, .large, .bytes, .list, .tuple, .set, .dictionary, .global, .object: nil
        }
    }

    /// The name of what can be called, or of what has been.
    func name(_ number: Int32) -> String {
        switch values[Int(number)] {
        case .global(let name), .object(let name): name
        case .none, .boolean, .number, .large, .text, .bytes, .unescaped, .list, .tuple, .set, .dictionary: "unknown"
        }
    }
}
