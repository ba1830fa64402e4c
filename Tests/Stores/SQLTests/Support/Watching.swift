import SessionModel
import StoreKit

@testable import SQLStore

/// A running watch whose changes a test waits for, one after the other; measures are left out.
struct Watching: ~Copyable {
    private let task: Task<StoreError?, Never>
    private var changes: AsyncStream<StoreChange>.Iterator

    /// Begins to watch.
    init(_ store: any SessionStore) {
        self.init { deliver throws(StoreError) in try await store.watch(deliver) }
    }

    /// Begins to follow in any way.
    init(
        _ follow: @escaping @Sendable (@escaping @Sendable (StoreChange) -> Void) async throws(StoreError) -> Void
    ) {
        let (stream, continuation) = AsyncStream<StoreChange>.makeStream()
        changes = stream.makeAsyncIterator()
        task = Task {
            defer { continuation.finish() }
            do throws(StoreError) {
                try await follow { continuation.yield($0) }
                return nil
            } catch {
                return error
            }
        }
    }

    deinit { task.cancel() }

    /// The next change; nil when the watch has ended.
    mutating func next() async -> StoreChange? {
        await next { if case .measured = $0 { false } else { true } }
    }

    /// The first change that satisfies a condition, those before it left out.
    mutating func next(where condition: (StoreChange) -> Bool) async -> StoreChange? {
        while let change = await changes.next() {
            if condition(change) { return change }
        }
        return nil
    }

    /// Whether these keys are touched sooner or later.
    mutating func touches(_ words: String...) async -> Bool {
        var missing = Set(words.map { SessionKey($0) })
        return await next { change in
            if case .touched(let keys) = change { missing.subtract(keys) }
            return missing.isEmpty
        } != nil
    }

    /// Ends the watch and gives what it ended with.
    func cancel() async -> StoreError? {
        task.cancel()
        return await task.value
    }
}
