import SessionModel
import StoreKit

@testable import RedisStore

/// A running watch whose changes a test waits for, one after the other.
struct Watching: ~Copyable {
    private let task: Task<StoreError?, Never>
    private var changes: AsyncStream<StoreChange>.Iterator

    /// Begins to watch.
    init(_ store: any SessionStore) {
        let (stream, continuation) = AsyncStream<StoreChange>.makeStream()
        changes = stream.makeAsyncIterator()
        task = Task {
            let failure = await failure { () throws(StoreError) in
                try await store.watch { continuation.yield($0) }
            }
            continuation.finish()
            return failure
        }
    }

    deinit { task.cancel() }

    /// The next change; nil when the watch has ended.
    mutating func next() async -> StoreChange? { await changes.next() }

    /// The first change that satisfies a condition, those before it left out.
    mutating func next(where condition: (StoreChange) -> Bool) async -> StoreChange? {
        while let change = await changes.next() {
            if condition(change) { return change }
        }
        return nil
    }

    /// Whether a key is touched sooner or later.
    mutating func touches(_ key: SessionKey) async -> Bool {
        await next { change in
            if case .touched(let keys) = change { keys.contains(key) } else { false }
        } != nil
    }

    /// Ends the watch and gives what it ended with.
    func cancel() async -> StoreError? {
        task.cancel()
        return await task.value
    }

    /// What the watch ends with by itself.
    func end() async -> StoreError? { await task.value }
}
