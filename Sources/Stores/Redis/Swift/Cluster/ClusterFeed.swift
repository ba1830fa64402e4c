internal import SessionModel
internal import StoreKit

/// Follows the changes of all masters as one feed, and begins anew when the slots are shared out in another way.
struct ClusterFeed: Sendable {
    /// The cluster.
    let store: ClusterStore
    /// Is told of changes.
    let deliver: @Sendable (StoreChange) -> Void

    /// Every how many seconds it is looked how the slots are shared out; each second while a master is lost.
    private static let interval = 5
    /// How long after a failure it is tried again.
    private static let pause = Duration.seconds(1)

    /// Delivers changes until the task is cancelled, or a reconnect fails for a reason that waiting does not mend.
    func run() async throws(StoreError) {
        var gap: String?
        var told: StoreError?
        while true {
            do throws(StoreError) {
                let topology = try await topology()
                told = nil
                try await follow(topology, gap: gap)
                gap = "the cluster's slots are shared out in another way"
            } catch {
                guard error.reason.mayPass, !Task.isCancelled else { throw error }
                if told != error { deliver(.lost(error)) }
                told = error
                gap = gap ?? "reconnected"
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func topology() async throws(StoreError) -> ClusterTopology {
        try await store.inWords("following changes") { () throws(RedisFailure) in try await store.current() }
    }

    /// Follows the masters until one of them can't be followed any more, or others have the slots.
    private func follow(_ topology: ClusterTopology, gap: String?) async throws(StoreError) {
        let merger = FeedMerger(count: topology.masters.count, gap: gap, deliver: deliver)
        let failure = await withTaskGroup(of: StoreError?.self) { group in
            for (number, master) in topology.masters.enumerated() {
                group.addTask { await watch(master) { merger.receive($0, from: number) } }
            }
            group.addTask {
                await lookOut(topology, merger)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        if let failure { throw failure }
        if Task.isCancelled { throw RedisFailure.cancelled.inWords(while: "following changes", on: store.target) }
    }

    private func watch(
        _ master: RedisTarget.Server, _ receive: @escaping @Sendable (StoreChange) -> Void
    ) async -> StoreError? {
        do throws(StoreError) {
            let node = try await store.inWords("following changes") { () throws(RedisFailure) in
                try await store.node(master)
            }
            try await node.watch(receive)
            return nil
        } catch {
            return error
        }
    }

    /// Comes back when the slots are shared out in another way, or the task is cancelled.
    private func lookOut(_ topology: ClusterTopology, _ merger: FeedMerger) async {
        var seconds = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            seconds += 1
            guard seconds % Self.interval == 0 || !merger.isWhole else { continue }
            if let fresh = try? await store.renewed(since: topology), fresh != topology { return }
        }
    }
}
