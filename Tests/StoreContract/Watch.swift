internal import StoreKit

/// A running watch whose changes can be awaited.
final class Watch: Sendable {
    private let changes: AsyncStream<StoreChange>
    private let task: Task<StoreError?, Never>

    init(_ store: any SessionStore) {
        let (changes, sink) = AsyncStream<StoreChange>.makeStream()
        self.changes = changes
        task = Task {
            defer { sink.finish() }
            do throws(StoreError) {
                try await store.watch { sink.yield($0) }
                return nil
            } catch {
                return error
            }
        }
    }

    deinit { task.cancel() }

    /// The first change that fits, waited for with patience.
    func next(_ what: String, _ fits: @escaping @Sendable (StoreChange) -> Bool) async throws -> StoreChange {
        let changes = changes
        return try await within(patience, "the report of \(what)") {
            for await change in changes where fits(change) { return change }
            throw Breach("the watch ended before \(what)")
        }
    }

    /// Cancels it, and gives what it ended with.
    func stop() async -> StoreError? {
        task.cancel()
        return await task.value
    }

    /// What it ends with by itself.
    func end() async -> StoreError? { await task.value }
}
