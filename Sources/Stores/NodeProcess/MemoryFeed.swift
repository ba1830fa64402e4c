internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Following by looking: the process remembers what it held at the last look and tells what became different.
struct MemoryFeed: Sendable {
    private static let action = "following changes"
    /// How long a slice of a look may keep the process from its own work, in milliseconds.
    private static let slice = 4

    private let store: NodeStore
    private let watcher: Int
    private let deliver: @Sendable (StoreChange) -> Void

    /// Creates a feed; the number keeps its memory apart from others'.
    init(_ store: NodeStore, watcher: Int, _ deliver: @escaping @Sendable (StoreChange) -> Void) {
        self.store = store
        self.watcher = watcher
        self.deliver = deliver
    }

    /// Delivers changes until the task is cancelled, or the process can't be attached to any more.
    func run() async throws(StoreError) {
        do throws(StoreError) {
            try await follow()
        } catch {
            _ = try? await store.perform(Self.action) { attached throws(NodeFailure) in
                try attached.run("forget", ["watcher": .integer(Int64(watcher))]).kind
            }
            throw error
        }
    }

    private func follow() async throws(StoreError) {
        let interval = Int64(store.target.pollInterval)
        var duty = DutyLimit(interval: interval * 1_000_000_000, isTold: false, now: LocalClock.monotonic())
        var lost: StoreError?
        var pause = GrowingPause(from: 100, to: 5000)
        var isFirst = true
        while true {
            do throws(StoreError) {
                let (touched, cost) = try await look()
                if isFirst || lost != nil { deliver(.connected(.poll(seconds: Int(interval)))) }
                if lost != nil { deliver(.gap("the process was attached to again")) }
                if !isFirst, lost == nil, !touched.isEmpty { deliver(.touched(touched)) }
                (isFirst, lost) = (false, nil)
                pause.reset()
                duty.looked(cost: cost, now: LocalClock.monotonic())
                if let measure = duty.news() { deliver(.measured(measure)) }
                try await store.rest(duty.due - LocalClock.monotonic(), while: Self.action)
            } catch {
                guard error.reason.mayPass, !isFirst else { throw error }
                if lost != error { deliver(.lost(error)) }
                lost = error
                try await store.rest(pause.next(), while: Self.action)
            }
        }
    }

    /// Looks once: what is different from the last time, and how long it took the process, in nanoseconds.
    private func look() async throws(StoreError) -> ([SessionKey], cost: Int64) {
        let walk = try await store.perform(Self.action) { attached throws(NodeFailure) in
            try attached.run("watch", ["watcher": .integer(Int64(watcher))]).rawText
        }
        var touched: [SessionKey] = []
        var cost: Int64 = 0
        while true {
            let isDone = try await store.perform(Self.action) { attached throws(NodeFailure) in
                let answer = try attached.run(
                    "look",
                    ["walk": .integer(Int64(walk) ?? 0), "milliseconds": .integer(Int64(Self.slice))])
                touched +=
                    (answer.child(.key("touched"))?.children).map { $0.compactMap { $0.string.map { SessionKey($0) } } }
                    ?? []
                cost += answer.child(.key("cost"))?.toldDuration ?? 0
                return answer.child(.key("isDone"))?.rawText == "true"
            }
            if isDone { return (touched, cost) }
        }
    }
}
