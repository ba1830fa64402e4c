extension Payload {
    /// The payload made to say what `edited` says, with the bytes of every field that says the same left alone.
    ///
    /// Of a key that is there twice the first goes with the first, the second with the second.
    ///
    /// - Throws: `PayloadEditError.duplicateAdded` when a key is there twice that was not before: no reader would see
    ///   both, so nobody can mean it.
    public func adopting(_ edited: Payload) throws(PayloadEditError) -> Payload {
        if let added = edited.duplicate(beyond: duplicateKeys) { throw .duplicateAdded(added) }
        var splices: [Splice] = []
        Self.adopt(edited.root, into: root, &splices)
        return try splices.isEmpty ? self : splicing(splices)
    }

    /// A key that is there twice more often than these say; by its name, wherever its object has got to.
    private func duplicate(beyond known: [PayloadPath]) -> PayloadPath? {
        var left: [PayloadPath.Step: Int] = [:]
        for step in known.compactMap(\.steps.last) { left[step, default: 0] += 1 }
        return duplicateKeys.first { path in
            guard let step = path.steps.last else { return false }
            left[step, default: 0] -= 1
            return left[step, default: 0] < 0
        }
    }

    /// Bytes that take the place of others.
    struct Splice {
        var range: Range<Int>
        var bytes: [UInt8]
    }

    /// The payload with several stretches replaced, given in the order of the text.
    func splicing(_ splices: [Splice]) throws(PayloadEditError) -> Payload {
        var text: [UInt8] = []
        text.reserveCapacity(source.count)
        var place = 0
        for splice in splices {
            text += source[place..<splice.range.lowerBound]
            text += splice.bytes
            place = splice.range.upperBound
        }
        text += source[place...]
        do throws(PayloadSyntaxError) {
            return try Payload(parsing: text)
        } catch {
            throw .invalidValue(error)
        }
    }

    private static func adopt(_ new: PayloadNode, into old: PayloadNode, _ splices: inout [Splice]) {
        guard old.raw != new.raw else { return }
        switch (old.kind, new.kind) {
        case (.object, .object):
            let (wanted, known) = (members(of: new), members(of: old))
            let counterparts = Dictionary(wanted.map { ($0.member, $0.node) }) { first, _ in first }
            let there = Set(known.map(\.member))
            adopt(
                known.map { ($0.node, counterparts[$0.member]) },
                added: wanted.filter { !there.contains($0.member) }.map(\.node), into: old, &splices)
        case (.array, .array):
            let (wanted, known) = (Array(new.children), Array(old.children))
            adopt(
                known.enumerated().map { ($1, $0 < wanted.count ? wanted[$0] : nil) },
                added: Array(wanted.dropFirst(known.count)), into: old, &splices)
        case (.string, .string) where JSONText.units(of: old.raw) == JSONText.units(of: new.raw): return
        default: splices.append(Splice(range: old.valueRange, bytes: Array(new.raw)))
        }
    }

    /// A member of an object: its key, and how many of that key stand before it.
    private struct Member: Hashable {
        var key: PayloadPath.Step
        var turn: Int
    }

    private static func members(of object: PayloadNode) -> [(member: Member, node: PayloadNode)] {
        var turns: [PayloadPath.Step: Int] = [:]
        var found: [(member: Member, node: PayloadNode)] = []
        for child in object.children {
            guard let key = child.key.map(PayloadPath.Step.key) else { continue }
            let turn = turns[key, default: 0]
            turns[key] = turn + 1
            found.append((Member(key: key, turn: turn), child))
        }
        return found
    }

    /// Goes through a container's members: those with a counterpart are compared, the others cut out, new ones put last.
    private static func adopt(
        _ members: [(node: PayloadNode, wanted: PayloadNode?)], added: [PayloadNode], into container: PayloadNode,
        _ splices: inout [Splice]
    ) {
        var lastKept: PayloadNode?
        var cutFrom: Int?
        for (member, wanted) in members {
            guard let wanted else {
                cutFrom = cutFrom ?? member.memberStart
                continue
            }
            if let start = cutFrom { splices.append(Splice(range: start..<member.memberStart, bytes: [])) }
            cutFrom = nil
            adopt(wanted, into: member, &splices)
            lastKept = member
        }
        let news = written(added, into: container, isFirst: lastKept == nil)
        let start =
            lastKept?.valueRange.upperBound ?? members.first?.node.memberStart ?? container.valueRange.lowerBound + 1
        let end = cutFrom == nil ? start : members.last?.node.valueRange.upperBound ?? start
        if !news.isEmpty || start < end { splices.append(Splice(range: start..<end, bytes: news)) }
    }

    private static func written(_ added: [PayloadNode], into container: PayloadNode, isFirst: Bool) -> [UInt8] {
        guard !added.isEmpty else { return [] }
        let style = MemberStyle(of: container)
        var text: [UInt8] = []
        for member in added {
            if !isFirst || !text.isEmpty { text += style.separator }
            if let key = member.key { text += JSONText.encode(key) + style.colon }
            text += member.raw
        }
        return text
    }
}
