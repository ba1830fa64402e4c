import SessionModel
import StoreKit
import Synchronization

/// A client of a ``Memory``: a store with all abilities, that tests can also make fail.
final class MemoryStore: SessionStore {
    let memory: Memory
    let isReadOnly: Bool
    private let prefix: String
    private let address: String
    private let state = Mutex(State())

    private struct State {
        var isClosed = false
        var failures: [String: StoreError] = [:]
        var refusals: [SessionKey: StoreError] = [:]
        var calls: [String: Int] = [:]
        var afterEnding: (@Sendable (SessionKey) -> Void)?
        var beforeWriting: (@Sendable (SessionKey) -> Void)?
        var afterReading: (@Sendable () async -> Void)?
        var stops: [Int: AsyncStream<Void>.Continuation] = [:]
        var evictionCount: Int?
    }

    init(_ memory: Memory, isReadOnly: Bool = false, prefix: String = "tina4:session:", address: String = "memory:") {
        self.memory = memory
        self.isReadOnly = isReadOnly
        self.prefix = prefix
        self.address = address
    }

    // MARK: What tests ask and set

    /// How often the store was asked this.
    func calls(_ action: String) -> Int { state.withLock { $0.calls[action] ?? 0 } }

    /// Makes every following call of an action fail; nil lets them succeed again.
    func fail(_ action: String, _ error: StoreError?) { state.withLock { $0.failures[action] = error } }

    /// Makes every following change of one record fail, but its end; nil lets them succeed again.
    func refuse(_ key: SessionKey, _ error: StoreError?) { state.withLock { $0.refusals[key] = error } }

    /// What happens right after a record was ended: a request in flight that saves it again.
    func afterEnding(_ body: @escaping @Sendable (SessionKey) -> Void) { state.withLock { $0.afterEnding = body } }

    /// What happens between an operator's look and the write: another request.
    func beforeWriting(_ body: @escaping @Sendable (SessionKey) -> Void) { state.withLock { $0.beforeWriting = body } }

    /// What the next answer waits for on its way, when what it says was read already.
    func afterReading(_ body: @escaping @Sendable () async -> Void) { state.withLock { $0.afterReading = body } }

    private func begin(_ action: String, of key: SessionKey? = nil, changes: Bool = false) throws(StoreError) {
        let error: StoreError? = state.withLock { state in
            state.calls[action, default: 0] += 1
            if state.isClosed {
                return StoreError(.cancelled, while: action, on: "memory", detail: "the store is closed")
            }
            if changes, isReadOnly {
                return StoreError(.readOnly, while: action, on: "memory", detail: "it was opened so")
            }
            if let error = state.failures[action] { return error }
            guard let key else { return nil }
            return state.refusals[key]
        }
        if let error { throw error }
    }

    /// How many records it says it has thrown out; nil where it never does.
    var evictionCount: Int? {
        get { state.withLock { $0.evictionCount } }
        set { state.withLock { $0.evictionCount = newValue } }
    }

    func evictions() async throws(StoreError) -> Int? {
        try begin("asking what was evicted")
        return evictionCount
    }

    // MARK: The store

    var identity: StoreIdentity { StoreIdentity(engine: "memory", address: address) }

    var abilities: StoreAbilities { isReadOnly ? .reading : .all }

    func examine() async throws(StoreError) -> StoreExamination {
        try begin("examining")
        return StoreExamination(version: "memory 1", abilities: abilities, feed: .push("memory"))
    }

    func scan(_ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void) async throws(StoreError) {
        try begin("listing")
        let keys = memory.keys.filter { $0.hasPrefix(prefix.utf8) }
        for start in stride(from: 0, to: max(1, keys.count), by: 500) {
            await Task.yield()
            if Task.isCancelled { throw StoreError(.cancelled, while: "listing", on: "memory", detail: "cancelled") }
            var page = RecordPage()
            for key in keys[start..<min(start + 500, keys.count)] { add(key, to: &page, request) }
            page.progress = Double(start + page.count) / Double(max(1, keys.count))
            deliver(page)
        }
    }

    private func add(_ key: SessionKey, to page: inout RecordPage, _ request: ScanRequest) {
        guard let entry = memory[key] else { return }
        key.bytes.withUnsafeBytes { key in
            guard request.readsContent else { return page.append(key: key, deadline: entry.expiry.columnValue) }
            (entry.content.bytes ?? []).withUnsafeBytes {
                request.glance(key, $0, entry.expiry.columnValue, RowFacts.unknown, &page)
            }
        }
    }

    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        try begin("reading")
        let records = keys.map { key in memory[key].map { Self.record(key, $0, limit: limit) } }
        let wait = state.withLock { state in
            defer { state.afterReading = nil }
            return state.afterReading
        }
        await wait?()
        return records
    }

    private static func record(_ key: SessionKey, _ entry: Memory.Entry, limit: Int = .max) -> StoredRecord {
        guard let bytes = entry.content.bytes, bytes.count > limit else {
            return StoredRecord(key: key, content: entry.content, expiry: entry.expiry)
        }
        return StoredRecord(
            key: key, content: .head(Array(bytes.prefix(max(1, limit)))), expiry: entry.expiry, size: bytes.count)
    }

    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        try begin("finding")
        return Array(memory.keys.filter { $0.hasPrefix(prefix.bytes) && memory[$0] != nil }.prefix(limit))
    }

    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        try begin("writing", of: write.key, changes: true)
        state.withLock { $0.beforeWriting }?(write.key)
        let now = memory.now
        return memory.change(write.key) { entry in
            guard var new = entry else { return .gone }
            guard new.content == .bytes(write.expecting.content) else { return .changed(Self.record(write.key, new)) }
            if let content = write.content { new.content = .bytes(content) }
            if case .set(let deadline) = write.expiry { new.expiry = deadline }
            entry = new.expiry.hasPassed(at: now) ? nil : new
            return .done(Self.record(write.key, new))
        }
    }

    func move(_ key: SessionKey, to newKey: SessionKey, expecting: Revision) async throws(StoreError) -> MoveOutcome {
        try begin("moving", of: key, changes: true)
        return memory.change(key, newKey) { old, new in
            guard let entry = old else { return .gone }
            guard entry.content == .bytes(expecting.content) else { return .changed(Self.record(key, entry)) }
            guard new == nil else { return .occupied }
            new = entry
            old = nil
            return .done(Self.record(newKey, entry))
        }
    }

    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        try begin("ending", changes: true)
        let outcomes: [EndOutcome] = keys.map { request in
            memory.change(request.key) { entry in
                guard let found = entry else { return .gone }
                if let expected = request.expecting, expected.content != found.content.bytes {
                    return .changed(Self.record(request.key, found))
                }
                entry = nil
                var archived = ArchivedRecord(
                    key: request.key, content: found.content.bytes ?? [], expiry: found.expiry)
                if found.content.bytes == nil { archived.unkept = "it was no record" }
                return .done(archived)
            }
        }
        if let afterEnding = state.withLock({ $0.afterEnding }) { keys.forEach { afterEnding($0.key) } }
        // As a client does whose wait is over: what was sent is done all the same.
        if Task.isCancelled { throw StoreError(.cancelled, while: "ending", on: "memory", detail: "cancelled") }
        return outcomes
    }

    func restore(_ record: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        try begin("restoring", of: record.key, changes: true)
        let now = memory.now
        return memory.change(record.key) { entry in
            guard entry == nil else { return .occupied }
            let back = Memory.Entry(content: .bytes(record.content), expiry: record.expiry ?? .never)
            guard !back.expiry.hasPassed(at: now) else { return .expired }
            entry = back
            return .done(Self.record(record.key, back))
        }
    }

    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try begin("watching")
        let (stops, stop) = AsyncStream<Void>.makeStream()
        let number = memory.watch(deliver)
        let isClosed = state.withLock { state in
            state.stops[number] = stop
            return state.isClosed
        }
        if !isClosed { for await _ in stops { break } }
        memory.stopWatching(number)
        state.withLock { $0.stops[number] = nil }
    }

    func close() async {
        let stops = state.withLock { state in
            state.isClosed = true
            return Array(state.stops.values)
        }
        for stop in stops { stop.finish() }
    }
}

extension Deadline {
    fileprivate var columnValue: Int64 { moment?.milliseconds ?? RowFacts.never }
}
