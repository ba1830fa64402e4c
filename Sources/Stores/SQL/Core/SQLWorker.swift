internal import StoreKit
internal import StoreSockets

/// One connection on a thread of its own; a connection that broke is replaced when it is next needed.
actor SQLWorker<Engine: SQLEngine> {
    private let engine: Engine
    private let lifetime: Lifetime
    private let executor: BlockingExecutor
    private var connection: Engine.Connection?

    init(_ engine: Engine, lifetime: Lifetime, label: String) {
        self.engine = engine
        self.lifetime = lifetime
        executor = BlockingExecutor(label: "curfew.sql.\(label)")
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Runs statements on the connection. Cancelling the task ends the one under way.
    ///
    /// - Parameter isRepeatable: Whether they may be run again: then a connection that died while nobody used it is
    ///   replaced without a word.
    func perform<T: Sendable>(
        _ action: String, isRepeatable: Bool = false, _ body: @Sendable (Engine.Connection) throws(SQLFailure) -> T
    ) async throws(StoreError) -> T {
        let wasOpen = connection != nil
        do throws(SQLFailure) {
            let first = await attempt(body)
            guard isRepeatable, wasOpen, case .failure(.lost) = first else { return try first.get() }
            connection = nil
            return try await attempt(body).get()
        } catch {
            throw error.inWords(while: action, on: engine.subject, trial: engine.trial)
        }
    }

    private func attempt<T: Sendable>(
        _ body: @Sendable (Engine.Connection) throws(SQLFailure) -> T
    ) async -> Result<T, SQLFailure> {
        do throws(SQLFailure) {
            try check()
            let connection = try await ready()
            let breaker = connection.breaker
            let number = try lifetime.note { breaker.trip() }
            defer { lifetime.forget(number) }
            return await withTaskCancellationHandler {
                do throws(SQLFailure) {
                    try check()
                    return .success(try body(connection))
                } catch {
                    return .failure(fault(error))
                }
            } onCancel: {
                breaker.trip()
            }
        } catch {
            return .failure(error)
        }
    }

    /// What ended by being closed or cancelled is told so, whatever the client made of it.
    private func fault(_ failure: SQLFailure) -> SQLFailure {
        if lifetime.isOver { return .closed }
        return Task.isCancelled ? .cancelled : failure
    }

    private func check() throws(SQLFailure) {
        if lifetime.isOver { throw .closed }
        if Task.isCancelled { throw .cancelled }
    }

    private func ready() async throws(SQLFailure) -> Engine.Connection {
        if let connection, connection.isUsable { return connection }
        connection = nil
        let fresh = try await SQLConnector.connect(engine, lifetime)
        connection = fresh
        return fresh
    }

    /// Closes the connection.
    func drop() { connection = nil }
}
