internal import SessionModel

/// Writes an edited payload over the bytes it was read from.
struct SerializedEdit {
    let serialization: any Serialization
    let tree: SerializedTree

    /// The bytes of a value; `old` is what stood in its place.
    func write(_ new: PayloadNode, over old: PayloadNode?) throws(FormatError) -> [UInt8] {
        guard let old else { return try fresh(new, like: nil) }
        let span = tree.spans[old.position]
        if new.saysTheSame(as: old) { return Array(tree.bytes[bounds(span.value)]) }
        if span.isFixed || marker(in: new) != marker(in: old) {
            if let name = marker(in: new) ?? (old.kind == .string ? "$…" : nil) {
                throw FormatError(
                    "A value shown with \"\(name)\" has no form in JSON, so it can be kept, replaced or removed,"
                        + " but not changed.")
            }
            return try fresh(new, like: nil)
        }
        switch (old.kind, new.kind) {
        case (.object, .object): return try object(new, over: old, span)
        case (.array, .array): return try array(new, over: old, span)
        case (.object, _), (.array, _): return try fresh(new, like: nil)
        default: return try fresh(new, like: span.tag)
        }
    }

    private func bounds(_ range: Range<Int32>) -> Range<Int> { Int(range.lowerBound)..<Int(range.upperBound) }

    /// The first of an object's keys that stand for what JSON has not.
    private func marker(in node: PayloadNode) -> String? {
        guard node.kind == .object else { return nil }
        for child in node.children {
            if let key = child.key, key.hasPrefix("$"), child.kind == .string { return key }
        }
        return nil
    }

    private func object(
        _ new: PayloadNode, over old: PayloadNode, _ span: SerializedTree.Span
    ) throws(FormatError) -> [UInt8] {
        var known: [PayloadPath.Step: PayloadNode] = [:]
        for child in old.children { known[.key(child.key ?? "")] = child }
        var members: [[UInt8]] = []
        for child in new.children {
            let step = PayloadPath.Step.key(child.key ?? "")
            let counterpart = known.removeValue(forKey: step)
            if let counterpart, isNote(counterpart) {
                guard child.saysTheSame(as: counterpart) else {
                    throw FormatError("\"\(child.key ?? "")\" only says what the value is; it can't be changed.")
                }
                continue
            }
            var member: [UInt8]
            if let counterpart {
                member = Array(tree.bytes[bounds(tree.spans[counterpart.position].key)])
            } else {
                member = try serialization.key(step, in: span.tag)
            }
            member += try write(child, over: counterpart)
            members.append(member)
        }
        guard !known.values.contains(where: isNote) else {
            throw FormatError("What only says what a value is can't be removed from it; remove the whole value.")
        }
        return try serialization.container(
            .object, of: members, like: (span.tag, tree.bytes[bounds(span.value)]))
    }

    /// Whether a member stands nowhere by itself and only says something of its container.
    private func isNote(_ node: PayloadNode) -> Bool {
        let span = tree.spans[node.position]
        return span.isFixed && span.value.isEmpty
    }

    /// Elements are compared from both ends, so that taking one out or putting one in leaves the others' bytes alone.
    private func array(
        _ new: PayloadNode, over old: PayloadNode, _ span: SerializedTree.Span
    ) throws(FormatError) -> [UInt8] {
        let wanted = Array(new.children)
        let known = Array(old.children)
        let shared = min(wanted.count, known.count)
        var head = 0
        while head < shared, wanted[head].saysTheSame(as: known[head]) { head += 1 }
        var tail = 0
        while tail < shared - head, wanted[wanted.count - 1 - tail].saysTheSame(as: known[known.count - 1 - tail]) {
            tail += 1
        }
        var members: [[UInt8]] = []
        for (place, child) in wanted.enumerated() {
            let isTail = place >= wanted.count - tail
            let source = isTail ? known.count - (wanted.count - place) : place
            let counterpart = isTail || source < known.count - tail ? known[source] : nil
            let member = try serialization.key(.index(place), in: span.tag)
            members.append(try member + write(child, over: counterpart))
        }
        return try serialization.container(.array, of: members, like: (span.tag, tree.bytes[bounds(span.value)]))
    }

    /// A value that did not stand there before.
    private func fresh(_ node: PayloadNode, like tag: UInt8?) throws(FormatError) -> [UInt8] {
        switch node.kind {
        case .string, .number, .boolean, .null: return try serialization.scalar(node, like: tag)
        case .object, .array:
            if let name = marker(in: node) {
                throw FormatError("\"\(name)\" stands for a value that JSON has not; one can't be made by hand.")
            }
            var members: [[UInt8]] = []
            for (place, child) in Array(node.children).enumerated() {
                let step = child.key.map(PayloadPath.Step.key) ?? .index(place)
                let key = try serialization.key(step, in: nil)
                members.append(try key + fresh(child, like: nil))
            }
            return try serialization.container(node.kind, of: members, like: nil)
        }
    }
}
