internal import StoreKit
internal import StoreSockets

/// The line on which a database tells of changes, on a thread of its own.
actor SQLPusher<Engine: SQLEngine> {
    private let engine: Engine
    private let table: SQLTable
    private let lifetime: Lifetime
    private let executor: BlockingExecutor
    private var source: (any SQLPushSource)?

    init(_ engine: Engine, _ table: SQLTable, lifetime: Lifetime) {
        self.engine = engine
        self.table = table
        self.lifetime = lifetime
        executor = BlockingExecutor(label: "curfew.sql.told")
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// How a database tells.
    struct Manner {
        var namesKeys: Bool
        var tellsEarly: Bool
    }

    /// Connects; nil where the database tells nothing after all.
    func open() throws(SQLFailure) -> Manner? {
        source = try engine.pushSource(table)
        return source.map { Manner(namesKeys: $0.namesKeys, tellsEarly: $0.tellsEarly) }
    }

    /// Waits for what the database tells, at most so long. Cancelling the task ends it.
    func wait(nanoseconds: Int64) async throws(SQLFailure) -> [SQLNews] {
        // Rounded up, so that it never comes back early to wait for nothing.
        let milliseconds = Int(max(0, nanoseconds) + 999_999) / 1_000_000
        return try await attempt { source throws(SQLFailure) in try source.wait(milliseconds: milliseconds) }
    }

    /// Whether what makes it tell is still there.
    func isStillSetUp() async throws(SQLFailure) -> Bool {
        try await attempt { source throws(SQLFailure) in try source.isStillSetUp() }
    }

    private func attempt<T: Sendable>(
        _ body: (any SQLPushSource) throws(SQLFailure) -> T
    ) async throws(SQLFailure) -> T {
        guard let source else { throw .lost("the line is closed") }
        let breaker = source.breaker
        let number = try lifetime.note { breaker.trip() }
        defer { lifetime.forget(number) }
        let outcome = await withTaskCancellationHandler { () -> Result<T, SQLFailure> in
            do throws(SQLFailure) {
                return .success(try body(source))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            breaker.trip()
        }
        if lifetime.isOver { throw .closed }
        if Task.isCancelled { throw .cancelled }
        return try outcome.get()
    }
}
