internal import StoreKit
internal import Synchronization

/// Whether a store may have thrown a record out for want of memory.
public enum Eviction: Hashable, Sendable {
    /// It never does such a thing.
    case impossible
    /// It threw nothing out in the time in question.
    case none
    /// It threw so many records out.
    case some(Int)
    /// It does not say.
    case unknown
}

/// How many records a store had thrown out at what moments: what happened between an end and the news of it shows in
/// the difference.
final class EvictionRecord: Sendable {
    private struct Entry {
        var at: ContinuousClock.Instant
        var count: Int
    }

    private struct State {
        var entries: [Entry] = []
        var isPossible = true
        /// How old news of an end may be.
        var margin = Duration.seconds(5)
    }

    private let state = Mutex(State())

    /// Begins anew with a feed that was connected.
    func begin(_ kind: FeedKind) {
        state.withLock { state in
            state = State()
            if case .poll(let seconds) = kind { state.margin = .seconds(5 + 3 * seconds) }
        }
    }

    /// Asks the store, and compares with what it said before the end that there is news of.
    func ask(_ store: any SessionStore) async -> Eviction {
        guard state.withLock({ $0.isPossible }) else { return .impossible }
        let count: Int?
        do throws(StoreError) {
            count = try await store.evictions()
        } catch {
            return .unknown
        }
        guard let count else {
            state.withLock { $0.isPossible = false }
            return .impossible
        }
        return state.withLock { state in
            let now = ContinuousClock.now
            let oldEnough = state.entries.lastIndex { $0.at.duration(to: now) >= state.margin } ?? 0
            let before = state.entries.isEmpty ? nil : state.entries[oldEnough].count
            state.entries.removeFirst(min(oldEnough, state.entries.count))
            if state.entries.last?.count != count || state.entries.count < 2 {
                state.entries.append(Entry(at: now, count: count))
            }
            guard let before, before <= count else { return .unknown }
            return before == count ? .none : .some(count - before)
        }
    }
}
