internal import SessionModel
public import StoreKit
internal import StoreSockets

extension MongoStore {
    public func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        let worker = MongoWorker(target, lifetime: lifetime, label: "changes")
        defer { Task { await worker.drop() } }
        let progress = FeedProgress()
        var pause = GrowingPause(from: 500, to: 10_000)
        var isLost = false
        while true {
            do throws(StoreError) {
                try await follow(worker, progress, deliver)
            } catch {
                guard error.reason.mayPass else { throw error }
                if progress.takeNews() { pause.reset() }
                if progress.takeConnection() || !isLost { deliver(.lost(error)) }
                isLost = true
                try await rest(pause.next())
            }
        }
    }

    /// Follows in the best way there is, until a stream ends.
    private func follow(
        _ worker: MongoWorker, _ progress: FeedProgress, _ deliver: @escaping @Sendable (StoreChange) -> Void
    ) async throws(StoreError) {
        let choice = try await worker.perform(Self.following) { connection throws(MongoFailure) in
            try feed(connection, try commands(connection).server)
        }
        switch choice.kind {
        case .push: try await followStream(worker, choice.kind, progress, deliver)
        case .poll: try await poll(worker, choice.kind, progress, deliver)
        }
    }

    static var following: String { "following changes" }

    // MARK: Pushed

    /// Follows a stream until its collection is another, or the first documents tell of another place than it was opened
    /// for.
    private func followStream(
        _ worker: MongoWorker, _ kind: FeedKind, _ progress: FeedProgress,
        _ deliver: @escaping @Sendable (StoreChange) -> Void
    ) async throws(StoreError) {
        let place = place
        try await worker.follow(Self.following) { connection, isOver throws(MongoFailure) in
            try stream(connection, progress, kind, isOver, deliver)
        }
        progress.begin(
            anew: place == self.place
                ? "the collection was dropped or renamed" : "the first sessions have told how they are kept")
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

    /// Looks again and again until that fails.
    private func poll(
        _ worker: MongoWorker, _ kind: FeedKind, _ progress: FeedProgress,
        _ deliver: @escaping @Sendable (StoreChange) -> Void
    ) async throws(StoreError) {
        var seen = try await snapshot(worker)
        let gap = progress.connect(nil)
        deliver(.connected(kind))
        if let gap { deliver(.gap(gap)) }
        while true {
            try await rest(max(Int64(target.pollInterval) * 1_000_000_000, seen.cost * Self.duty))
            let fresh = try await snapshot(worker)
            progress.note(nil)
            let touched = fresh.changes(since: seen)
            seen = fresh
            for start in stride(from: 0, to: touched.count, by: 500) {
                deliver(.touched(Array(touched[start..<min(start + 500, touched.count)])))
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
