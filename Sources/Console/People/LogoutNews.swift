public import Operations

/// What happens in a logout, from the first end to the last look.
public enum LogoutNews: Sendable {
    /// So many of so many sessions have had their turn.
    case progress(done: Int, of: Int)
    /// All had their turn; what came of it, and what can be undone and redone next.
    case ended(LogoutReceipt, undoTitle: String?, redoTitle: String?)
    /// A session that was ended is there again.
    case returned(ReturnedSession)
    /// The watch is over, with what it saw.
    case watched(LogoutReceipt)
    /// What happens while it stands.
    case standing(StandingLogout.News)
    /// It stands no longer.
    case stoodDown
}
