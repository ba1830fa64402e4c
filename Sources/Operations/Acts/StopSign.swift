internal import Synchronization

/// Asks an act on many sessions to stop after the batch it is at; what is done stays done.
public final class StopSign: Sendable {
    private let raised = Atomic<Bool>(false)

    /// Creates a sign that is down.
    public init() {}

    /// Whether the act is to stop.
    public var isRaised: Bool { raised.load(ordering: .acquiring) }

    /// Asks the act to stop.
    public func raise() { raised.store(true, ordering: .releasing) }

    /// Why a session whose turn did not come was left alone.
    static let reason = "it was stopped before its turn came; do it again for the rest"
}
