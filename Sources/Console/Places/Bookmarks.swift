internal import SessionModel

/// Something to come back to in this run.
struct Bookmark: Hashable, Sendable {
    enum Target: Hashable, Sendable {
        /// An event, by its number.
        case event(Int)
        case session(SessionKey)
    }

    var target: Target
    /// When it was set.
    var at: Timestamp
    /// What it was then, in a line.
    var title: String
}

/// The bookmarks of this run, the newest first.
struct Bookmarks: Hashable, Sendable {
    private(set) var all: [Bookmark] = []
    static let limit = 99

    /// Sets a bookmark, or takes away the one that is there; gives whether it is there now.
    mutating func toggle(_ bookmark: Bookmark) -> Bool {
        if let place = all.firstIndex(where: { $0.target == bookmark.target }) {
            all.remove(at: place)
            return false
        }
        all.insert(bookmark, at: 0)
        if all.count > Self.limit { all.removeLast() }
        return true
    }

    mutating func remove(_ bookmark: Bookmark) { all.removeAll { $0.target == bookmark.target } }

    /// A session has another key now.
    mutating func follow(_ old: SessionKey, to new: SessionKey) {
        for place in all.indices where all[place].target == .session(old) { all[place].target = .session(new) }
    }
}
