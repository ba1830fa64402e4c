public import SessionModel

/// An act that no answer came of, as it stands among those that can be taken back: it may have been done.
public struct CutOffAct: Hashable, Sendable {
    /// What it is called: "destroy", "logout of alice".
    public var title: String
    /// The sessions that it may have been done to.
    public var keys: Set<SessionKey>

    /// Creates an act that no answer came of.
    public init(_ title: String, keys: Set<SessionKey>) {
        self.title = title
        self.keys = keys
    }
}
