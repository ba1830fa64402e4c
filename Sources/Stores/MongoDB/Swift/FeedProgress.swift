internal import BSON
internal import Synchronization

/// How far a feed of changes is, over all the connections it had.
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

    /// Notes that changes are followed, and where a stream of them is; nil for what has no such places.
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

    /// Notes that it is still followed, and how far a stream is.
    func note(_ token: BSONDocument?) {
        state.withLock { state in
            state.token = token ?? state.token
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

    /// Whether it got anywhere since this was last asked.
    func takeNews() -> Bool {
        state.withLock { state in
            defer { state.hasNews = false }
            return state.hasNews
        }
    }

    /// Whether it was followed, which is over now.
    func takeConnection() -> Bool {
        state.withLock { state in
            defer { state.isConnected = false }
            return state.isConnected
        }
    }
}
