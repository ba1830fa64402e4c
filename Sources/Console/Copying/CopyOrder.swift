public import SessionModel

/// Something on its way to the clipboard.
public struct CopyOrder: Hashable, Sendable {
    /// What is copied.
    public enum Content: Hashable, Sendable {
        /// A text as it stands here.
        case text(String)
        /// The cookie that opens a session: only the session's format can make it.
        case cookie(Session)
    }

    /// What is copied.
    public var content: Content
    /// What it is called in messages.
    public var title: String
    /// The session of which it tells more than the screen does: the journal gets a line of it.
    public var revealed: Session?
    /// What is asked before that is told; nil where nothing is asked.
    var question: String?

    /// Creates an order.
    public init(_ content: Content, title: String, revealed: Session? = nil, question: String? = nil) {
        self.content = content
        self.title = title
        self.revealed = revealed
        self.question = question
    }
}
