public import SessionModel
internal import Synchronization

/// What is known of an act that was sent and got no answer, for the case that it was done all the same.
public final class UnansweredAct: Sendable {
    private struct State {
        var step: UndoStep?
        var newID: SessionID?
    }

    private let state = Mutex(State())

    /// Creates one of which nothing is known.
    public init() {}

    /// What takes it back, if it was done; nil where nothing is kept for that, or an answer came.
    public var step: UndoStep? { state.withLock { $0.step } }

    /// The id that it would have given the session.
    public var newID: SessionID? { state.withLock { $0.newID } }

    func note(_ step: UndoStep?, newID: SessionID? = nil) {
        state.withLock { $0 = State(step: step, newID: newID) }
    }
}
