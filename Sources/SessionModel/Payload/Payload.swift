/// A session's data as a tree over its original text.
///
/// The text is JSON, the one syntax every payload is edited in; a format whose records are written otherwise says how
/// the two correspond. Nothing is ever re-written from decoded values: key order, `1.0`, 2^63, escapes and blanks
/// stay as they were wherever nobody edited, because an edit replaces just the bytes of the value it is about.
public struct Payload: Hashable, Sendable {
    /// The text, byte for byte as it was read.
    public let source: [UInt8]
    let nodes: [Node]

    /// What a value is.
    public enum Kind: Hashable, Sendable {
        case object, array, string, number, boolean, null
    }

    /// How large a payload may be before it is no longer taken apart.
    public struct Limits: Hashable, Sendable {
        /// How many containers may stand inside one another.
        public var depth: Int
        /// How many values there may be.
        public var nodes: Int

        /// Creates limits.
        public init(depth: Int = 512, nodes: Int = 500_000) {
            self.depth = depth
            self.nodes = nodes
        }
    }

    /// One value: where its key and itself stand in the text, and which nodes are below it.
    struct Node: Hashable, Sendable {
        var kind: Kind
        /// The key with its quotes; empty at -1 for elements and the root.
        var key: Range<Int32>
        var value: Range<Int32>
        var parent: Int32
        /// The index behind the last node below this one.
        var end: Int32
        var childCount: Int32
    }

    /// Reads a payload from its text.
    public init(parsing source: [UInt8], limits: Limits = Limits()) throws(PayloadSyntaxError) {
        nodes = try JSONParser.parse(source, limits: limits)
        self.source = source
    }

    /// Reads a payload from its text.
    public init(parsing text: String, limits: Limits = Limits()) throws(PayloadSyntaxError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// The outermost value.
    public var root: PayloadNode { PayloadNode(payload: self, index: 0) }

    /// The value at `path`; of keys that are there twice, the last one, as the languages' own readers choose.
    public func node(at path: PayloadPath) -> PayloadNode? {
        var node = root
        for step in path.steps {
            guard let next = node.child(step) else { return nil }
            node = next
        }
        return node
    }

    /// All values in the order of the text, each before what is in it.
    public var allNodes: some RandomAccessCollection<PayloadNode> {
        nodes.indices.lazy.map { PayloadNode(payload: self, index: $0) }
    }

    /// The value at a position, see `PayloadNode.position`; nil when there is none.
    public func node(position: Int) -> PayloadNode? {
        nodes.indices.contains(position) ? PayloadNode(payload: self, index: position) : nil
    }

    /// The keys that some object holds twice, with their paths; empty for a payload without.
    public var duplicateKeys: [PayloadPath] {
        var repeated: Set<Int> = []
        for node in allNodes where node.kind == .object && node.childCount > 1 {
            var seen: Set<[UInt8]> = []
            for child in node.children {
                if let key = child.key, !seen.insert(Array(key.utf8)).inserted { repeated.insert(child.index) }
            }
        }
        return repeated.isEmpty ? [] : paths(of: repeated)
    }

    /// The paths of some values, in one walk: asking each for its own place in an array would take too long.
    private func paths(of wanted: Set<Int>) -> [PayloadPath] {
        var found: [PayloadPath] = []
        var trail: [(end: Int, upcoming: Int, step: PayloadPath.Step?)] = []
        for node in allNodes {
            while let last = trail.last, node.index >= last.end { trail.removeLast() }
            var step: PayloadPath.Step?
            if let last = trail.indices.last {
                step = node.key.map(PayloadPath.Step.key) ?? .index(trail[last].upcoming)
                trail[last].upcoming += 1
            }
            if wanted.contains(node.index) {
                found.append(PayloadPath(trail.compactMap(\.step) + [step].compactMap { $0 }))
            }
            if node.childCount > 0 { trail.append((node.endIndex, 0, step)) }
        }
        return found
    }
}

/// One value of a payload.
public struct PayloadNode: Hashable, Sendable {
    /// The payload it belongs to.
    public let payload: Payload
    let index: Int

    private var node: Payload.Node { payload.nodes[index] }

    /// Which value of the payload it is, in the order of the text; good for telling nodes of one payload apart.
    public var position: Int { index }

    /// The position of the next value that is not in this one.
    public var nextPosition: Int { endIndex }

    /// What it is.
    public var kind: Payload.Kind { node.kind }

    /// Its text in the source.
    public var raw: ArraySlice<UInt8> { payload.source[valueRange] }

    /// Its text, for showing.
    public var rawText: String { String(decoding: raw, as: UTF8.self) }

    /// Where its text stands in the source.
    public var valueRange: Range<Int> { Int(node.value.lowerBound)..<Int(node.value.upperBound) }

    /// Where its key stands, with quotes; nil for elements and the root.
    var keyRange: Range<Int>? {
        node.key.lowerBound < 0 ? nil : Int(node.key.lowerBound)..<Int(node.key.upperBound)
    }

    /// Its key, escapes resolved; nil for elements of an array and for the root.
    public var key: String? {
        keyRange.map { JSONText.decode(payload.source[$0]) }
    }

    /// Whether its key is this one, byte for byte.
    private func hasKey(_ wanted: String) -> Bool {
        guard let keyRange else { return false }
        let token = payload.source[keyRange]
        guard token.contains(UInt8(ascii: "\\")) else {
            return token.count == wanted.utf8.count + 2 && token.dropFirst().dropLast().elementsEqual(wanted.utf8)
        }
        return JSONText.decode(token).isExactly(wanted)
    }

    /// The text of a string, escapes resolved; nil for anything else.
    public var string: String? { kind == .string ? JSONText.decode(raw) : nil }

    /// What contains it; nil at the root.
    public var parent: PayloadNode? {
        node.parent < 0 ? nil : PayloadNode(payload: payload, index: Int(node.parent))
    }

    /// How many values it contains directly.
    public var childCount: Int { Int(node.childCount) }

    /// The values it contains directly.
    public var children: PayloadChildren { PayloadChildren(of: self) }

    /// How many containers it stands in.
    public var depth: Int {
        var count = 0
        var node = self
        while let parent = node.parent {
            count += 1
            node = parent
        }
        return count
    }

    /// The index behind the last value below it.
    var endIndex: Int { Int(node.end) }

    /// Its place in an array; nil elsewhere.
    public var arrayIndex: Int? {
        guard let parent, parent.kind == .array else { return nil }
        return Array(parent.children).firstIndex { $0.index == index }
    }

    /// The step that leads to it from its container.
    public var step: PayloadPath.Step? {
        key.map(PayloadPath.Step.key) ?? arrayIndex.map(PayloadPath.Step.index)
    }

    /// Its path from the root.
    public var path: PayloadPath {
        var steps: [PayloadPath.Step] = []
        var node = self
        while let step = node.step, let parent = node.parent {
            steps.append(step)
            node = parent
        }
        return PayloadPath(steps.reversed())
    }

    /// The value one step down.
    public func child(_ step: PayloadPath.Step) -> PayloadNode? {
        switch step {
        case .key(let key):
            guard kind == .object else { return nil }
            var found: PayloadNode?
            for child in children where child.hasKey(key) { found = child }
            return found
        case .index(let wanted):
            guard kind == .array, wanted >= 0, wanted < childCount else { return nil }
            return children.dropFirst(wanted).first { _ in true }
        }
    }
}

/// The values directly in a container.
public struct PayloadChildren: Sequence, IteratorProtocol {
    private let payload: Payload
    private var upcoming: Int
    private let end: Int

    init(of parent: PayloadNode) {
        payload = parent.payload
        upcoming = parent.index + 1
        end = parent.endIndex
    }

    /// The next value, or nil behind the last.
    public mutating func next() -> PayloadNode? {
        guard upcoming < end else { return nil }
        let node = PayloadNode(payload: payload, index: upcoming)
        upcoming = node.endIndex
        return node
    }
}
