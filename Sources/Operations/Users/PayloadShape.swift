public import SessionModel

extension Session {
    /// What anonymous sessions are told apart by: the names of their fields, bookkeeping left out.
    public var shape: String {
        guard let payload else { return "unreadable" }
        guard payload.root.kind == .object else { return "no fields" }
        let keys = Set(payload.root.children.compactMap(\.key)).sorted().filter { key in
            !bookkeepingPaths.contains { $0.steps.first == .key(key) }
        }
        guard !keys.isEmpty else { return "empty" }
        let shown = keys.prefix(Self.mostShapeFields).joined(separator: ", ")
        return keys.count > Self.mostShapeFields ? shown + ", .." : shown
    }

    private static let mostShapeFields = 6
}
