internal import SessionModel
internal import StoreSockets

/// Why a deployment did not do what it was asked, before it is put in words.
enum MongoFailure: WaitFailure, Hashable {
    /// Nobody answers there; the client's words.
    case unreachable(String)
    /// The connection broke; the client's words.
    case lost(String)
    /// No answer within so many milliseconds.
    case timedOut(Int)
    /// The name or the password is not accepted; the server's words.
    case loginRefused(String)
    /// It does not allow this; its words, and what would change that.
    case notPermitted(String, remedy: String?)
    /// What is there can't be used; why, and what else to do.
    case unsuitable(String, remedy: String?)
    /// The certificate can't be trusted; the client's words.
    case untrusted(String)
    /// The address makes no sense; why.
    case badAddress(String)
    /// The client library is missing; the loader's words.
    case libraryMissing(String)
    /// No room left; the server's words.
    case full(String)
    /// A change that would be sent with so many bytes, of which the server takes fewer.
    case tooLarge(Int)
    /// The field of deadlines can't hold one this late: its name, and the last moment it can hold.
    case tooLate(String, end: Timestamp)
    /// The key is taken.
    case taken
    /// A transaction that may go through when it is tried again; the server's words.
    case transient(String)
    /// The session was put under its new key, and then the connection broke: it may be under both.
    case halfMoved(String)
    /// The change feed can't go on from where it was; the server's words.
    case feedCut(String)
    /// Anything else it said no to; its code and its words.
    case refused(Int, String)
    /// The task was cancelled.
    case cancelled
    /// The store was closed.
    case closed
    /// A change on a store that was opened read-only.
    case readOnly

    /// Whether the client is better made anew.
    var breaksConnection: Bool {
        switch self {
        case .unreachable, .lost, .timedOut, .loginRefused, .untrusted, .halfMoved: true
        case .notPermitted, .unsuitable, .badAddress, .libraryMissing, .full, .tooLarge, .tooLate, .taken, .transient,
            .feedCut, .refused, .cancelled, .closed, .readOnly:
            false
        }
    }
}
