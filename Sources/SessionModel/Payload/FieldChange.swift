/// One field that differs between two payloads, each side as the text of its value.
public struct FieldChange: Hashable, Sendable {
    /// Where.
    public var path: PayloadPath
    /// The JSON before; nil when the field was not there.
    public var old: String?
    /// The JSON after; nil when the field is gone.
    public var new: String?

    /// Creates a change.
    public init(_ path: PayloadPath, old: String?, new: String?) {
        self.path = path
        self.old = old
        self.new = new
    }
}

extension Payload {
    /// The fields in which `other` differs from this payload, at most `limit` of them.
    ///
    /// Order of keys, blanks and ways to escape the same text are no difference; ways to write a number are.
    /// Applied in order to this payload with `setting` and `removing`, they make it say what `other` says.
    public func differences(to other: Payload, limit: Int = 10_000) -> [FieldChange] {
        var found: [FieldChange] = []
        Self.compare(root, other.root, at: .root, into: &found, limit: limit)
        return found
    }

    private static func compare(
        _ old: PayloadNode, _ new: PayloadNode, at path: PayloadPath, into found: inout [FieldChange], limit: Int
    ) {
        guard found.count < limit, old.raw != new.raw else { return }
        switch (old.kind, new.kind) {
        case (.object, .object): compareObjects(old, new, at: path, into: &found, limit: limit)
        case (.array, .array): compareArrays(old, new, at: path, into: &found, limit: limit)
        case (.string, .string) where JSONText.units(of: old.raw) == JSONText.units(of: new.raw): return
        default: found.append(FieldChange(path, old: old.rawText, new: new.rawText))
        }
    }

    private static func compareObjects(
        _ old: PayloadNode, _ new: PayloadNode, at path: PayloadPath, into found: inout [FieldChange], limit: Int
    ) {
        let before = lastOfEachKey(old)
        let after = lastOfEachKey(new)
        for (step, node) in before.members where after.byStep[step] == nil && found.count < limit {
            found.append(FieldChange(path.appending(step), old: node.rawText, new: nil))
        }
        for (step, node) in after.members {
            if let previous = before.byStep[step] {
                compare(previous, node, at: path.appending(step), into: &found, limit: limit)
            } else if found.count < limit {
                found.append(FieldChange(path.appending(step), old: nil, new: node.rawText))
            }
        }
    }

    static func lastOfEachKey(
        _ object: PayloadNode
    ) -> (members: [(step: PayloadPath.Step, node: PayloadNode)], byStep: [PayloadPath.Step: PayloadNode]) {
        var byStep: [PayloadPath.Step: PayloadNode] = [:]
        var order: [PayloadPath.Step] = []
        for child in object.children {
            guard let key = child.key else { continue }
            if byStep.updateValue(child, forKey: .key(key)) == nil { order.append(.key(key)) }
        }
        return (order.compactMap { step in byStep[step].map { (step, $0) } }, byStep)
    }

    /// Whether two values say the same, however they are written; two missing ones do.
    private static func saysTheSame(_ one: PayloadNode?, _ other: PayloadNode?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        var found: [FieldChange] = []
        compare(one, other, at: .root, into: &found, limit: 1)
        return found.isEmpty
    }

    private static func compareArrays(
        _ old: PayloadNode, _ new: PayloadNode, at path: PayloadPath, into found: inout [FieldChange], limit: Int
    ) {
        let before = Array(old.children)
        let after = Array(new.children)
        for index in 0..<min(before.count, after.count) {
            compare(before[index], after[index], at: path.appending(.index(index)), into: &found, limit: limit)
        }
        for index in stride(from: before.count - 1, through: after.count, by: -1) where found.count < limit {
            found.append(FieldChange(path.appending(.index(index)), old: before[index].rawText, new: nil))
        }
        for index in before.count..<max(before.count, after.count) where found.count < limit {
            found.append(FieldChange(path.appending(.index(index)), old: nil, new: after[index].rawText))
        }
    }
}

extension Payload {
    /// The payload with these changes made, in order.
    public func applying(_ changes: [FieldChange]) throws(PayloadEditError) -> Payload {
        var payload = self
        for change in changes {
            if let new = change.new {
                payload = try payload.setting(change.path, to: Array(new.utf8))
            } else {
                payload = try payload.removing(change.path)
            }
        }
        return payload
    }
}

/// What came of bringing an operator's edit together with a change made in the store meanwhile.
public struct PayloadMerge: Hashable, Sendable {
    /// The store's payload with the operator's fields put in, those of `conflicts` left as the store has them.
    public var merged: Payload
    /// The operator's changes that were put in.
    public var applied: [FieldChange]
    /// The operator's changes whose fields the store has changed too: what each was, and what the store says now.
    public var conflicts: [Conflict]

    /// A field that both sides changed.
    public struct Conflict: Hashable, Sendable {
        /// Where.
        public var path: PayloadPath
        /// The JSON when the operator opened it.
        public var base: String?
        /// The JSON in the store now.
        public var theirs: String?
        /// The JSON the operator wants.
        public var mine: String?
    }
}

extension Payload {
    /// Puts what changed from this payload to `mine` into `theirs`, field by field.
    ///
    /// - Throws: `PayloadEditError.duplicateKey` when a key that is there twice was changed elsewhere than in the last.
    public func merging(mine: Payload, into theirs: Payload) throws(PayloadEditError) -> PayloadMerge {
        let changes = differences(to: mine, limit: .max)
        // A path leads to the last of them: what it doesn't reach would be lost without a word.
        if let path = (duplicateKeys + mine.duplicateKeys).first,
            try !applying(changes).root.saysTheSame(as: mine.root)
        {
            throw .duplicateKey(path)
        }
        var merge = PayloadMerge(merged: theirs, applied: [], conflicts: [])
        for change in changes {
            let now = theirs.node(at: change.path)?.rawText
            if now == change.new { continue }
            if isUntouched(change, in: theirs) {
                merge.merged = try merge.merged.applying([change])
                merge.applied.append(change)
            } else {
                merge.conflicts.append(.init(path: change.path, base: change.old, theirs: now, mine: change.new))
            }
        }
        return merge
    }

    /// Whether `theirs` still holds at the change's place what this payload holds there; an array counts as a whole.
    private func isUntouched(_ change: FieldChange, in theirs: Payload) -> Bool {
        var place = change.path
        if let array = place.steps.firstIndex(where: { $0.isIndex }) {
            place = PayloadPath(Array(place.steps[..<array]))
        }
        guard Self.saysTheSame(node(at: place), theirs.node(at: place)) else { return false }
        // Nothing on both sides says the same, but a field can only be added where its container is still one.
        return change.path.parent.map { node(at: $0)?.kind == theirs.node(at: $0)?.kind } ?? true
    }
}

extension PayloadPath.Step {
    fileprivate var isIndex: Bool {
        switch self {
        case .index: true
        case .key: false
        }
    }
}
