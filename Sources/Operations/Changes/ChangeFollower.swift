public import SessionModel
public import StoreKit
internal import Synchronization

/// What following a store's changes tells.
public enum ChangeNews: Sendable {
    /// The feed runs, in this way.
    case connected(FeedKind)
    /// These records were read again because something was said of them.
    case observed([Observation])
    /// Something may have been missed: why. The list must be read again.
    case gap(String)
    /// The store pushes nothing, and it is time to list again.
    case due
    /// What following costs the store just now.
    case measured(FeedMeasure)
    /// The connection is lost; the feed tries again by itself.
    case lost(StoreError)
}

/// What a second look at a record showed.
public struct Observation: Sendable {
    /// Which record.
    public var key: SessionKey
    /// What is there now; nil when it is gone.
    public var session: Session?
    /// Which fields differ from when it was last read; nil when it had not been read.
    public var changes: [FieldChange]?
    /// Whether it holds something else than when it was last read, though which fields differ can't be told: it can't
    /// be read, or could not before, or is too large to be kept.
    public var hasOtherData = false
    /// Whether the store said that its time was up.
    public var saidExpired: Bool
    /// Whether the store said that it threw it out for want of memory.
    public var saidEvicted = false
    /// Whether the store may have thrown it out without saying so.
    public var eviction = Eviction.unknown
    /// What its payload was when it was last read; nil when it had not been read, or is not kept.
    public var before: [UInt8]?
    /// What tells the payload from others, whatever the key; nil for an empty or unread one.
    public var fingerprint: Int?

    /// Creates an observation; by default of a record that is gone.
    public init(
        key: SessionKey, session: Session? = nil, changes: [FieldChange]? = nil, saidExpired: Bool = false,
        fingerprint: Int? = nil
    ) {
        self.key = key
        self.session = session
        self.changes = changes
        self.saidExpired = saidExpired
        self.fingerprint = fingerprint
    }
}

/// Follows a store's change feed and reads what it names: coalesced, in bounded batches, one question at a time.
public final class ChangeFollower: Sendable {
    private let target: OpenStore
    private let pending = Mutex(Pending())
    private let memory = Mutex(RecordMemory())
    private let evictions = EvictionRecord()
    private let turns = Turns()
    /// More keys than this in one go are a gap: reading them all would cost more than listing.
    private static let mostPending = 50_000

    private struct Pending {
        var keys: [SessionKey: Said] = [:]
        var order: [SessionKey] = []
        /// Whether the store is to be asked for its count of evictions, to compare with later.
        var wantsCount = false
    }

    /// What the store said of a record beside that something happened to it.
    private struct Said: OptionSet {
        let rawValue: UInt8
        static let expired = Said(rawValue: 1)
        static let evicted = Said(rawValue: 2)
    }

    /// Creates a follower of a store.
    public init(_ target: OpenStore) {
        self.target = target
    }

    /// Remembers what a record held, so that a later change can be told field by field. What is remembered already
    /// stays: a look between a change and the news of it must not swallow the change.
    public func remember(_ session: Session) {
        memory.withLock { memory in
            if memory.content(session.key) == nil { memory.remember(session) }
        }
    }

    /// Follows until the task is cancelled or the store is closed.
    public func follow(_ deliver: @escaping @Sendable (ChangeNews) -> Void) async throws(StoreError) {
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let outcome = await withTaskGroup(of: Result<Void, StoreError>?.self) { group in
            group.addTask {
                defer { wake.finish() }
                do throws(StoreError) {
                    try await self.target.store.watch { self.note($0, deliver, wake) }
                    return .success(())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                for await _ in wakes { await self.readPending(deliver) }
                return nil
            }
            var result: Result<Void, StoreError> = .success(())
            for await finished in group {
                if let finished { result = finished }
            }
            return result
        }
        try outcome.get()
    }

    private func note(
        _ change: StoreChange, _ deliver: @Sendable (ChangeNews) -> Void, _ wake: AsyncStream<Void>.Continuation
    ) {
        switch change {
        case .connected(let kind):
            evictions.begin(kind)
            pending.withLock { $0.wantsCount = true }
            wake.yield()
            deliver(.connected(kind))
        case .gap(let reason): deliver(.gap(reason))
        case .due: deliver(.due)
        case .measured(let measure): deliver(.measured(measure))
        case .lost(let error): deliver(.lost(error))
        case .touched(let keys): add(keys.map { ($0, []) }, deliver, wake)
        case .expired(let key): add([(key, .expired)], deliver, wake)
        case .evicted(let key): add([(key, .evicted)], deliver, wake)
        }
    }

    private func add(
        _ keys: [(SessionKey, Said)], _ deliver: @Sendable (ChangeNews) -> Void, _ wake: AsyncStream<Void>.Continuation
    ) {
        let overflows = pending.withLock { pending in
            for (key, said) in keys {
                if let known = pending.keys[key] {
                    pending.keys[key] = known.union(said)
                } else {
                    pending.keys[key] = said
                    pending.order.append(key)
                }
            }
            if pending.order.count <= Self.mostPending { return false }
            pending.keys = [:]
            pending.order = []
            return true
        }
        if overflows { deliver(.gap("more changes at once than can be read one by one")) }
        wake.yield()
    }

    private func takeWish() -> Bool {
        pending.withLock { pending in
            defer { pending.wantsCount = false }
            return pending.wantsCount
        }
    }

    private func readPending(_ deliver: @Sendable (ChangeNews) -> Void) async {
        if takeWish() { _ = await evictions.ask(target.store) }
        while !Task.isCancelled {
            let batch = pending.withLock { pending in
                let keys = Array(pending.order.prefix(OpenStore.batch))
                pending.order.removeFirst(keys.count)
                return keys.map { ($0, pending.keys.removeValue(forKey: $0) ?? []) }
            }
            if batch.isEmpty { return }
            do throws(StoreError) {
                try await look(at: batch) { deliver(.observed($0)) }
            } catch {
                deliver(.gap("changes could not be read: \(error.detail)"))
                return
            }
        }
    }

    /// Reads records again outside the feed, for a confirmation or a repair, and tells what they show.
    ///
    /// - Parameter deliver: Told before any later look, so that no older observation comes after a newer one.
    public func look(
        again keys: [SessionKey], deliver: ([Observation]) -> Void
    ) async throws(StoreError) {
        try await look(at: keys.map { ($0, []) }, deliver)
    }

    private func look(
        at batch: [(SessionKey, Said)], _ deliver: ([Observation]) -> Void
    ) async throws(StoreError) {
        await turns.take()
        defer { turns.give() }
        let sessions = try await target.sessions(batch.map(\.0))
        deliver(await observe(batch, sessions))
    }

    private func observe(_ batch: [(SessionKey, Said)], _ sessions: [Session?]) async -> [Observation] {
        let isAsked = zip(batch, sessions).contains { entry, session in session == nil && entry.1.isEmpty }
        let eviction = isAsked ? await evictions.ask(target.store) : .unknown
        return memory.withLock { memory in
            zip(batch, sessions).map { entry, session in
                let before = memory.content(entry.0)
                var observation = Observation(
                    key: entry.0, session: session, changes: nil, saidExpired: entry.1.contains(.expired),
                    fingerprint: nil)
                observation.saidEvicted = entry.1.contains(.evicted)
                observation.eviction = eviction
                observation.before = before?.payload
                guard let session else {
                    observation.fingerprint = before?.fingerprint
                    memory.forget(entry.0)
                    return observation
                }
                memory.remember(session)
                let now = memory.content(entry.0)
                observation.fingerprint = now?.fingerprint
                if let before, before.payload == nil || now?.payload == nil {
                    observation.hasOtherData = before.digest != now?.digest
                } else if let payload = session.payload,
                    let old = before?.payload.flatMap({ try? Payload(parsing: $0) })
                {
                    observation.changes = old.differences(to: payload, limit: 50)
                        .filter { !session.isBookkeeping($0.path) }
                }
                return observation
            }
        }
    }
}

/// The payloads that were read last, within a bound of memory.
private struct RecordMemory {
    struct Content {
        /// The payload; nil for one that can't be read, or is too large to be kept.
        var payload: [UInt8]?
        var fingerprint: Int?
        /// What tells what it holds from other data, where the payload does not.
        var digest: Int
        var age: UInt64

        /// About how many bytes it takes.
        var cost: Int { 64 + (payload?.count ?? 0) }
    }

    private var contents: [SessionKey: Content] = [:]
    private var bytes = 0
    private var clock: UInt64 = 0
    private static let mostBytes = 32 << 20
    /// A larger payload is not kept: its changes are told without fields.
    private static let largest = 256 << 10

    func content(_ key: SessionKey) -> Content? { contents[key] }

    mutating func remember(_ session: Session) {
        let payload = session.payload.map(\.source).flatMap { $0.count <= Self.largest ? $0 : nil }
        let fingerprint = session.fingerprint
        clock += 1
        let content = Content(
            payload: payload, fingerprint: fingerprint,
            digest: fingerprint ?? session.record.content.hashValue, age: clock)
        if let old = contents.updateValue(content, forKey: session.key) { bytes -= old.cost }
        bytes += content.cost
        if bytes > Self.mostBytes { dropOldest() }
    }

    mutating func forget(_ key: SessionKey) {
        if let old = contents.removeValue(forKey: key) { bytes -= old.cost }
    }

    /// Drops the older half at once, so that dropping stays cheap.
    private mutating func dropOldest() {
        let ages = contents.values.map(\.age).sorted()
        let middle = ages[ages.count / 2]
        contents = contents.filter { $0.value.age > middle }
        bytes = contents.values.reduce(0) { $0 + $1.cost }
    }
}

extension Session {
    /// Whether a path is one in which the framework only notes that the session was used.
    func isBookkeeping(_ path: PayloadPath) -> Bool { bookkeepingPaths.contains(where: path.isWithin) }

    /// A number that is equal for sessions whose data is, bookkeeping left out; nil when there is no data.
    var fingerprint: Int? {
        guard let payload, payload.root.kind == .object else { return nil }
        var hasher = Hasher()
        var count = 0
        for child in payload.root.children {
            guard let key = child.key, !bookkeepingPaths.contains(where: { $0.steps.first == .key(key) }) else {
                continue
            }
            hasher.combine(key)
            hasher.combine(child.raw)
            count += 1
        }
        return count == 0 ? nil : hasher.finalize()
    }
}
