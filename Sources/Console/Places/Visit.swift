internal import Operations
internal import SessionModel

/// A place the operator was at: a view with what it was about and where its cursor stood.
struct Visit: Hashable, Sendable {
    var views: [ViewKind]
    /// The session that was looked into.
    var session: SessionKey?
    /// The person that was open.
    var person: LogoutRequest?
    /// The line under the cursor.
    var cursor: Int
    /// The session under the cursor of the list.
    var cursorKey: SessionKey?

    /// Whether it is a view that lies over another one for a moment, and is nothing to come back to.
    var isPassing: Bool { views.last == .help || views.last == .messages }

    /// Whether it is the same view of the same thing, wherever the cursor is.
    func isSamePlace(as other: Visit) -> Bool {
        views == other.views && session == other.session && person == other.person
    }
}
