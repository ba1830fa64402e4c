internal import SessionModel

extension ProfileMemory {
    /// What stands in the file.
    var json: JSONValue {
        .object([
            .init("curfew_memory", .integer(1)), .init("columns", .array(columns.map(JSONValue.string))),
            .init(
                "filters", .object(filters.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
            .init("sort", .optional(sort)), .init("history", .array(history.map(JSONValue.string))),
        ])
    }

    /// Reads what stands in a file; nil where that is something else.
    init?(json bytes: [UInt8]) {
        guard let payload = try? Payload(parsing: bytes), payload.root.kind == .object,
            payload.root.child(.key("curfew_memory"))?.rawText == "1"
        else { return nil }
        self.init()
        columns = Self.texts(payload, "columns")
        sort = payload.root.child(.key("sort"))?.string
        history = Array(Self.texts(payload, "history").suffix(Self.longestHistory))
        guard let saved = payload.root.child(.key("filters")) else { return }
        for child in saved.children.prefix(Self.mostFilters) {
            if let name = child.key, let text = child.string { filters[name] = text }
        }
    }

    private static func texts(_ payload: Payload, _ key: String) -> [String] {
        payload.root.child(.key(key))?.children.compactMap(\.string) ?? []
    }
}
