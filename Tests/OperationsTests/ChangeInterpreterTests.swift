import Operations
import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import Testing

/// A console that follows a store in memory: what happens there comes out as events.
private struct Console {
    let desk: Desk
    let follower: ChangeFollower
    var interpreter = ChangeInterpreter()
    var table: SessionTable
    private var tells = false

    init() throws {
        desk = try Desk()
        follower = ChangeFollower(desk.target)
        table = SessionTable(layouts: desk.target.context.layouts)
    }

    /// Looks at these sessions again, as the feed would have it, and gives the events.
    mutating func events(_ ids: String..., expired: Bool = false, source: SessionEvent.Source = .push) async throws
        -> [SessionEvent]
    {
        let now = desk.memory.now
        var events: [SessionEvent] = []
        var observations: [Observation] = []
        try await follower.look(again: ids.map(desk.key)) { observations = $0 }
        for var observation in observations {
            observation.saidExpired = expired
            if let event = interpreter.interpret(observation, source: source, table: &table, at: now, storeTime: now) {
                events.append(event)
            }
        }
        return events
    }

    mutating func kinds(_ ids: String..., expired: Bool = false) async throws -> [SessionEvent.Kind] {
        var kinds: [SessionEvent.Kind] = []
        for id in ids { kinds += try await events(id, expired: expired).map(\.kind) }
        return kinds
    }

    func put(_ id: String, _ text: String, lifetime: Int64? = 3_600_000) {
        desk.memory.put(desk.key(id), text, lifetime: lifetime)
    }

    func remove(_ id: String) { desk.memory.remove(desk.key(id)) }
}

@Suite struct `What happened to a session` {
    private var console: Console

    init() throws { console = try Console() }

    @Test mutating func `is that it was created, once`() async throws {
        console.put("p", #"{"user_id":7}"#)

        let events = try await console.events("p")

        #expect(events.map(\.kind) == [.created])
        #expect(events[0].user == "7")
        #expect(events[0].key == console.desk.key("p"))
        #expect(events[0].id == SessionID(try #require(Desk.ids["p"])))
        #expect(events[0].deadline == console.desk.later(3_600_000))
        #expect(events[0].source == .push)
        #expect(try await console.kinds("p", "p").isEmpty)
        #expect(console.table.count == 1)
    }

    @Test(arguments: ["no JSON", #"{"user_id":7,"big":""# + String(repeating: "x", count: 300_000) + #""}"#])
    mutating func `is that it changed, where its fields can't be compared`(text: String) async throws {
        console.put("p", #"{"user_id":7}"#)
        _ = try await console.events("p")

        console.put("p", text)
        let events = try await console.events("p")
        #expect(events.map(\.kind) == [.changed])
        #expect(events.first?.changes == [])
        #expect(try await console.kinds("p").isEmpty)

        console.put("p", text.replacing("x", with: "y").replacing("J", with: "Y"))
        #expect(try await console.kinds("p") == [.changed])
        console.put("p", #"{"user_id":7}"#)
        #expect(try await console.kinds("p") == [.changed])
    }

    @Test mutating func `is which fields changed`() async throws {
        console.put("p", #"{"user_id":7,"cart":[1],"gone":true}"#)
        _ = try await console.kinds("p")
        console.put("p", #"{"user_id":8,"cart":[1,2],"new":{"a":1}}"#)

        let events = try await console.events("p")

        #expect(events.map(\.kind) == [.changed])
        #expect(
            events[0].changes.map { "\($0.path) \($0.old ?? "-") \($0.new ?? "-")" } == [
                "gone true -", "user_id 7 8", "cart[1] - 2", "new - {\"a\":1}",
            ])
        #expect(events[0].user == "8")
        #expect(console.table.row(of: console.desk.key("p")).map { console.table.user($0) } == "8")
    }

    @Test mutating func `is only a touch when its deadline moved`() async throws {
        console.put("p", #"{"user_id":7}"#)
        _ = try await console.kinds("p")
        console.desk.memory.pass(milliseconds: 5000)
        console.put("p", #"{ "user_id": 7 }"#)

        #expect(try await console.kinds("p") == [.touched])
        #expect(try await console.kinds("p").isEmpty)
        #expect(
            console.table.row(of: console.desk.key("p")).map(console.table.deadline)
                == console.desk.later(3_600_000).tableValue)
    }

    @Test mutating func `is only a touch when the framework noted the time`() async throws {
        console.put("p", #"{"_created":1,"_accessed":5,"a":1}"#)
        _ = try await console.kinds("p")
        console.desk.memory.pass(milliseconds: 5000)
        console.put("p", #"{"_created":1,"_accessed":10,"a":1}"#)

        #expect(try await console.kinds("p") == [.touched])
    }

    @Test mutating func `is that its time was up, by its deadline or the store's word`() async throws {
        console.put("p", #"{"a":1}"#, lifetime: 1000)
        console.put("q", #"{"a":2}"#)
        _ = try await console.kinds("p", "q")
        console.desk.memory.pass(milliseconds: 1000)
        console.remove("q")

        #expect(try await console.kinds("p") == [.expired])
        #expect(try await console.kinds("q", expired: true) == [.expired])
        #expect(console.table.count == 0)
    }

    @Test mutating func `is that somebody ended it, when its time was not up`() async throws {
        console.put("p", #"{"user_id":7}"#)
        console.put("q", #"{"a":1}"#, lifetime: nil)
        _ = try await console.kinds("p", "q")
        console.remove("p")
        console.remove("q")

        let events = try await console.events("p", "q")

        #expect(events.map(\.kind) == [.destroyed, .destroyed])
        #expect(events.map(\.user) == ["7", nil])
        #expect(try await console.kinds("p", "q").isEmpty)
    }

    @Test mutating func `is a fresh id, the old one gone first`() async throws {
        console.put("p", #"{"user_id":7}"#)
        _ = try await console.kinds("p")
        console.remove("p")
        console.put("q", #"{"user_id":7}"#)

        let events = try await console.events("p", "q")

        #expect(events.map(\.kind) == [.destroyed, .regenerated])
        #expect(events[1].oldKey == console.desk.key("p"))
        #expect(events[1].key == console.desk.key("q"))
        #expect(events[1].source == .derived)
    }

    @Test mutating func `is a fresh id, the new one there first`() async throws {
        console.put("p", #"{"user_id":7,"_created":1,"_accessed":1}"#)
        _ = try await console.kinds("p")
        console.desk.memory.pass(milliseconds: 6000)
        console.put("q", #"{"user_id":7,"_created":1,"_accessed":9}"#)
        let first = try await console.kinds("q")
        console.remove("p")

        let events = try await console.events("p")

        #expect(first == [.created])
        #expect(events.map(\.kind) == [.regenerated])
        #expect(events[0].oldKey == console.desk.key("p"))
        #expect(events[0].key == console.desk.key("q"))
        #expect(console.table.count == 1)
    }

    @Test mutating func `is no fresh id when the payloads differ, are empty, or time has passed`() async throws {
        console.put("p", #"{"user_id":7}"#)
        console.put("a", "{}")
        _ = try await console.kinds("p", "a")
        console.remove("p")
        console.remove("a")
        _ = try await console.kinds("p", "a")
        console.put("q", #"{"user_id":8}"#)
        console.put("b", "{}")

        #expect(try await console.kinds("q", "b") == [.created, .created])
        console.desk.memory.pass(milliseconds: 6000)
        console.put("c", #"{"user_id":7}"#)
        #expect(try await console.kinds("c") == [.created])
    }

    @Test mutating func `is no fresh id when one of two alike ends by its time`() async throws {
        console.put("p", #"{"cart":[]}"#, lifetime: 1000)
        _ = try await console.kinds("p")
        console.put("q", #"{"cart":[]}"#)
        _ = try await console.kinds("q")
        console.desk.memory.pass(milliseconds: 1000)

        #expect(try await console.kinds("p") == [.expired])
    }

    @Test mutating func `is a return, when the operator had ended it`() async throws {
        console.put("p", #"{"user_id":7}"#)
        _ = try await console.kinds("p")
        console.interpreter.noteEnded([console.desk.key("p")], at: console.desk.memory.now)
        console.remove("p")
        _ = try await console.kinds("p")
        console.desk.memory.pass(milliseconds: 1300)
        console.put("p", #"{"user_id":7}"#)

        let events = try await console.events("p")

        #expect(events.map(\.kind) == [.returned])
        #expect(events[0].note == "came back 1.3 s after it was ended")
    }

    @Test mutating func `is no return after half a minute, nor when the operator brought it back`() async throws {
        let key = console.desk.key("p")
        console.interpreter.noteEnded([key, console.desk.key("q")], at: console.desk.memory.now)
        console.interpreter.noteRestored([key])
        console.put("p", #"{"user_id":7}"#)
        #expect(try await console.kinds("p") == [.created])
        console.desk.memory.pass(milliseconds: 30_000)
        console.put("q", #"{"a":1}"#)

        #expect(try await console.kinds("q") == [.created])
    }

    @Test mutating func `says how it is known`() async throws {
        console.put("p", #"{"user_id":7}"#)
        _ = try await console.kinds("p")
        console.put("p", #"{"user_id":8}"#)

        #expect(try await console.events("p", source: .operator).map(\.source) == [.operator])
    }

    @Test mutating func `is told without hidden values`() async throws {
        console.put("p", #"{"token":"s3cret1","user":{"password":"s3cret2"}}"#)
        _ = try await console.kinds("p")
        console.put("p", #"{"token":"s3cret3","user":{"password":"s3cret4","name":"kim"}}"#)

        let text = try #require(try await console.events("p").first).json(store: console.desk.target).text

        #expect(!text.contains("s3cret"))
        #expect(text.contains("kim"))
        #expect(try Payload(parsing: text).node(at: PayloadPath(parsing: "changes[0].new"))?.string == "********")
    }
}

@Suite(.timeLimit(.minutes(5))) struct `Following a store` {
    /// The news as they come, one after the other.
    private func follow(_ desk: Desk) -> (news: AsyncStream<ChangeNews>, task: Task<Void, any Error>) {
        let follower = ChangeFollower(desk.target)
        let (news, sink) = AsyncStream<ChangeNews>.makeStream()
        let task = Task {
            defer { sink.finish() }
            try await follower.follow { sink.yield($0) }
        }
        return (news, task)
    }

    @Test func `reads again what the feed names, and ends when the task is cancelled`() async throws {
        let desk = try Desk()
        let (news, task) = follow(desk)
        var seen: [SessionKey] = []
        for await item in news {
            switch item {
            case .connected:
                desk.memory.put(desk.key("p"), #"{"a":1}"#)
                desk.memory.put(desk.key("q"), #"{"a":1}"#)
            case .observed(let observations):
                seen += observations.map(\.key)
                #expect(observations.allSatisfy { $0.session?.payload != nil })
            case .gap, .due, .measured, .lost: Issue.record("\(item)")
            }
            if Set(seen).count == 2 { task.cancel() }
        }

        _ = await task.result
        #expect(Set(seen) == [desk.key("p"), desk.key("q")])
    }

    @Test func `says that there is a gap when it can't read what the feed names, and goes on`() async throws {
        let desk = try Desk()
        let (news, task) = follow(desk)
        var gaps = 0
        for await item in news {
            switch item {
            case .connected:
                desk.store.fail("reading", StoreError(.timedOut, while: "reading", on: "x", detail: "no answer"))
                desk.memory.put(desk.key("p"), #"{"a":1}"#)
            case .gap:
                gaps += 1
                desk.store.fail("reading", nil)
                desk.memory.put(desk.key("q"), #"{"a":1}"#)
            case .observed(let observations):
                #expect(observations.map(\.key) == [desk.key("q")])
                task.cancel()
            case .due, .measured, .lost: Issue.record("\(item)")
            }
        }

        _ = await task.result
        #expect(gaps == 1)
    }

    @Test func `tells of nothing older after something newer`() async throws {
        let desk = try Desk()
        let follower = ChangeFollower(desk.target)
        desk.memory.put(desk.key("p"), #"{"a":1}"#)
        let seen = Mutex<[String]>([])
        @Sendable func note(_ observations: [Observation]) {
            seen.withLock {
                $0 += observations.compactMap { $0.session?.payload.map { String(decoding: $0.source, as: UTF8.self) } }
            }
        }
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        desk.store.afterReading {
            arrived.yield()
            try? await Task.sleep(for: .milliseconds(100))
        }

        let first = Task { try await follower.look(again: [desk.key("p")], deliver: note) }
        for await _ in arrivals { break }
        desk.memory.put(desk.key("p"), #"{"a":2}"#)
        try await follower.look(again: [desk.key("p")], deliver: note)
        try await first.value

        #expect(seen.withLock { $0 } == [#"{"a":1}"#, #"{"a":2}"#])
    }

    @Test func `ends when the store is closed`() async throws {
        let desk = try Desk()
        let (news, task) = follow(desk)
        for await item in news {
            if case .connected = item { await desk.store.close() }
        }

        _ = await task.result
    }

    @Test func `takes very many changes at once for a gap`() async throws {
        let desk = try Desk()
        let (news, task) = follow(desk)
        for await item in news {
            if case .connected = item {
                desk.memory.tell(.touched((0..<60_000).map { SessionKey("tina4:session:\($0)") }))
            }
            if case .gap = item { task.cancel() }
        }

        _ = await task.result
        #expect(desk.store.calls("reading") < 5)
    }
}
