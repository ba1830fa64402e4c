internal import Synchronization

/// Which waits a store has under way, so that closing it ends them all.
final class Lifetime: Sendable {
    private struct State {
        var isOver = false
        var wakers: [ObjectIdentifier: Waker] = [:]
    }

    private let state = Mutex(State())

    /// Creates a waker that closing the store stops; give it back with `end`.
    func begin() throws(MemcachedFailure) -> Waker {
        guard let waker = Waker() else { throw .exhausted("no file descriptor is left") }
        let isOver = state.withLock { state in
            if !state.isOver { state.wakers[ObjectIdentifier(waker)] = waker }
            return state.isOver
        }
        if isOver { throw .closed }
        return waker
    }

    /// Forgets a waker.
    func end(_ waker: Waker) {
        state.withLock { state in state.wakers[ObjectIdentifier(waker)] = nil }
    }

    /// Stops all wakers, and every one that is asked for later.
    func close() {
        let wakers = state.withLock { state in
            state.isOver = true
            defer { state.wakers = [:] }
            return Array(state.wakers.values)
        }
        for waker in wakers { waker.stop() }
    }
}
