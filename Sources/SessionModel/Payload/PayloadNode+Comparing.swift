extension PayloadNode {
    /// Whether two values say the same: the same keys in the same order, the same texts however they are escaped, and
    /// the same numbers as they are written.
    ///
    /// - Parameter toTheDouble: Whether fractions are the same when the nearest double is: what writes doubles can't keep
    ///   the zeros of 2.50.
    public func saysTheSame(as other: PayloadNode, toTheDouble: Bool = false) -> Bool {
        guard endIndex - index == other.endIndex - other.index else { return false }
        for (mine, theirs) in zip(index..<endIndex, other.index..<other.endIndex) {
            let left = PayloadNode(payload: payload, index: mine)
            let right = PayloadNode(payload: other.payload, index: theirs)
            guard left.kind == right.kind, left.childCount == right.childCount else { return false }
            if mine > index, left.keyUnits != right.keyUnits { return false }
            switch left.kind {
            case .object, .array: continue
            case .string: if JSONText.units(of: left.raw) != JSONText.units(of: right.raw) { return false }
            case .number where toTheDouble: if !Self.isSameDouble(left.rawText, right.rawText) { return false }
            case .number, .boolean, .null: if left.raw != right.raw { return false }
            }
        }
        return true
    }

    /// The innermost value of `other` that this one says otherwise or lacks; nil where both say the same.
    public func difference(from other: PayloadNode) -> PayloadNode? {
        if saysTheSame(as: other, toTheDouble: true) { return nil }
        guard kind == other.kind, childCount == other.childCount else { return other }
        for (mine, theirs) in zip(children, other.children) where mine.keyUnits == theirs.keyUnits {
            if let difference = mine.difference(from: theirs) { return difference }
        }
        return other
    }

    private static func isSameDouble(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        guard [one, other].allSatisfy({ $0.contains { ".eE".contains($0) } }) else { return false }
        return Double(one)?.bitPattern == Double(other)?.bitPattern
    }

    private var keyUnits: [UInt16]? { keyRange.map { JSONText.units(of: payload.source[$0]) } }
}
