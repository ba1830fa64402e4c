internal import SessionModel

/// Something in a process that holds sessions.
struct Candidate: Hashable, Sendable {
    /// How it was found.
    let layout: MemoryLayout
    /// Its name for people: "MemoryStore.sessions", "Map".
    let title: String
    /// How many records it holds.
    let count: Int
    /// Some fields of its first record.
    let fields: [String]

    /// What it is, for people: "MemoryStore.sessions, 3 records (cookie, user)".
    var words: String {
        let size = count == 1 ? "1 record" : "\(count) records"
        return "\(title), \(size)" + (fields.isEmpty ? "" : " (\(fields.joined(separator: ", ")))")
    }

    /// Reads one that the agent tells; nil for anything else.
    init?(_ node: PayloadNode, _ layouts: [MemoryLayout]) {
        let parts = Array(node.children)
        guard parts.count == 4, let number = Int(parts[0].rawText), layouts.indices.contains(number),
            let title = parts[1].string, let count = Int(parts[2].rawText)
        else { return nil }
        layout = layouts[number]
        self.title = title
        self.count = count
        fields = parts[3].children.compactMap(\.string)
    }
}
