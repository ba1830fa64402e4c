internal import SessionModel
internal import TextCodings

/// Shows what a stream of Java's serialization holds as a tree.
struct JavaWriter {
    private let heap: JavaHeap
    /// The containers that are being shown: one that holds itself is shown once.
    private var path: [Place] = []
    /// How many bytes of text may still be shown: a few bytes could name one long text over and over.
    private var budget: Int

    private enum Place: Equatable {
        case object(Int)
        case array(Int)
    }

    init(_ heap: JavaHeap) {
        self.heap = heap
        budget = max(65_536, heap.bytes.count * 2)
    }

    mutating func write(_ value: JavaHeap.Value, into tree: inout SerializedTree) throws(SerializationError) {
        switch value {
        case .null: try tree.word("null", tag: 0, at: 0..<0)
        case .boolean(let isTrue): try tree.word(isTrue ? "true" : "false", tag: 0, at: 0..<0)
        case .integer(let number): try tree.number("\(number)".utf8, tag: 0, at: 0..<0)
        case .single(let number): try self.number(Double(number), "\(number)", &tree)
        case .double(let number): try self.number(number, "\(number)", &tree)
        case .text(let text): try tree.text(Array(try spend(text.utf8))[...], tag: 0, at: 0..<0)
        case .bytes(let range), .block(let range):
            try tree.fixed("bytes", Base64.encode(try spend(heap.bytes[range])), tag: 0, at: 0..<0)
        case .constant(let type, let name): try fixed("enum", "\(heap.classes[type].name):\(name)", &tree)
        case .type(let type): try fixed("class", heap.classes[type].name, &tree)
        case .array(let number):
            try inside(.array(number), &tree) { writer, tree throws(SerializationError) in
                try writer.list(writer.heap.arrays[number], &tree)
            }
        case .object(let number):
            try inside(.object(number), &tree) { writer, tree throws(SerializationError) in
                try writer.object(number, &tree)
            }
        }
    }

    private func number(
        _ value: Double, _ text: String, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        let text = value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : text
        try tree.number(text.utf8, tag: 0, at: 0..<0)
    }

    private mutating func fixed(
        _ kind: String, _ text: String, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        _ = try spend(text.utf8)
        try tree.fixed(kind, text, tag: 0, at: 0..<0)
    }

    private mutating func inside(
        _ place: Place, _ tree: inout SerializedTree,
        _ body: (inout JavaWriter, inout SerializedTree) throws(SerializationError) -> Void
    ) throws(SerializationError) {
        guard !path.contains(place) else { return try tree.fixed("reference", "an outer value", tag: 0, at: 0..<0) }
        // Also of what is shown as something else: each of many wrappers may name the one before it.
        guard path.count < SerializedTree.depthLimit else {
            throw SerializationError(
                "values stand more than \(SerializedTree.depthLimit) levels inside one another", at: 0)
        }
        path.append(place)
        defer { path.removeLast() }
        try body(&self, &tree)
    }

    // MARK: Objects

    private mutating func object(_ number: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        if let shown = JavaLibrary.shown(number, in: heap) {
            switch shown {
            case .value(let value): try write(value, into: &tree)
            case .fixed(let kind, let text): try fixed(kind, text, &tree)
            case .list(let elements): try list(elements, &tree)
            case .map(let pairs): try map(pairs, &tree)
            }
            return
        }
        try generic(number, &tree)
    }

    private mutating func list(
        _ elements: [JavaHeap.Value], _ tree: inout SerializedTree
    ) throws(SerializationError) {
        try tree.open(.array, tag: 0, from: 0)
        for element in elements { try write(element, into: &tree) }
        tree.close(at: 0)
    }

    private mutating func map(
        _ pairs: [(key: JavaHeap.Value, value: JavaHeap.Value)], _ tree: inout SerializedTree
    ) throws(SerializationError) {
        try tree.open(.object, tag: 0, from: 0)
        for (key, value) in pairs {
            try name(self.key(key), &tree)
            try write(value, into: &tree)
        }
        tree.close(at: 0)
    }

    private mutating func name(_ name: String, _ tree: inout SerializedTree) throws(SerializationError) {
        _ = try spend(name.utf8)
        tree.key(name, at: 0..<0)
    }

    /// A key's text, or a text for what is none.
    private func key(_ value: JavaHeap.Value) -> String {
        switch value {
        case .text(let text): return text
        case .null: return "null"
        case .boolean(let isTrue): return isTrue ? "true" : "false"
        case .integer(let number): return "\(number)"
        case .single(let number): return "\(number)"
        case .double(let number): return "\(number)"
        case .constant(_, let name): return name
        case .type(let type): return heap.classes[type].name
        case .bytes, .block: return "$bytes"
        case .array: return "$array"
        case .object(let number):
            guard let shown = JavaLibrary.shown(number, in: heap) else { return "$" + heap.className(of: number) }
            switch shown {
            case .value(.object), .list, .map: return "$" + heap.className(of: number)
            case .value(let value): return key(value)
            case .fixed(_, let text): return text
            }
        }
    }

    /// An object of a class that is not known: its fields, the topmost class's first, and what else it wrote.
    private mutating func generic(_ number: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        let object = heap.objects[number]
        let type = heap.classes[object.type]
        _ = try spend(type.name.utf8)
        try tree.open(.object, tag: 0, from: 0)
        try tree.note(type.isProxy ? "proxy" : "class", type.name)
        var names: Set<String> = []
        for member in object.members {
            guard let field = member.field else { continue }
            let owner = heap.classes[member.owner]
            let plain = owner.fields[field].name
            // A class and the one above it may each have a field of that name.
            try name(names.insert(plain).inserted ? plain : "\(owner.name).\(plain)", &tree)
            try write(member.value, into: &tree)
        }
        let data = heap.data(of: number)
        if !data.isEmpty {
            tree.key("$data", at: 0..<0)
            try list(data, &tree)
        }
        tree.close(at: 0)
    }

    private mutating func spend<Bytes: Collection>(_ bytes: Bytes) throws(SerializationError) -> Bytes
    where Bytes.Element == UInt8 {
        budget -= bytes.count
        guard budget >= 0 else { throw SerializationError("texts are repeated too often", at: 0) }
        return bytes
    }
}
