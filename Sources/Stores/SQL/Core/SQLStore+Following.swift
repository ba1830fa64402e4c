internal import SessionModel
public import StoreKit
internal import StoreSockets

extension SQLStore {
    public func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await untilClosed("following changes") { () async throws(StoreError) in
            let worker = SQLWorker(engine, lifetime: lifetime, label: "changes")
            var seen = try await snapshot(worker, after: nil).snapshot
            deliver(.connected(feed))
            while true {
                let pause = max(Int64(engine.pollInterval) * 1_000_000_000, seen.cost * Self.duty)
                await rest(nanoseconds: pause)
                do throws(StoreError) {
                    let (fresh, touched) = try await snapshot(worker, after: seen)
                    seen = fresh
                    for start in stride(from: 0, to: touched.count, by: 500) {
                        deliver(.touched(Array(touched[start..<min(start + 500, touched.count)])))
                    }
                } catch {
                    if error.reason == .cancelled { throw error }
                    deliver(.lost(error))
                    seen = try await regain(worker)
                    deliver(.connected(feed))
                    deliver(.gap("the connection was lost"))
                }
            }
        }
    }

    /// Polling takes at most one part in so many of the time: 5 %.
    private static var duty: Int64 { 19 }

    private func regain(_ worker: SQLWorker<Engine>) async throws(StoreError) -> TableSnapshot {
        var pause: Int64 = 500_000_000
        while true {
            await rest(nanoseconds: pause)
            pause = min(pause * 2, 10_000_000_000)
            do throws(StoreError) {
                return try await snapshot(worker, after: nil).snapshot
            } catch {
                if error.reason == .cancelled { throw error }
            }
        }
    }

    private func snapshot(
        _ worker: SQLWorker<Engine>, after seen: TableSnapshot?
    ) async throws(StoreError) -> (snapshot: TableSnapshot, touched: [SessionKey]) {
        let mark = try await worker.perform("following changes") { connection throws(SQLFailure) in
            try connection.changeMark()
        }
        if let seen, let mark, seen.mark == mark { return (seen, []) }
        var walk = SnapshotWalk(engine: engine, table: table, mark: mark)
        while !walk.isDone {
            walk = try await worker.perform("following changes") { [walk] connection throws(SQLFailure) in
                var walk = walk
                // The server's time, and none of what connecting or waiting for a thread takes.
                let start = LocalClock.monotonic()
                try walk.next(connection)
                walk.snapshot.cost += LocalClock.monotonic() - start
                return walk
            }
        }
        return (walk.snapshot, seen.map { walk.snapshot.changes(since: $0) } ?? [])
    }
}
