internal import StoreKit
internal import StoreSockets
internal import Synchronization

/// Connects on a thread of its own, since client libraries block while they do: whoever asked can go on without it.
actor SQLConnector<Engine: SQLEngine> {
    private let engine: Engine
    private let executor: BlockingExecutor

    private init(_ engine: Engine) {
        self.engine = engine
        executor = BlockingExecutor(label: "curfew.sql.connecting")
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Somebody who waits for a connection, until it is there or not wanted any more.
    private final class Waiting: Sendable {
        typealias Outcome = Result<Engine.Connection, SQLFailure>

        private enum State {
            case idle
            case waiting(CheckedContinuation<Outcome, Never>)
            case over
        }

        private let state = Mutex(State.idle)

        /// Waits; at once over where it was ended before.
        func begin(_ continuation: CheckedContinuation<Outcome, Never>) {
            let isOver = state.withLock { state in
                if case .over = state { return true }
                state = .waiting(continuation)
                return false
            }
            if isOver { continuation.resume(returning: .failure(.cancelled)) }
        }

        /// Hands over what came of it. A connection that nobody waits for any more is closed with its last reference.
        func end(with outcome: sending Outcome) {
            let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
                defer { state = .over }
                guard case .waiting(let continuation) = state else { return nil }
                return continuation
            }
            continuation?.resume(returning: outcome)
        }
    }

    /// A connection. Cancelling the task, or closing the store, ends the wait for it at once.
    static func connect(
        _ engine: Engine, _ lifetime: Lifetime, isolation: isolated (any Actor)? = #isolation
    ) async throws(SQLFailure) -> Engine.Connection {
        let waiting = Waiting()
        let number = try lifetime.note { waiting.end(with: .failure(.closed)) }
        defer { lifetime.forget(number) }
        let outcome = await withTaskCancellationHandler {
            _ = isolation
            return await withCheckedContinuation { continuation in
                waiting.begin(continuation)
                let connector = SQLConnector(engine)
                Task.detached { await connector.connect(for: waiting) }
            }
        } onCancel: {
            waiting.end(with: .failure(.cancelled))
        }
        return try outcome.get()
    }

    private func connect(for waiting: Waiting) {
        do throws(SQLFailure) {
            waiting.end(with: .success(try engine.connect()))
        } catch {
            waiting.end(with: .failure(error))
        }
    }
}
