internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// What a command is about that is being typed: the list goes on meanwhile, and may put another session under the cursor.
struct CommandTarget: Sendable {
    /// The session under the cursor.
    var key: SessionKey?
    /// Whether it is about those that are marked instead.
    var isMarked = false
}

extension Console {
    /// What a command would be about that is begun now.
    var commandTarget: CommandTarget { CommandTarget(key: targetKey, isMarked: hasVisibleMarks) }

    private var hasVisibleMarks: Bool {
        view == .sessions && !list.marked.isEmpty && !list.visibleMarks().rows.isEmpty
    }

    /// Brings the cursor back to what a command was begun for.
    ///
    /// - Returns: Why it can't be about that any more; nil where it is.
    mutating func goBack(to target: CommandTarget) -> String? {
        guard view == .sessions else { return nil }
        if hasVisibleMarks { return nil }
        if target.isMarked { return "all that were marked have ended meanwhile" }
        guard let key = target.key, key != targetKey else { return nil }
        guard !isOver(key) else { return "that session has ended meanwhile" }
        sessionsView.goTo(key)
        sessionsView.fit(list, height: sessionsView.viewport.height)
        return targetKey == key ? nil : "that session is not shown any more"
    }
}
