internal import SessionModel
internal import StoreKit
internal import Synchronization

extension Trial {
    func listsNothingWhereNothingIs() async throws {
        try require(try await list().count, is: 0, "the number of rows")
        try require(try await store.keys(withPrefix: place.key(""), limit: 5).count, is: 0, "the number of keys found")
    }

    func listsEachOnce() async throws {
        let keys = (0..<300).map { place.key("r\($0)") }
        try place.put(keys.prefix(150).map { ($0, bytes("{}")) }, lifetime: Self.hour)
        try place.put(keys.dropFirst(150).map { ($0, bytes("{\"a\":1}")) }, lifetime: nil)

        let rows = try await list().rows

        try require(rows.map(\.key), is: keys.sorted(), "the list of keys")
        guard place.keepsExpiry else { return }
        for row in rows {
            let expected = try place.deadline(row.key)
            let told: Deadline = row.deadline == RowFacts.never ? .never : .at(Timestamp(milliseconds: row.deadline))
            try require(
                isSame(told, expected),
                "the deadline of \(row.key.text) is listed as \(told), not \(String(describing: expected))")
        }
    }

    func listsFiveThousand() async throws {
        let keys = (0..<5000).map { place.key("m\($0)") }
        try place.put(keys.map { ($0, bytes("{\"n\":1}")) }, lifetime: Self.hour)

        let rows = try await list().rows

        try require(rows.map(\.key), is: keys.sorted(), "the list of keys")
    }

    func deliversSoon() async throws {
        try place.put((0..<5000).map { (place.key("m\($0)"), bytes("{}")) }, lifetime: Self.hour)
        let pages = Pages()
        let request = ScanRequest(pace: .full, glance: Self.glance)

        try await store.scan(request) { pages.append($0) }

        try require(pages.count > 1, "all \(pages.all.count) rows came in one page")
        try require(pages.all.count, is: 5000, "the number of rows")
    }

    func listsOnlyClaimed() async throws {
        let key = try put("mine")
        try place.putStrangers()

        try require(try await list().rows.map(\.key), is: [key], "the list of keys")
        try require(try await list(readsContent: true).rows.map(\.key), is: [key], "the list of keys with content")
    }

    func glancesAtContent() async throws {
        let words = (0..<50).map { "c\($0)" }
        for word in words { try put(word, "{\"w\":\"\(word)\"}") }

        let page = try await list(readsContent: true)

        try require(page.count, is: 50, "the number of rows")
        let seen = Set((0..<page.count).map { "\(page.key($0).text) \(page.user($0) ?? "-") \(page.facts[$0].size)" })
        let expected = Set(
            words.map { word in
                let content = bytes("{\"w\":\"\(word)\"}")
                return "\(place.key(word).text) \(String(decoding: content.prefix(64), as: UTF8.self)) \(content.count)"
            })
        try require(seen, is: expected, "what the glance saw")
    }

    func stopsListing() async throws {
        try place.put((0..<5000).map { (place.key("m\($0)"), bytes("{}")) }, lifetime: Self.hour)
        let store = store
        let pages = Pages()
        let (gate, opened) = AsyncStream<Void>.makeStream()
        let running = Mutex<Task<Void, any Error>?>(nil)
        let task = Task {
            for await _ in gate {}
            try await store.scan(ScanRequest(pace: .polite, readsContent: true, glance: Self.glance)) { page in
                pages.append(page)
                running.withLock { $0?.cancel() }
            }
        }
        running.withLock { $0 = task }
        opened.finish()

        _ = try await within(patience, "the end of a cancelled listing") { await task.result }

        try require(pages.all.count < 5000, "cancelled at its first page it went on to the last")
        try require(try await list().count, is: 5000, "the number of rows of the next listing")
    }

    func findsByPrefix() async throws {
        let keys = try (0..<20).map { try put("p\($0)") }
        guard let whole = keys.first else { return }
        let common = SessionKey(bytes: zip(keys[0].bytes, keys[1].bytes).prefix { $0 == $1 }.map(\.0))

        try require(try await store.keys(withPrefix: whole, limit: 9), is: [whole], "what begins with a whole key")
        let start = SessionKey(bytes: whole.bytes.dropLast(2))
        let expected = keys.filter { $0.hasPrefix(start.bytes) }.sorted()
        try require(try await store.keys(withPrefix: start, limit: 50).sorted(), is: expected, "what begins like a key")
        try require(try await store.keys(withPrefix: common, limit: 7).count, is: 7, "what a limit of 7 lets through")
        let odd = SessionKey(bytes: whole.bytes + [42])
        try require(try await store.keys(withPrefix: odd, limit: 7).count, is: 0, "what begins like nothing")
    }
}
