internal import Synchronization

/// What a store has under way, so that closing it ends it all.
final class Lifetime: Sendable {
    private struct State {
        var isOver = false
        var number = 0
        var stops: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Notes how to end something; give the number back with `forget`.
    func note(_ stop: @escaping @Sendable () -> Void) throws(MongoFailure) -> Int {
        let number: Int? = state.withLock { state in
            guard !state.isOver else { return nil }
            state.number += 1
            state.stops[state.number] = stop
            return state.number
        }
        guard let number else { throw .closed }
        return number
    }

    /// Forgets what has ended.
    func forget(_ number: Int) {
        state.withLock { $0.stops[number] = nil }
    }

    /// Ends everything, and lets nothing begin any more.
    func close() {
        let stops = state.withLock { state in
            state.isOver = true
            defer { state.stops = [:] }
            return Array(state.stops.values)
        }
        for stop in stops { stop() }
    }
}
