internal import Synchronization

/// What is known of an act that was sent and got no answer, for the case that it was done all the same.
public final class UnansweredAct: Sendable {
    private let known = Mutex<UndoStep?>(nil)

    /// Creates one of which nothing is known.
    public init() {}

    /// What takes it back, if it was done; nil where nothing is kept for that, or an answer came.
    public var step: UndoStep? { known.withLock { $0 } }

    func note(_ step: UndoStep?) {
        known.withLock { $0 = step }
    }
}
