internal import Synchronization

/// What one caller waits for: given once, by the thread that works on it or by whoever ends the wait.
///
/// The client library can't be stopped in the middle of a call. A caller who is cancelled goes on at once; the thread
/// comes to its end within the time an answer may take.
final class Answer<Value: Sendable>: Sendable {
    private enum State {
        case open(CheckedContinuation<Result<Value, MongoFailure>, Never>?)
        case given(Result<Value, MongoFailure>)
    }

    private let state = Mutex(State.open(nil))

    /// Whether nobody waits any more.
    var isGiven: Bool {
        state.withLock { state in
            switch state {
            case .open: false
            case .given: true
            }
        }
    }

    /// Gives the answer, if none was given before.
    func give(_ result: Result<Value, MongoFailure>) {
        let waiting: CheckedContinuation<Result<Value, MongoFailure>, Never>? = state.withLock { state in
            guard case .open(let continuation) = state else { return nil }
            state = .given(result)
            return continuation
        }
        waiting?.resume(returning: result)
    }

    /// The answer, waited for.
    func wait() async -> Result<Value, MongoFailure> {
        await withCheckedContinuation { continuation in
            let early: Result<Value, MongoFailure>? = state.withLock { state in
                guard case .given(let result) = state else {
                    state = .open(continuation)
                    return nil
                }
                return result
            }
            if let early { continuation.resume(returning: early) }
        }
    }
}
