import Operations
import SessionModel
import Testing

@Suite struct `News that wait` {
    private enum Event: NewsCarrier {
        case feed(ChangeNews, Int)
        case key(Character)

        var carried: (news: ChangeNews, store: Int)? {
            if case .feed(let news, let store) = self { (news, store) } else { nil }
        }

        static func carrying(_ news: ChangeNews, of store: Int) -> Event { .feed(news, store) }

        /// What it is, in a word.
        var word: String {
            switch self {
            case .key(let key): String(key)
            case .feed(.gap(let reason), let store): "gap \(store) \(reason)"
            case .feed(.due, let store): "due \(store)"
            case .feed(.observed(let observations), let store): "\(observations.count) of \(store)"
            case .feed: "other"
            }
        }
    }

    private func observed(_ count: Int, _ store: Int = 0, bytes: Int = 0) -> Event {
        var observation = Observation(key: SessionKey("k"))
        observation.before = [UInt8](repeating: 32, count: bytes)
        return .feed(.observed(Array(repeating: observation, count: count)), store)
    }

    @Test func `are taken in their order`() {
        var queue = NewsQueue<Event>()
        for event in [.key("a"), observed(2), .feed(.gap("one"), 0), .key("b")] { queue.append(event) }

        #expect(queue.take(3).map(\.word) == ["a", "2 of 0", "gap 0 one"])
        #expect(!queue.isEmpty)
        #expect(queue.take().map(\.word) == ["b"])
        #expect(queue.isEmpty)
    }

    @Test func `say once that a store has to be listed again`() {
        var queue = NewsQueue<Event>()
        for _ in 0..<3 {
            for event: Event in [.feed(.due, 1), .feed(.gap("one"), 1), .feed(.gap("two"), 2)] { queue.append(event) }
        }
        #expect(queue.take().map(\.word) == ["due 1", "gap 1 one", "gap 2 two"])

        queue.append(.feed(.gap("later"), 1))
        queue.append(.feed(.due, 1))
        #expect(queue.take().map(\.word) == ["gap 1 later"])
    }

    @Test func `are no more than so many bytes, and a gap stands for what was dropped`() {
        var queue = NewsQueue<Event>(mostBytes: 50_000)
        for _ in 0..<1_000 {
            queue.append(observed(3, 1, bytes: 2_000))
            queue.append(observed(1, 2))
        }
        queue.append(.key("a"))
        let words = queue.take().map(\.word)
        #expect(
            words.filter { $0.hasPrefix("gap") }.sorted() == [
                "gap 1 more changed meanwhile than could be kept", "gap 2 more changed meanwhile than could be kept",
            ])
        #expect(words.count < 60)
        #expect(words.last == "a")

        queue.append(observed(1, 1))
        #expect(queue.take().map(\.word) == ["1 of 1"])
    }

    @Test func `wake whoever waits for them`() async {
        let channel = NewsChannel<Event>()
        let taking = Task {
            var words: [String] = []
            for await _ in channel.arrivals { while let event = channel.next() { words.append(event.word) } }
            return words
        }
        for _ in 0..<100 {
            channel.send(.key("x"))
            await Task.yield()
        }
        channel.finish()

        #expect(await taking.value == Array(repeating: "x", count: 100))
    }
}
