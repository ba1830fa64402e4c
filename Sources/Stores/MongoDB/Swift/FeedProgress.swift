internal import BSON
internal import Synchronization

/// How far a feed of pushed changes is, over all the streams it had.
final class FeedProgress: Sendable {
    private struct State {
        var token: BSONDocument?
        /// What has to be told, since changes may have been missed.
        var debt: String?
        var isFirst = true
        var isConnected = false
        var hasNews = false
    }

    private let state = Mutex(State())

    /// Where to go on from; nil where that is not known.
    var token: BSONDocument? { state.withLock { $0.token } }

    /// Whether no stream ran yet.
    var isFirst: Bool { state.withLock { $0.isFirst } }

    /// Notes that a stream runs, and where it is.
    ///
    /// - Returns: Why changes may have been missed before it; nil where none were.
    func connect(_ token: BSONDocument?) -> String? {
        state.withLock { state in
            let isResumed = state.isFirst || state.token != nil
            let gap = state.debt ?? (isResumed ? nil : "the connection was lost")
            state.debt = nil
            state.token = token ?? state.token
            state.isFirst = false
            state.isConnected = true
            return gap
        }
    }

    /// Notes how far a stream is.
    func note(_ token: BSONDocument) {
        state.withLock { state in
            state.token = token
            state.hasNews = true
        }
    }

    /// Forgets where it was, for a reason that will be told.
    func begin(anew reason: String) {
        state.withLock { state in
            state.token = nil
            state.debt = reason
        }
    }

    /// Whether a stream got anywhere since this was last asked.
    func takeNews() -> Bool {
        state.withLock { state in
            defer { state.hasNews = false }
            return state.hasNews
        }
    }

    /// Whether a stream ran, which is over now.
    func takeConnection() -> Bool {
        state.withLock { state in
            defer { state.isConnected = false }
            return state.isConnected
        }
    }
}
