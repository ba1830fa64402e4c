internal import Operations
internal import SessionModel
internal import TerminalKit

extension Command {
    /// Keeping an eye on one session.
    static let keeping: [Command] = [
        Command(
            "follow-session", .character("F"),
            title: "Follow this session: tell all that happens to it, go along with a new id",
            in: [.sessions, .events, .inspector, .person], unless: { $0.followed == nil ? $0.noTarget : nil }
        ) { $0.toggleFollowed() }
    ]
}

extension Console {
    fileprivate mutating func toggleFollowed() {
        if let followed {
            self.followed = nil
            say(.info, "\(describe(followed)) is followed no longer.")
        } else if let key = targetKey {
            followed = key
            if view == .sessions { sessionsView.holdCursor() }
            say(.info, "Following \(describe(key)); \(keyName("follow-session")) stops.")
        }
    }

    /// Tells what happened to the session that is followed, and goes along with it to its new id.
    mutating func tellFollowed(_ event: SessionEvent, _ key: SessionKey) {
        guard let followed, key == followed || event.oldKey == followed else { return }
        let isOwn = event.source == .operator
        switch event.kind {
        case .regenerated:
            if event.oldKey == followed { goAlong(from: followed, to: key) }
            if !isOwn { say(.warning, "The session you follow has a new id: \(describe(key)).") }
        case .destroyed, .expired:
            self.followed = nil
            if !isOwn {
                say(.warning, "The session you follow has ended: \(EventsDrawing(console: self).sentence(event))")
            }
        case .created, .changed, .touched, .returned, .gap, .resynced:
            if !isOwn { say(.info, "Followed: \(EventsDrawing(console: self).sentence(event))") }
        }
    }

    private mutating func goAlong(from old: SessionKey, to new: SessionKey) {
        followed = new
        if sessionsView.cursorKey == old { sessionsView.goTo(new) }
        guard inspector?.session.key == old else { return }
        sessionsView.opening = new
        owedLook = new
    }

    /// Reads the session that an open one has become.
    mutating func readOwedLook() -> [Effect] {
        guard let key = owedLook, feed.isConnected else { return [] }
        owedLook = nil
        return [.inspect(key)]
    }
}
