/// Why something with a Node process failed, before it is put in words.
enum NodeFailure: Error, Equatable {
    /// No connection came about; the system's words.
    case unreachable(String)
    /// The connection broke; the system's words.
    case lost(String)
    /// No answer within so many milliseconds.
    case timedOut(Int)
    /// The task was cancelled.
    case cancelled
    /// The store was closed.
    case closed
    /// The machine has run out of something.
    case exhausted(String)
    /// What answers is no inspector of Node; what it looks like.
    case notInspector(String)
    /// An answer breaks the protocol.
    case garbled(String)
    /// The process said no; its words.
    case refused(String)
    /// There is no such process.
    case noProcess
    /// The process belongs to somebody else; whom.
    case foreignProcess(String)
    /// The process runs something else than Node; what.
    case notNode(String)
    /// The process does not take the signal that opens the inspector.
    case deaf
    /// The port of the inspector is taken, by whom if that can be seen.
    case portTaken(UInt16, String?)
    /// Nobody said yes to opening the inspector.
    case noConsent
    /// The inspector did not open within so many milliseconds.
    case stayedShut(Int)
    /// What answers at the port is another process.
    case otherProcess(Int)
    /// Nothing in the process looks like a store of sessions.
    case noSessions
    /// There are only so many stores.
    case noSuchStore(wanted: Int, count: Int)
    /// A change, on a read-only store.
    case readOnly
    /// Content that is no text, where texts are kept.
    case noText
    /// A record that does not fit into what one answer may hold, in bytes.
    case tooLarge(Int)

    /// Whether the connection can go on: what was not waited for any longer is dropped when it comes.
    var leavesConnectionUsable: Bool {
        switch self {
        case .cancelled, .timedOut, .refused, .readOnly, .noText, .noSessions, .noSuchStore, .noConsent: true
        case .unreachable, .lost, .closed, .exhausted, .notInspector, .garbled, .noProcess, .foreignProcess, .notNode,
            .deaf, .portTaken, .stayedShut, .otherProcess, .tooLarge:
            false
        }
    }
}
