internal import SessionModel
public import StoreKit

extension MongoStore {
    public func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        let worker = MongoWorker(target, lifetime: lifetime, label: "changes")
        defer { Task { await worker.drop() } }
        var gap: String?
        while true {
            let choice = try await worker.perform(Self.following) { connection throws(MongoFailure) in
                try feed(connection, try commands(connection).server)
            }
            switch choice.kind {
            case .push: try await followStream(worker, choice.kind, gap, deliver)
            case .poll: try await poll(worker, choice.kind, gap, deliver)
            }
            // Only a stream ends, and only where the first documents are other sessions than it could name.
            gap = "the first sessions have told how they are kept"
        }
    }

    static var following: String { "following changes" }

    // MARK: Pushed

    /// Follows streams until the first documents tell of another place than they were opened for.
    ///
    /// - Parameter gap: Why something may have been missed before; nil where nothing was.
    private func followStream(
        _ worker: MongoWorker, _ kind: FeedKind, _ gap: String?, _ deliver: @escaping @Sendable (StoreChange) -> Void
    ) async throws(StoreError) {
        let place = place
        let progress = FeedProgress()
        if let gap { progress.begin(anew: gap) }
        var pause = FeedPause()
        while true {
            do throws(StoreError) {
                try await worker.follow(Self.following) { connection, isOver throws(MongoFailure) in
                    try stream(connection, progress, kind, isOver, deliver)
                }
                if place != self.place { return }
                progress.begin(anew: "the collection was dropped or renamed")
            } catch {
                if error.reason == .cancelled || progress.isFirst { throw error }
                if progress.takeNews() { pause = FeedPause() }
                if progress.takeConnection() { deliver(.lost(error)) }
                try await rest(pause.next())
            }
        }
    }

    /// Opens a stream where the last one ended, and follows it.
    private func stream(
        _ connection: MongoConnection, _ progress: FeedProgress, _ kind: FeedKind, _ isOver: @Sendable () -> Bool,
        _ deliver: @Sendable (StoreChange) -> Void
    ) throws(MongoFailure) {
        let place = place
        let follower = ChangeFollower(place: place)
        do throws(MongoFailure) {
            let stream = try follower.open(connection, after: progress.token)
            let gap = progress.connect(stream.token)
            if isOver() { return }
            deliver(.connected(kind))
            if let gap { deliver(.gap(gap)) }
            try follower.follow(
                stream,
                isOver: { () throws(MongoFailure) in
                    if isOver() { return true }
                    try learnPlace(connection)
                    return place != self.place
                }, note: { progress.note($0) }, deliver: deliver)
        } catch {
            if case .feedCut(let words) = error { progress.begin(anew: words) }
            throw error
        }
    }

    // MARK: Polled

    /// Polling takes at most one part in so many of the time: 5 %.
    private static var duty: Int64 { 19 }

    private func poll(
        _ worker: MongoWorker, _ kind: FeedKind, _ gap: String?, _ deliver: @escaping @Sendable (StoreChange) -> Void
    ) async throws(StoreError) {
        var seen = try await snapshot(worker)
        deliver(.connected(kind))
        if let gap { deliver(.gap(gap)) }
        while true {
            try await rest(max(Int64(target.pollInterval) * 1_000_000_000, seen.cost * Self.duty))
            do throws(StoreError) {
                let fresh = try await snapshot(worker)
                let touched = fresh.changes(since: seen)
                seen = fresh
                for start in stride(from: 0, to: touched.count, by: 500) {
                    deliver(.touched(Array(touched[start..<min(start + 500, touched.count)])))
                }
            } catch {
                if error.reason == .cancelled { throw error }
                deliver(.lost(error))
                seen = try await regain(worker)
                deliver(.connected(kind))
                deliver(.gap("the connection was lost"))
            }
        }
    }

    private func regain(_ worker: MongoWorker) async throws(StoreError) -> CollectionSnapshot {
        var pause = FeedPause()
        while true {
            try await rest(pause.next())
            do throws(StoreError) {
                return try await snapshot(worker)
            } catch {
                if error.reason == .cancelled { throw error }
            }
        }
    }

    private func snapshot(_ worker: MongoWorker) async throws(StoreError) -> CollectionSnapshot {
        try await worker.follow(Self.following) { connection, isOver throws(MongoFailure) in
            let commands = try commands(connection)
            return try SnapshotWalk(place: commands.place).look(connection, commands, isOver: isOver)
        }
    }
}
