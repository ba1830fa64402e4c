internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Follows the changes of a table: as the database tells them where it does, and else by looking again and again.
struct TableFollower<Engine: SQLEngine>: Sendable {
    let engine: Engine
    let table: SQLTable
    let lifetime: Lifetime
    let rights: RightsMemory
    let clock: FeedClock
    let deliver: @Sendable (StoreChange) -> Void

    /// What makes the database tell is asked for this often, in nanoseconds.
    static var checking: Int64 { 15_000_000_000 }
    static var action: String { "following changes" }

    /// Follows until the task is cancelled, the store closed, or it fails in a way that waiting does not mend.
    func run() async throws(StoreError) {
        var episode = FeedEpisode()
        while true {
            do throws(StoreError) {
                episode.gap = try await follow(&episode)
            } catch {
                guard error.reason.mayPass else { throw error }
                if episode.lostAt == nil {
                    deliver(.lost(error))
                    episode.lostAt = clock.now()
                }
                await clock.rest(episode.pause.next())
            }
        }
    }

    /// Follows in the best way there is just now; why another may be better.
    private func follow(_ episode: inout FeedEpisode) async throws(StoreError) -> String {
        let worker = SQLWorker(engine, lifetime: lifetime, label: "changes")
        let setup = try await setup(worker)
        let pusher = SQLPusher(engine, table, lifetime: lifetime)
        guard let setup, setup.isActive, let manner = try await open(pusher) else {
            // What is set up and refused stays refused; what is not set up may come to be.
            let look = TableLook(follower: self, worker: worker, pusher: nil, awaitsSetup: setup?.isActive == false)
            return try await look.run(.poll(seconds: engine.pollInterval), &episode)
        }
        guard manner.namesKeys else {
            return try await TableLook(follower: self, worker: worker, pusher: pusher, awaitsSetup: false)
                .run(setup.kind, &episode)
        }
        begin(setup.kind, &episode)
        return try await manner.tellsEarly ? listenTwice(pusher) : listen(pusher)
    }

    /// What makes the database tell, as it is now.
    func setup(_ worker: SQLWorker<Engine>) async throws(StoreError) -> FeedSetup? {
        try await worker.perform(Self.action) { connection throws(SQLFailure) in
            try engine.feedSetup(table, connection)
        }
    }

    /// How the database tells; nil where it tells nothing after all.
    private func open(_ pusher: SQLPusher<Engine>) async throws(StoreError) -> SQLPusher<Engine>.Manner? {
        do throws(SQLFailure) {
            let manner = try await pusher.open()
            rights.pushRefusal = nil
            return manner
        } catch .notPermitted(let words, _) {
            rights.pushRefusal = words
        } catch .unsuitable(let words, _) {
            rights.pushRefusal = words
        } catch .loginRefused(let words) {
            rights.pushRefusal = words
        } catch .refused(let words) {
            rights.pushRefusal = words
        } catch {
            throw inWords(error)
        }
        return nil
    }

    /// Tells that it runs, and what may have been missed before.
    func begin(_ kind: FeedKind, _ episode: inout FeedEpisode) {
        deliver(.connected(kind))
        if let lostAt = episode.lostAt {
            let tenths = (clock.now() - lostAt + 50_000_000) / 100_000_000
            deliver(.gap("reconnected after \(tenths / 10).\(tenths % 10) s"))
        } else if let gap = episode.gap {
            deliver(.gap(gap))
        }
        episode = FeedEpisode()
    }

    // MARK: Told which keys

    private func listen(
        _ pusher: SQLPusher<Engine>, _ echoes: AsyncStream<Echo>.Continuation? = nil
    ) async throws(StoreError) -> String {
        var checked = clock.now()
        while true {
            var isInDoubt = false
            for news in try await told(by: pusher, within: checked + Self.checking - clock.now()) {
                switch news {
                case .touched(let keys):
                    touched(keys)
                    echoes?.yield(Echo(keys: keys, moment: clock.now() + Echo.delay))
                case .gap(let reason): deliver(.gap(reason))
                case .something: deliver(.gap("something changed"))
                case .doubt: isInDoubt = true
                }
            }
            guard isInDoubt || clock.now() >= checked + Self.checking else { continue }
            guard try await isStillSetUp(pusher) else { return Self.setupIsGone }
            checked = clock.now()
        }
    }

    /// Listens, and tells each key a second time.
    private func listenTwice(_ pusher: SQLPusher<Engine>) async throws(StoreError) -> String {
        let (echoes, sink) = AsyncStream<Echo>.makeStream()
        let outcome = await withTaskGroup(of: Result<String, StoreError>?.self) { group in
            group.addTask {
                do throws(StoreError) { return .success(try await listen(pusher, sink)) } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                for await echo in echoes {
                    await clock.rest(echo.moment - clock.now())
                    if !Task.isCancelled { touched(echo.keys) }
                }
                return nil
            }
            var ended: Result<String, StoreError>?
            for await result in group {
                ended = ended ?? result
                group.cancelAll()
            }
            return ended
        }
        guard let outcome else { return Self.setupIsGone }
        return try outcome.get()
    }

    static var setupIsGone: String { "the database tells of changes no more" }
    static var setupIsThere: String { "the database tells of changes from here on" }

    /// What the database tells within some time, in nanoseconds.
    func told(by pusher: SQLPusher<Engine>, within nanoseconds: Int64) async throws(StoreError) -> [SQLNews] {
        do throws(SQLFailure) { return try await pusher.wait(nanoseconds: nanoseconds) } catch { throw inWords(error) }
    }

    func isStillSetUp(_ pusher: SQLPusher<Engine>) async throws(StoreError) -> Bool {
        do throws(SQLFailure) { return try await pusher.isStillSetUp() } catch { throw inWords(error) }
    }

    /// Hands keys on, in pieces that the reader need not gather again.
    func touched(_ keys: [SessionKey]) {
        for start in stride(from: 0, to: keys.count, by: 500) {
            deliver(.touched(Array(keys[start..<min(start + 500, keys.count)])))
        }
    }

    func inWords(_ failure: SQLFailure) -> StoreError {
        failure.inWords(while: Self.action, on: engine.subject, trial: engine.trial)
    }
}
