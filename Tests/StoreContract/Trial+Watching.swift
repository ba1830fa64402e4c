internal import SessionModel
internal import StoreKit
internal import Synchronization

extension Trial {
    /// A watch that has said that it runs.
    private func watching() async throws -> (watch: Watch, feed: FeedKind) {
        let watch = Watch(store)
        let first = try await watch.next("anything") { _ in true }
        guard case .connected(let feed) = first else { throw Breach("it says first: \(first)") }
        return (watch, feed)
    }

    /// Waits until a record is named, or until the store that pushes nothing says it is time to look.
    private func requireReport(of key: SessionKey, _ what: String, _ watch: Watch) async throws {
        _ = try await watch.next(what) { change in
            switch change {
            case .touched(let keys): keys.contains(key)
            case .expired(let named), .evicted(let named): named == key
            case .due: true
            case .connected, .gap, .measured, .lost: false
            }
        }
    }

    /// A word that no other test uses: a feed may tell of all databases of a server.
    private func fresh() -> String { "w\(UInt64.random(in: .min ... .max))" }

    func saysConnectedFirst() async throws {
        let (watch, feed) = try await watching()

        try require(!feed.label.isEmpty, "the feed has no name")
        try require(try await store.examine().feed, is: feed, "the feed it examined")
        _ = await watch.stop()
    }

    func reportsCreation() async throws {
        let (watch, _) = try await watching()

        let key = try put(fresh())

        try await requireReport(of: key, "a new record", watch)
        _ = await watch.stop()
    }

    func reportsChange() async throws {
        let word = fresh()
        let key = try put(word, "old")
        _ = try await list()
        _ = try await record(key)
        let (watch, _) = try await watching()
        for round in 0..<3 {
            _ = try put(word, "changed \(round)")
            try await requireReport(of: key, "change \(round)", watch)
            _ = try await record(key)
        }
        _ = await watch.stop()
    }

    func reportsRemoval() async throws {
        let key = try put(fresh())
        let (watch, _) = try await watching()
        _ = try await record(key)

        try place.remove(key)

        try await requireReport(of: key, "a removed record", watch)
        _ = await watch.stop()
    }

    func reportsTouch() async throws {
        let key = try put(fresh())
        let (watch, _) = try await watching()
        _ = try await record(key)

        try place.touch(key, lifetime: 2 * Self.hour)

        try await requireReport(of: key, "a moved deadline", watch)
        _ = await watch.stop()
    }

    func reportsMany() async throws {
        let (watch, feed) = try await watching()
        guard feed.isPush else {
            _ = await watch.stop()
            return
        }
        let word = fresh()
        let keys = (0..<200).map { place.key("\(word)-\($0)") }
        for key in keys { try place.put(key, bytes("{}"), lifetime: Self.hour) }
        let missing = Mutex(Set(keys))

        _ = try await watch.next("two hundred changes") { change in
            missing.withLock { missing in
                if case .touched(let named) = change { missing.subtract(named) }
                if case .gap = change { missing = [] }
                return missing.isEmpty
            }
        }
        _ = await watch.stop()
    }

    func stopsWatching() async throws {
        let (watch, _) = try await watching()

        _ = try await within(patience, "the end of a cancelled watch") { await watch.stop() }

        let key = try put("after")
        try require(try await record(key)?.content, is: .bytes(bytes("{\"a\":1}")), "what is read afterwards")
    }
}
