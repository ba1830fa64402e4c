internal import SessionModel
internal import StoreKit
internal import StoreSockets

extension NodeStore {
    nonisolated func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        try await MemoryListing(self, request, deliver).run()
    }

    nonisolated func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await MemoryFeed(self, watcher: await nextWatcher(), deliver).run()
    }

    /// Rests this long, in nanoseconds, unless the store is closed or the task cancelled.
    nonisolated func rest(_ nanoseconds: Int64, while action: String) async throws(StoreError) {
        try await NodeRest().rest(nanoseconds, lifetime, target.words(while: action))
    }
}

/// Where a pause is waited through: on a thread of its own, so that nobody else waits.
private actor NodeRest {
    private let executor = BlockingExecutor(label: "curfew.node.rest")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func rest(
        _ nanoseconds: Int64, _ lifetime: Lifetime, _ words: @Sendable (NodeFailure) -> StoreError
    ) async throws(StoreError) {
        try await lifetime.waking(words) { waker throws(NodeFailure) in try waker.rest(nanoseconds: nanoseconds) }
    }
}
