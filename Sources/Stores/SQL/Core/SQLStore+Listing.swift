public import SessionModel
public import StoreKit
internal import StoreSockets

extension SQLStore {
    public func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        try await untilClosed("listing sessions") { () async throws(StoreError) in
            let worker = SQLWorker(engine, lifetime: lifetime, label: "listing")
            var pager = TablePager(engine: engine, table: table, request: request, total: try await count(worker))
            while !pager.isDone {
                let start = LocalClock.monotonic()
                pager = try await worker.perform("listing sessions", isRepeatable: pager.isBySnapshot) {
                    [pager] connection throws(SQLFailure) in
                    var pager = pager
                    try pager.next(connection, deliver)
                    return pager
                }
                // Work is then a quarter of all.
                if pager.isPolite, !pager.isDone { await rest(nanoseconds: 3 * (LocalClock.monotonic() - start)) }
            }
            rights.count = pager.listed
        }
    }

    /// About how many rows there are, as was found out last.
    private func count(_ worker: SQLWorker<Engine>) async throws(StoreError) -> Int? {
        if let known = rights.count { return known }
        return try await worker.perform("listing sessions") { connection throws(SQLFailure) in
            try engine.estimatedCount(table, connection)
        }
    }

    /// Sleeps, or returns early when the task is cancelled.
    func rest(nanoseconds: Int64) async {
        try? await Task.sleep(nanoseconds: UInt64(max(0, nanoseconds)))
    }

    /// Does something long as a task that closing the store cancels.
    func untilClosed(
        _ action: String, _ body: @escaping @Sendable () async throws(StoreError) -> Void
    ) async throws(StoreError) {
        let task = Task { () async -> Result<Void, StoreError> in
            do throws(StoreError) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        let number: Int
        do throws(SQLFailure) {
            number = try lifetime.note { task.cancel() }
        } catch {
            task.cancel()
            throw error.inWords(while: action, on: engine.subject, trial: engine.trial)
        }
        defer { lifetime.forget(number) }
        let outcome = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        try outcome.get()
    }
}
