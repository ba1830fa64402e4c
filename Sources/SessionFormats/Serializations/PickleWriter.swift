internal import SessionModel
internal import TextCodings

/// Shows what a pickle made as a tree.
struct PickleWriter {
    private let heap: PickleHeap
    /// The containers that are being shown: one that holds itself is shown once.
    private var path: [Int32] = []
    /// How many bytes of text may still be shown: a few bytes could name one long text over and over.
    private var budget: Int

    init(_ heap: PickleHeap) {
        self.heap = heap
        budget = max(65_536, heap.bytes.count * 2)
    }

    mutating func write(_ number: Int32, into tree: inout SerializedTree) throws(SerializationError) {
        switch heap.values[Int(number)] {
        case .none: try tree.word("null", tag: 0, at: 0..<0)
        case .boolean(let isTrue): try tree.word(isTrue ? "true" : "false", tag: 0, at: 0..<0)
        case .number(let text): try tree.number(try spend(text.utf8), tag: 0, at: 0..<0)
        case .large(let range):
            try tree.fixed("int", "0x" + HexText.encode(try spend(heap.bytes[range]).reversed()), tag: 0, at: 0..<0)
        case .text(let range): try tree.text(try spend(heap.bytes[range]), tag: 0, at: 0..<0)
        case .unescaped(let text): try tree.text(try spend(text[...]), tag: 0, at: 0..<0)
        case .bytes(let range):
            try tree.fixed("bytes", Base64.encode(try spend(heap.bytes[range])), tag: 0, at: 0..<0)
        case .global(let name): try named("global", name, &tree)
        case .object(let name): try named("object", name, &tree)
        case .list(let place), .tuple(let place): try array(number, place, &tree)
        case .set(let place):
            try tree.open(.object, tag: 0, from: 0)
            tree.key("$set", at: 0..<0)
            try array(number, place, &tree)
            tree.close(at: 0)
        case .dictionary(let place): try dictionary(number, place, &tree)
        }
    }

    private mutating func named(
        _ kind: String, _ name: String, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        _ = try spend(name.utf8)
        try tree.fixed(kind, name, tag: 0, at: 0..<0)
    }

    private mutating func array(
        _ number: Int32, _ place: Int, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard !path.contains(number) else { return try tree.fixed("reference", "an outer value", tag: 0, at: 0..<0) }
        path.append(number)
        defer { path.removeLast() }
        try tree.open(.array, tag: 0, from: 0)
        for member in heap.contents[place] { try write(member, into: &tree) }
        tree.close(at: 0)
    }

    private mutating func dictionary(
        _ number: Int32, _ place: Int, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard !path.contains(number) else { return try tree.fixed("reference", "an outer value", tag: 0, at: 0..<0) }
        path.append(number)
        defer { path.removeLast() }
        let content = heap.contents[place]
        try tree.open(.object, tag: 0, from: 0)
        for place in stride(from: 0, to: content.count - 1, by: 2) {
            let name = key(content[place])
            _ = try spend(name.utf8)
            tree.key(name, at: 0..<0)
            try write(content[place + 1], into: &tree)
        }
        tree.close(at: 0)
    }

    /// A key's text, or a text for what is none.
    private func key(_ number: Int32) -> String {
        if let text = heap.string(number) { return text }
        switch heap.values[Int(number)] {
        case .none: return "None"
        case .boolean(let isTrue): return isTrue ? "True" : "False"
        case .number(let text): return text
        case .tuple: return "$tuple"
        case .bytes: return "$bytes"
        case .large: return "$int"
        case .list, .set, .dictionary: return "$container"
        case .global(let name), .object(let name): return "$" + name
        case .text, .unescaped: return ""
        }
    }

    private mutating func spend<Bytes: Collection>(_ bytes: Bytes) throws(SerializationError) -> Bytes
    where Bytes.Element == UInt8 {
        budget -= bytes.count
        guard budget >= 0 else { throw SerializationError("texts are repeated too often", at: 0) }
        return bytes
    }
}
