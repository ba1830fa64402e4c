internal import SessionModel
internal import Synchronization

/// An event that may carry what following a store tells.
public protocol NewsCarrier: Sendable {
    /// The news, and the place of the store it is of; nil for any other event.
    var carried: (news: ChangeNews, store: Int)? { get }
    /// The event that carries news of a store.
    static func carrying(_ news: ChangeNews, of store: Int) -> Self
}

/// Events that wait to be taken in, in their order.
///
/// A feed may tell faster than anybody listens, or while nobody does for an hour. So a store is to be listed again once,
/// however often that was said; and where more has been observed than is worth keeping, a gap stands for it.
public struct NewsQueue<Event: NewsCarrier>: Sendable {
    private var events: [Event] = []
    /// About how many bytes the observations that wait take.
    private var weight = 0
    /// The stores of which a gap waits.
    private var gaps: Set<Int> = []
    /// The stores of which it waits that they are due.
    private var due: Set<Int> = []
    /// The stores whose observations were dropped, until the gap that stands for them is taken.
    private var dropped: Set<Int> = []
    private let mostBytes: Int

    /// Creates an empty queue.
    ///
    /// - Parameter mostBytes: About how much memory observations may take.
    public init(mostBytes: Int = 64 << 20) { self.mostBytes = mostBytes }

    /// Whether nothing waits.
    public var isEmpty: Bool { events.isEmpty }

    /// Puts an event behind those that wait.
    public mutating func append(_ event: Event) {
        guard let (news, store) = event.carried else { return events.append(event) }
        switch news {
        case .gap:
            guard gaps.insert(store).inserted else { return }
        case .due:
            guard !gaps.contains(store), due.insert(store).inserted else { return }
        case .observed(let observations):
            guard !dropped.contains(store) else { return }
            weight += observations.reduce(0) { $0 + $1.weight }
        case .connected, .measured, .lost: break
        }
        events.append(event)
        if weight > mostBytes { dropObservations() }
    }

    /// Takes the events that have waited longest.
    public mutating func take(_ limit: Int = .max) -> [Event] {
        let taken = Array(events.prefix(limit))
        events.removeFirst(taken.count)
        for event in taken {
            switch event.carried {
            case (.gap, let store)?:
                gaps.remove(store)
                dropped.remove(store)
            case (.due, let store)?: due.remove(store)
            case (.observed(let observations), _)?: weight -= observations.reduce(0) { $0 + $1.weight }
            case (.connected, _)?, (.measured, _)?, (.lost, _)?, nil: break
            }
        }
        return taken
    }

    private mutating func dropObservations() {
        var stores: Set<Int> = []
        events.removeAll { event in
            guard case (.observed, let store)? = event.carried else { return false }
            stores.insert(store)
            return true
        }
        weight = 0
        dropped.formUnion(stores)
        for store in stores.sorted() {
            append(.carrying(.gap("more changed meanwhile than could be kept"), of: store))
        }
    }
}

/// A queue of events with somebody who waits for them.
public final class NewsChannel<Event: NewsCarrier>: Sendable {
    private let queue: Mutex<NewsQueue<Event>>
    private let wake: AsyncStream<Void>.Continuation
    /// Gives a value whenever there may be something to take, and ends with the channel.
    public let arrivals: AsyncStream<Void>

    /// Creates a channel with nothing in it.
    public init() {
        queue = Mutex(NewsQueue())
        (arrivals, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Leaves an event. Never waits.
    public func send(_ event: Event) {
        queue.withLock { $0.append(event) }
        wake.yield()
    }

    /// Takes the event that has waited longest; nil when there is none.
    public func next() -> Event? { queue.withLock { $0.take(1).first } }

    /// Ends `arrivals` once all that is there was taken.
    public func finish() { wake.finish() }
}

extension Observation {
    /// About how many bytes it takes: a payload that was read takes some times its text.
    fileprivate var weight: Int { 1000 + 4 * (session?.payload?.source.count ?? 0) + (before?.count ?? 0) }
}
