/// What was typed before, for Up and Down.
public struct History: Equatable, Sendable {
    /// Entries kept; the oldest go first.
    public static let limit = 200

    /// From the oldest to the newest.
    public private(set) var entries: [String] = []
    private var position: Int?
    private var draft = ""

    /// Creates a history of these entries, oldest first.
    public init(_ entries: [String] = []) {
        entries.forEach { add($0) }
    }

    /// Takes a line, unless it is empty or what was typed last, and ends browsing.
    public mutating func add(_ entry: String) {
        stopBrowsing()
        guard !entry.isEmpty, entry != entries.last else { return }
        entries.append(entry)
        if entries.count > History.limit { entries.removeFirst(entries.count - History.limit) }
    }

    /// The next older line that begins as the draft does, nil if there is none. The first call keeps the draft.
    public mutating func older(than current: String) -> String? {
        if position == nil { draft = current }
        let end = position ?? entries.count
        guard let found = entries[..<end].lastIndex(where: { $0.hasPrefix(draft) && $0 != current }) else { return nil }
        position = found
        return entries[found]
    }

    /// The next newer line that begins as the draft does, at last the draft; nil when not browsing.
    public mutating func newer(than current: String) -> String? {
        guard let start = position else { return nil }
        if let found = entries[(start + 1)...].firstIndex(where: { $0.hasPrefix(draft) && $0 != current }) {
            position = found
            return entries[found]
        }
        position = nil
        return draft
    }

    /// Forgets where Up and Down had come to; for when the line is edited or left.
    public mutating func stopBrowsing() {
        position = nil
        draft = ""
    }
}
