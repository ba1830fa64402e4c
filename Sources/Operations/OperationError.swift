public import SessionModel
public import StoreKit

/// Why an act was not even tried, or failed as a whole.
public enum OperationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The store may only be read.
    case readOnly(store: String, isByProfile: Bool = false)
    /// The time is up for which the store could be written to.
    case lockedAgain(store: String)
    /// Production asks for a reason.
    case reasonMissing(store: String)
    /// The journal can't be written, and production does nothing unwritten.
    case journal(JournalError)
    /// The store failed.
    case store(StoreError)
    /// The store was lost before it said whether it has given a session this id.
    case newIDUnanswered(StoreError, SessionID)
    /// A program of the operator's own can't be started; in the system's words.
    case program(String, words: String)

    /// One sentence.
    public var description: String {
        switch self {
        case .readOnly(let store, isByProfile: false):
            "\(store) is open read-only, so nothing was changed; open it without --read-only to act."
        case .readOnly(let store, isByProfile: true):
            "\(store) is read-only by its profile, so nothing was changed; :write 15m REASON in the console opens it for a"
                + " time, or take read_only out of profile '\(store)'."
        case .lockedAgain(let store):
            "\(store) is read-only again, so nothing was changed; :write opens it for writing."
        case .reasonMissing(let store): "\(store) is production, which asks for a reason; give one with --reason."
        case .program(let name, let words):
            "\(name) can't be started: \(words). Look at 'run' of [commands.\(name)] in the configuration."
        case .journal(let error): "Nothing was done, since production does nothing unwritten: \(error.description)"
        case .store(let error):
            error.description
                + (error.reason.leavesDoubt ? " Whether it was done is not known: look before you do it again." : "")
        case .newIDUnanswered(let error, let id):
            "\(error.description) Whether it was done is not known: look for the new id, \(id.whole), before you do it again."
        }
    }

    /// The id that a session may have been given all the same; nil where that was not asked for.
    public var newID: SessionID? {
        guard case .newIDUnanswered(_, let id) = self else { return nil }
        return id
    }

    /// Whether it may have been done all the same: the store was lost before it answered.
    public var leavesDoubt: Bool {
        switch self {
        case .store(let error): error.reason.leavesDoubt
        case .newIDUnanswered: true
        case .readOnly, .lockedAgain, .reasonMissing, .journal, .program: false
        }
    }
}
