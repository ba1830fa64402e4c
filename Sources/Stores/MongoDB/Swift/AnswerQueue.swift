internal import Synchronization

/// Values that one thread makes and another takes, in turn: no more of them are made than were asked for.
///
/// So whoever makes them works on the next while this one is looked at, without either waiting for the other to be woken.
final class AnswerQueue<Value: Sendable>: Sendable {
    private struct State {
        /// How many more are to be made.
        var wanted: Int
        var made: [Value] = []
        /// Why no more are made or taken.
        var end: MongoFailure?
        var maker: CheckedContinuation<Bool, Never>?
        var taker: CheckedContinuation<Result<Value, MongoFailure>, Never>?
    }

    private let state: Mutex<State>

    /// Creates a queue that so many values are wanted for at once.
    init(wanted: Int) { state = Mutex(State(wanted: wanted)) }

    /// Asks for one more.
    func ask() {
        let maker: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard let maker = state.maker else {
                state.wanted += 1
                return nil
            }
            state.maker = nil
            return maker
        }
        maker?.resume(returning: true)
    }

    /// Waits until one more is wanted, and is to be made now; false when none ever will be. It stays on the thread of whoever
    /// asks, and nobody has to be woken where one is wanted already.
    func isWanted(isolation: isolated (any Actor)? = #isolation) async -> Bool {
        await withCheckedContinuation { maker in
            let early: Bool? = state.withLock { state in
                if state.end != nil { return false }
                if state.wanted > 0 {
                    state.wanted -= 1
                    return true
                }
                state.maker = maker
                return nil
            }
            if let early { maker.resume(returning: early) }
        }
    }

    /// Hands one over.
    func give(_ value: Value) {
        let taker: CheckedContinuation<Result<Value, MongoFailure>, Never>? = state.withLock { state in
            if state.end != nil { return nil }
            guard let taker = state.taker else {
                state.made.append(value)
                return nil
            }
            state.taker = nil
            return taker
        }
        taker?.resume(returning: .success(value))
    }

    /// Waits for the next one, which cancelling the task ends. What was made before the end came is taken before that is
    /// told.
    func take() async throws(MongoFailure) -> Value {
        try await withTaskCancellationHandler {
            await waited()
        } onCancel: {
            end(.cancelled)
        }.get()
    }

    private func waited() async -> Result<Value, MongoFailure> {
        await withCheckedContinuation { taker in
            let early: Result<Value, MongoFailure>? = state.withLock { state in
                if !state.made.isEmpty { return .success(state.made.removeFirst()) }
                if let end = state.end { return .failure(end) }
                state.taker = taker
                return nil
            }
            if let early { taker.resume(returning: early) }
        }
    }

    /// Ends it, if it has not ended before, and all waits with it.
    func end(_ failure: MongoFailure) {
        let (maker, taker) = state.withLock { state in
            if state.end == nil { state.end = failure }
            defer { (state.maker, state.taker) = (nil, nil) }
            return (state.maker, state.taker)
        }
        maker?.resume(returning: false)
        taker?.resume(returning: .failure(failure))
    }
}
