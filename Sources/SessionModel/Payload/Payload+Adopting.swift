extension Payload {
    /// The payload made to say what `edited` says, with the bytes of every field that says the same left alone.
    public func adopting(_ edited: Payload) throws(PayloadEditError) -> Payload {
        for path in duplicateKeys + edited.duplicateKeys {
            let container = path.parent ?? .root
            if node(at: container)?.compact() != edited.node(at: container)?.compact() { throw .duplicateKey(path) }
        }
        var splices: [Splice] = []
        Self.adopt(edited.root, into: root, &splices)
        return try splices.isEmpty ? self : splicing(splices)
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
            let wanted = lastOfEachKey(new)
            let known = lastOfEachKey(old)
            adopt(
                Array(old.children), { child in child.key.flatMap { wanted.byStep[.key($0)] } },
                added: wanted.members.filter { known.byStep[$0.step] == nil }.map(\.node), into: old, &splices)
        case (.array, .array):
            let wanted = Array(new.children)
            let known = Array(old.children)
            var place = 0
            adopt(
                known,
                { _ in
                    defer { place += 1 }
                    return place < wanted.count ? wanted[place] : nil
                },
                added: Array(wanted.dropFirst(known.count)), into: old, &splices)
        case (.string, .string) where JSONText.units(of: old.raw) == JSONText.units(of: new.raw): return
        default: splices.append(Splice(range: old.valueRange, bytes: Array(new.raw)))
        }
    }

    /// Goes through a container's members: those with a counterpart are compared, the others cut out, new ones put last.
    private static func adopt(
        _ members: [PayloadNode], _ counterpart: (PayloadNode) -> PayloadNode?, added: [PayloadNode],
        into container: PayloadNode, _ splices: inout [Splice]
    ) {
        var lastKept: PayloadNode?
        var cutFrom: Int?
        for member in members {
            guard let wanted = counterpart(member) else {
                cutFrom = cutFrom ?? member.memberStart
                continue
            }
            if let start = cutFrom { splices.append(Splice(range: start..<member.memberStart, bytes: [])) }
            cutFrom = nil
            adopt(wanted, into: member, &splices)
            lastKept = member
        }
        let news = written(added, into: container, isFirst: lastKept == nil)
        let start = lastKept?.valueRange.upperBound ?? members.first?.memberStart ?? container.valueRange.lowerBound + 1
        let end = cutFrom == nil ? start : members.last?.valueRange.upperBound ?? start
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
