import SessionModel
import StoreKit
import Synchronization

/// What a store in memory holds: the application writes to it directly, clients through ``MemoryStore``.
///
/// It compares before it writes, ends records by its own clock and keeps absolute deadlines, as a server does.
final class Memory: Sendable {
    struct Entry {
        var content: RecordContent
        var expiry: Deadline
    }

    private struct State {
        var entries: [SessionKey: Entry] = [:]
        var watches: [Int: @Sendable (StoreChange) -> Void] = [:]
        var nextWatch = 0
        var now = Timestamp(milliseconds: 1_795_229_100_000)
    }

    private let state = Mutex(State())

    /// The store's time; it moves only when a test moves it.
    var now: Timestamp {
        get { state.withLock { $0.now } }
        set { state.withLock { $0.now = newValue } }
    }

    func pass(milliseconds: Int64) {
        let expired = state.withLock { state in
            state.now = state.now.adding(milliseconds: milliseconds)
            let now = state.now
            let expired = state.entries.filter { $0.value.expiry.hasPassed(at: now) }.map(\.key)
            for key in expired { state.entries[key] = nil }
            return expired
        }
        for key in expired { tell(.expired(key)) }
    }

    /// What is under a key and has not expired.
    subscript(_ key: SessionKey) -> Entry? {
        state.withLock { state in
            state.entries[key].flatMap { $0.expiry.hasPassed(at: state.now) ? nil : $0 }
        }
    }

    var keys: [SessionKey] { state.withLock { $0.entries.keys.sorted() } }

    /// Changes a record in one step, and tells whoever watches.
    @discardableResult
    func change<Result>(_ key: SessionKey, _ body: (inout Entry?) -> Result) -> Result where Result: Sendable {
        let (result, isChanged) = state.withLock { state in
            var entry = state.entries[key].flatMap { $0.expiry.hasPassed(at: state.now) ? nil : $0 }
            let before = entry
            let result = body(&entry)
            state.entries[key] = entry
            return (result, before?.content != entry?.content || before?.expiry != entry?.expiry)
        }
        if isChanged { tell(.touched([key])) }
        return result
    }

    /// Changes two records in one step.
    func change<Result>(_ one: SessionKey, _ other: SessionKey, _ body: (inout Entry?, inout Entry?) -> Result)
        -> Result
    where Result: Sendable {
        let result = state.withLock { state in
            var first = state.entries[one].flatMap { $0.expiry.hasPassed(at: state.now) ? nil : $0 }
            var second = state.entries[other].flatMap { $0.expiry.hasPassed(at: state.now) ? nil : $0 }
            let result = body(&first, &second)
            state.entries[one] = first
            state.entries[other] = second
            return result
        }
        tell(.touched([one, other]))
        return result
    }

    func put(_ key: SessionKey, _ text: String, lifetime: Int64? = 3_600_000) {
        put(key, Array(text.utf8), lifetime: lifetime)
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) {
        let now = now
        change(key) {
            $0 = Entry(content: .bytes(content), expiry: lifetime.map { .at(now.adding(milliseconds: $0)) } ?? .never)
        }
    }

    func remove(_ key: SessionKey) { change(key) { $0 = nil } }

    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) -> Int {
        let number = state.withLock { state in
            state.nextWatch += 1
            state.watches[state.nextWatch] = deliver
            return state.nextWatch
        }
        deliver(.connected(.push("memory")))
        return number
    }

    func stopWatching(_ number: Int) { state.withLock { $0.watches[number] = nil } }

    func tell(_ change: StoreChange) {
        for deliver in state.withLock({ Array($0.watches.values) }) { deliver(change) }
    }
}
