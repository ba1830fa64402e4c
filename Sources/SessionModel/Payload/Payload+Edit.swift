extension Payload {
    /// The payload with the value at `path` replaced by `raw`, or with a new member there; all other bytes stay.
    ///
    /// - Parameter raw: The new value's own text; it is kept as written, without the blanks round it.
    public func setting(_ path: PayloadPath, to raw: [UInt8]) throws(PayloadEditError) -> Payload {
        let value = try Self.validated(raw)
        if let node = node(at: path) { return try splicing(node.valueRange, with: value) }
        guard let parentPath = path.parent, let parent = node(at: parentPath), let step = path.steps.last else {
            throw .missing(path.parent ?? path)
        }
        switch (parent.kind, step) {
        case (.object, .key(let key)): return try inserting(into: parent, key: key, value: value)
        case (.array, .index(let index)) where index == parent.childCount:
            return try inserting(into: parent, key: nil, value: value)
        case (.array, .index): throw .beyondEnd(path, count: parent.childCount)
        case (.object, .index), (.array, .key): throw .missing(path)
        case (.string, _), (.number, _), (.boolean, _), (.null, _): throw .notContainer(parentPath)
        }
    }

    /// The payload without the value at `path` (and its key, and one comma); all other bytes stay.
    ///
    /// Of a key that is there twice none is taken out: without the last, readers would find the one before it.
    public func removing(_ path: PayloadPath) throws(PayloadEditError) -> Payload {
        guard let node = node(at: path) else { throw .missing(path) }
        guard let parent = node.parent else { throw .removesRoot }
        let siblings = Array(parent.children)
        if let key = node.key, siblings.contains(where: { $0.index != node.index && $0.key?.isExactly(key) == true }) {
            throw .duplicateKey(path)
        }
        guard let place = siblings.firstIndex(where: { $0.index == node.index }) else { throw .missing(path) }
        let cut: Range<Int>
        if place + 1 < siblings.count {
            cut = node.memberStart..<siblings[place + 1].memberStart
        } else if place > 0 {
            cut = siblings[place - 1].valueRange.upperBound..<node.valueRange.upperBound
        } else {
            cut = node.memberStart..<node.valueRange.upperBound
        }
        return try splicing(cut, with: [])
    }

    private static func validated(_ raw: [UInt8]) throws(PayloadEditError) -> [UInt8] {
        do throws(PayloadSyntaxError) {
            return Array(try Payload(parsing: raw).root.raw)
        } catch {
            throw .invalidValue(error)
        }
    }

    func splicing(_ range: Range<Int>, with bytes: [UInt8]) throws(PayloadEditError) -> Payload {
        var text = source
        text.replaceSubrange(range, with: bytes)
        do throws(PayloadSyntaxError) {
            return try Payload(parsing: text)
        } catch {
            throw .invalidValue(error)
        }
    }

    private func inserting(into parent: PayloadNode, key: String?, value: [UInt8]) throws(PayloadEditError) -> Payload {
        let style = MemberStyle(of: parent)
        var member = value
        if let key { member = JSONText.encode(key) + style.colon + value }
        let last = Array(parent.children).last
        let place = last?.valueRange.upperBound ?? parent.valueRange.lowerBound + 1
        return try splicing(place..<place, with: last == nil ? member : style.separator + member)
    }
}

extension PayloadNode {
    /// Where the member begins: at its key, or at the value of an element.
    var memberStart: Int { keyRange?.lowerBound ?? valueRange.lowerBound }
}

/// How a container's text parts its members, so that a new one is written like the others.
struct MemberStyle {
    var separator: [UInt8] = [UInt8(ascii: ",")]
    var colon: [UInt8] = [UInt8(ascii: ":")]

    init(of container: PayloadNode) {
        let source = container.payload.source
        let members = Array(container.children.prefix(2))
        let example =
            members.first?.keyRange == nil ? container.payload.allNodes.first { $0.keyRange != nil } : members.first
        if let example, let key = example.keyRange {
            colon = Array(source[key.upperBound..<example.valueRange.lowerBound])
        }
        if members.count == 2 {
            separator = Array(source[members[0].valueRange.upperBound..<members[1].memberStart])
        } else if let only = members.first {
            let indent = source[(container.valueRange.lowerBound + 1)..<only.memberStart]
            let blank: [UInt8] = indent.isEmpty && colon.count > 1 ? [32] : Array(indent)
            separator = [UInt8(ascii: ",")] + blank
        }
    }
}
