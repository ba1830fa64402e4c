public import StoreKit
internal import Synchronization

/// What a store has under way, so that closing it ends it all.
public final class Lifetime<Failure: WaitFailure>: Sendable {
    private struct State {
        var isOver = false
        var number = 0
        var stops: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Creates the lifetime of a store that is open.
    public init() {}

    /// Whether the store was closed.
    public var isOver: Bool { state.withLock { $0.isOver } }

    /// Notes how to end something; give the number back with `forget`.
    ///
    /// - Throws: `closed` when the store was closed.
    public func note(_ stop: @escaping @Sendable () -> Void) throws(Failure) -> Int {
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
    public func forget(_ number: Int) {
        state.withLock { $0.stops[number] = nil }
    }

    /// Ends everything, and lets nothing begin any more.
    public func close() {
        let stops = state.withLock { state in
            state.isOver = true
            defer { state.stops = [:] }
            return Array(state.stops.values)
        }
        for stop in stops { stop() }
    }
}

extension Lifetime where Failure: SocketFailure {
    /// Creates a waker that closing the store stops, for as long as the store lives.
    public func waker() throws(Failure) -> Waker<Failure> { try noted().waker }

    /// Runs something that waits, on the calling actor, with a waker of its own: closing the store and cancelling the
    /// task end its waits.
    ///
    /// - Parameter inWords: Puts a failure in words.
    public func waking<Value>(
        isolation: isolated (any Actor)? = #isolation, _ inWords: @Sendable (Failure) -> StoreError,
        _ body: (Waker<Failure>) throws(Failure) -> Value
    ) async throws(StoreError) -> Value {
        do throws(Failure) {
            let (waker, number) = try noted()
            defer { forget(number) }
            return try await waker.guarding { () throws(Failure) in try body(waker) }
        } catch {
            throw inWords(error)
        }
    }

    private func noted() throws(Failure) -> (waker: Waker<Failure>, number: Int) {
        guard let waker = Waker<Failure>() else { throw .exhausted("no file descriptor is left") }
        return (waker, try note { waker.stop() })
    }
}
