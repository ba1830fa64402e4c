internal import StoreKit

/// All words of this store's errors.
extension NodeFailure {
    /// Puts the failure in words, for an action ("listing sessions") on a process.
    func inWords(while action: String, on target: NodeTarget) -> StoreError {
        let (reason, detail, remedy) = parts(target)
        return StoreError(reason, while: action, on: target.subject, detail: detail, remedy: remedy)
    }

    private func parts(_ target: NodeTarget) -> (StoreError.Reason, detail: String, remedy: String?) {
        switch self {
        case .unreachable(let words): return (.unreachable, words, target.startRemedy)
        case .lost(let words): return (.lost, words, "See whether the application still runs.")
        case .timedOut(let limit):
            return (.timedOut, "nothing came for \(limit) ms; it may be busy", "Try again, or allow more: --timeout.")
        case .cancelled: return (.cancelled, "it was cancelled", nil)
        case .closed: return (.cancelled, "the store is closed", nil)
        case .exhausted(let words), .refused(let words): return (.failed, words, nil)
        case .notInspector(let looks), .garbled(let looks): return (.unsuitable, looks, target.startRemedy)
        case .noProcess: return (.unreachable, "there is no such process", "Try: pgrep -a node")
        case .foreignProcess(let owner):
            return (
                .notPermitted, "the process belongs to \(owner), and another user's is not attached to",
                "Run curfew as that user."
            )
        case .notNode(let name):
            return (
                .unsuitable, "the process runs \(name) and not Node, and the signal would end it", "Try: pgrep -a node"
            )
        case .deaf:
            return (
                .notPermitted, "it takes no SIGUSR1, which would end it (it is starting, or has --disable-sigusr1)",
                "Start the application with --inspect, and open it again."
            )
        case .portTaken(let port, let owner):
            return (
                .notPermitted,
                "its inspector would open on port \(port), which \(owner ?? "another process") has already",
                "Start the application with --inspect-port=0, or end what has the port."
            )
        case .noConsent:
            return (.notPermitted, "nobody said yes to opening its inspector", "Add --yes to allow it.")
        case .stayedShut(let limit):
            return (.timedOut, "its inspector did not open within \(limit) ms", "Start the application with --inspect.")
        case .otherProcess(let pid):
            return (.unsuitable, "process \(pid) answers at the port of its inspector", nil)
        case .noSessions:
            return (
                .unsuitable,
                "there is no MemoryStore in it, and no Map that looks like one of sessions (an empty one does not)",
                "Log in once, so that there is a session, and try again."
            )
        case .noSuchStore(let wanted, let count):
            return (
                .badAddress,
                "store=\(wanted): there \(count == 1 ? "is 1 store" : "are \(count) stores") of sessions in it",
                "curfew doctor lists them."
            )
        case .readOnly: return (.readOnly, "nothing may be changed here", "Open it without read-only.")
        case .noText: return (.failed, "the process keeps texts, and this is none", nil)
        case .tooLarge(let limit): return (.failed, "an answer is larger than \(limit) bytes", nil)
        }
    }
}

extension NodeTarget {
    /// Puts failures in words, for an action ("listing sessions") on this process.
    func words(while action: String) -> @Sendable (NodeFailure) -> StoreError {
        { $0.inWords(while: action, on: self) }
    }
}
