internal import SessionModel
internal import StoreKit

/// Following by looking: the table is read again and compared, at an interval, and also when the database tells that
/// there is something to see; never so often that it costs more than its share.
struct TableLook<Engine: SQLEngine>: Sendable {
    let follower: TableFollower<Engine>
    let worker: SQLWorker<Engine>
    /// Where the database tells that something changed; nil where it tells nothing.
    let pusher: SQLPusher<Engine>?
    /// Whether what makes the database tell may come to be there.
    let awaitsSetup: Bool

    /// Where the database tells, and nothing cheap shows that nothing changed, looking is a safety net only.
    private static var seldom: Int64 { 60_000_000_000 }

    private var clock: FeedClock { follower.clock }

    /// Looks until there is a better way; which.
    func run(_ kind: FeedKind, _ episode: inout FeedEpisode) async throws(StoreError) -> String {
        var duty = DutyLimit(
            interval: Int64(follower.engine.pollInterval) * 1_000_000_000, isTold: pusher != nil, now: clock.now())
        var seen = try await snapshot(after: nil).snapshot
        if pusher != nil, seen.mark == nil { duty.interval = Self.seldom }
        duty.looked(cost: seen.cost, now: clock.now())
        follower.begin(kind, &episode)
        if let measure = duty.news() { follower.deliver(.measured(measure)) }
        var checked = clock.now()
        while true {
            let next = try await wait(until: min(duty.due, checked + TableFollower<Engine>.checking))
            if next == .check || clock.now() >= checked + TableFollower<Engine>.checking {
                if let reason = try await turn() { return reason }
                checked = clock.now()
            }
            guard next == .look || clock.now() >= duty.due else { continue }
            await clock.rest(duty.earliest - clock.now())
            let (fresh, touched) = try await snapshot(after: seen)
            seen = fresh
            follower.touched(touched)
            duty.looked(cost: fresh.cost, now: clock.now())
            if let measure = duty.news() { follower.deliver(.measured(measure)) }
        }
    }

    /// What ended a wait.
    private enum Next {
        case time, look, check
    }

    private func wait(until moment: Int64) async throws(StoreError) -> Next {
        guard let pusher else {
            await clock.rest(moment - clock.now())
            // The sleep of a task that is cancelled is over at once.
            if Task.isCancelled { throw follower.inWords(.cancelled) }
            return .time
        }
        var next = Next.time
        for news in try await follower.told(by: pusher, within: moment - clock.now()) {
            switch news {
            case .something: if next == .time { next = .look }
            case .touched(let keys): follower.touched(keys)
            case .gap(let reason): follower.deliver(.gap(reason))
            case .doubt: next = .check
            }
        }
        return next
    }

    /// Why there is a better way now; nil where there is none.
    private func turn() async throws(StoreError) -> String? {
        if let pusher {
            return try await follower.isStillSetUp(pusher) ? nil : TableFollower<Engine>.setupIsGone
        }
        guard awaitsSetup, try await follower.setup(worker)?.isActive == true else { return nil }
        return TableFollower<Engine>.setupIsThere
    }

    private func snapshot(
        after seen: TableSnapshot?
    ) async throws(StoreError) -> (snapshot: TableSnapshot, touched: [SessionKey]) {
        let (mark, cost) = try await worker.perform(TableFollower<Engine>.action) { connection throws(SQLFailure) in
            let start = clock.now()
            return (try connection.changeMark(), clock.now() - start)
        }
        if var seen, let mark, seen.mark == mark {
            seen.cost = cost
            return (seen, [])
        }
        var walk = SnapshotWalk(engine: follower.engine, table: follower.table, mark: mark)
        walk.snapshot.cost = cost
        while !walk.isDone {
            walk = try await worker.perform(TableFollower<Engine>.action) { [walk] connection throws(SQLFailure) in
                var walk = walk
                // The server's time, and none of what connecting or waiting for a thread takes.
                let start = clock.now()
                try walk.next(connection)
                walk.snapshot.cost += clock.now() - start
                return walk
            }
        }
        return (walk.snapshot, seen.map { walk.snapshot.changes(since: $0) } ?? [])
    }
}
