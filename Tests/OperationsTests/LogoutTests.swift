import Operations
import SessionModel
import StoreKit
import Synchronization
import Testing

@Suite struct `Logging a user out` {
    private func house() throws -> House {
        let house = try House("web", "adm", "old")
        house["web"].add("a1", #"{"user_id": 4711, "email": "alice@shop"}"#)
        house["web"].add("a2", #"{"user_id": 4711}"#)
        house["web"].add("b1", #"{"user_id": 12}"#)
        house["adm"].add("a3", #"{"user": {"id": "4711"}}"#)
        house["old"].add("a4", #"{"email": "alice@shop"}"#)
        house["old"].add("n1", #"{"cart": []}"#)
        return house
    }

    @Test func `ends the user's sessions in every store, and nobody else's`() async throws {
        let house = try house()
        let plan = try await house.plan(LogoutRequest(user: "alice@shop"))

        let receipt = await house.logout(plan).end()

        #expect(plan.count == 4)
        #expect(receipt.isComplete)
        #expect(receipt.parts.map { $0.receipt.lines.count } == [2, 1, 1])
        #expect(receipt.summary == "logged out alice@shop: ended 4")
        #expect(house["web"].ids == ["b1"])
        #expect(house["adm"].ids == [])
        #expect(house["old"].ids == ["n1"])
    }

    @Test func `takes only sessions that carry the name where that is asked for`() async throws {
        let house = try house()

        let plan = try await house.plan(LogoutRequest(user: "alice@shop", isExact: true))

        #expect(plan.parts.map { $0.doomed.count } == [1, 0, 1])
        #expect(plan.parts[0].doomed[0].matched.path?.description == "email")
        #expect(try await house.plan(LogoutRequest(user: "alice@shop", alsoNamed: ["4711"], isExact: true)).count == 4)
    }

    @Test func `takes whoever carries the name where it names several`() async throws {
        let house = try House("web")
        house["web"].add("a", #"{"user_id": 1, "email": "desk@shop"}"#)
        house["web"].add("b", #"{"user_id": 2, "email": "desk@shop"}"#)
        house["web"].add("c", #"{"user_id": 2}"#)

        let plan = try await house.plan(LogoutRequest(user: "desk@shop"))

        #expect(plan.parts[0].doomed.map(\.key.text) == ["tina4:session:a", "tina4:session:b"])
        #expect(plan.names == ["desk@shop"])
    }

    @Test func `ends the set that was seen, and nothing that came later`() async throws {
        let house = try house()
        let plan = try await house.plan(LogoutRequest(user: "4711"))
        house["web"].add("late", #"{"user_id": 4711}"#)

        _ = await house.logout(plan).end()

        #expect(house["web"].ids == ["b1", "late"])
    }

    @Test func `leaves alone what is another's by the time of its turn`() async throws {
        let house = try house()
        let plan = try await house.plan(LogoutRequest(user: "4711"))
        house["web"].add("a2", #"{"user_id": 12}"#)
        house["adm"].add("a3", #"{"cart": []}"#)
        house["old"].add("a4", #"{"email": "Alice@shop", "cart": [1]}"#)

        let receipt = await house.logout(plan).end()

        #expect(receipt.parts.map { $0.receipt.lines.map(\.result) } == [[.done, .changed], [.changed], [.done]])
        #expect(receipt.parts.map(\.summary) == ["ended 1, left alone 1", "left alone 1", "ended 1"])
        #expect(
            receipt.summary
                == "partly logged out 4711: ended 2, left alone 2 (it is another user's by now; nobody is logged in "
                + "with it by now)")
        #expect(!receipt.isComplete)
        #expect(house["web"].ids == ["a2", "b1"])
        #expect(house["adm"].ids == ["a3"])
        #expect(receipt.parts.map { $0.undo?.keys.count } == [1, nil, 1])
    }

    @Test func `leaves alone what can't be read any more when its turn comes`() async throws {
        let house = try house()
        let plan = try await house.plan(LogoutRequest(user: "4711"))
        house["adm"].add("a3", "no session at all")

        let receipt = await house.logout(plan).end()

        #expect(receipt.parts[1].receipt.lines[0].result == .changed)
        #expect(receipt.objections == "it can't be read any more, so nobody knows whose it is")
        #expect(house["adm"].ids == ["a3"])
    }

    @Test func `takes what it left alone for no return`() async throws {
        let house = try house()
        let logout = house.logout(try await house.plan(LogoutRequest(user: "4711")))
        house["adm"].add("a3", #"{"user_id": 12}"#)
        var receipt = await logout.end()

        await logout.watch(&receipt, milliseconds: 1, endsAgain: true) { _ in }

        #expect(receipt.parts[1].receipt.lines[0].result == .changed)
        #expect(receipt.parts[1].receipt.lines[0].reason == "it is another user's by now")
        #expect(house["adm"].ids == ["a3"])
    }

    @Test func `spares the newest, or the one that is named`() async throws {
        let house = try House("web", "adm")
        house["web"].add("session-one", #"{"user_id": 1, "_created": 1795000000.0}"#)
        house["adm"].add("session-two", #"{"user_id": 1, "_created": 1795200000.0}"#, lifetime: 60_000)

        let newest = try await house.plan(LogoutRequest(user: "1", keep: .newest))
        let named = try await house.plan(LogoutRequest(user: "1", keep: .id("session-o")))

        #expect(newest.count == 1)
        #expect(newest.keptCount == 1)
        #expect(named.parts[0].kept.map(\.key.text) == ["tina4:session:session-one"])
        #expect(named.parts[1].doomed.count == 1)
        await #expect(throws: LogoutPlanError.nothingToKeep("session-x")) {
            try await house.plan(LogoutRequest(user: "1", keep: .id("session-x")))
        }
        await #expect(throws: LogoutPlanError.keepsSeveral("session-", count: 2)) {
            try await house.plan(LogoutRequest(user: "1", keep: .id("session-")))
        }
    }

    @Test func `is partly done when a store dies half way, and a second run finishes`() async throws {
        let house = try house()
        let plan = try await house.plan(LogoutRequest(user: "4711"))
        house["adm"].store.fail("ending", unplugged)

        let receipt = await house.logout(plan).end()

        #expect(!receipt.isComplete)
        #expect(receipt.hasChanged)
        #expect(receipt.count(.done) == 3)
        #expect(receipt.parts[1].failure == .store(unplugged))
        // Its last words may have been heard.
        #expect(receipt.summary == "partly logged out 4711: ended 3, not known yet 1")
        #expect(receipt.parts.map(\.summary) == ["ended 2", "not known yet 1", "ended 1"])
        house["adm"].store.fail("ending", nil)
        let second = await house.logout(try await house.plan(LogoutRequest(user: "4711"))).end()
        #expect(second.summary == "logged out 4711: ended 1")
        #expect(second.isComplete)
    }

    @Test func `stops in one store alone where that is asked for`() async throws {
        let house = try house()
        let plan = try await house.plan(LogoutRequest(user: "4711"))
        let stop = StopSign()
        stop.raise()

        let receipt = await house.logout(plan).end(until: [1: stop])

        #expect(receipt.parts.map(\.summary) == ["ended 2", "refused 1", "ended 1"])
        #expect(receipt.parts[1].receipt.wasStopped)
    }

    @Test func `goes on under the names it had found, though what tied them together is ended`() async throws {
        let house = try house()
        house["adm"].store.fail("ending", unplugged)
        _ = await house.logout(try await house.plan(LogoutRequest(user: "alice@shop"))).end()
        house["adm"].store.fail("ending", nil)

        let second = try await house.plan(LogoutRequest(user: "alice@shop"))

        #expect(second.names == ["alice@shop", "4711"])
        #expect(second.count == 1)
        #expect(try await house.plan(LogoutRequest(user: "alice@shop", isExact: true)).count == 0)
    }

    @Test func `says which stores it did not look into`() async throws {
        let house = try house()
        house["old"].store.fail("listing", unplugged)

        let receipt = await house.logout(try await house.plan(LogoutRequest(user: "4711"))).end()

        #expect(receipt.summary == "partly logged out 4711: ended 3, 1 store not covered")
        #expect(receipt.uncovered.map(\.store) == ["old"])
        #expect(
            receipt.json.text.hasSuffix(
                #"{"id":null,"key":null,"result":"not_coverable","expires_at":null,"store":"old"}]}"#))
    }

    @Test func `leaves a read-only store alone and says so`() async throws {
        let house = try House("web", "adm", readOnly: ["adm"])
        house["web"].add("a", #"{"user_id": 1}"#)
        house["adm"].add("b", #"{"user_id": 1}"#)

        let receipt = await house.logout(try await house.plan(LogoutRequest(user: "1"))).end()

        #expect(receipt.summary == "partly logged out 1: ended 1, refused 1")
        #expect(house["adm"].ids == ["b"])
    }

    @Test func `does nothing in production without a reason`() async throws {
        let house = try House("web", production: ["web"])
        house["web"].add("a", #"{"user_id": 1}"#)

        let receipt = await house.logout(try await house.plan(LogoutRequest(user: "1")), reason: nil).end()

        #expect(receipt.parts[0].failure == .reasonMissing(store: "web"))
        #expect(house["web"].ids == ["a"])
    }

    @Test func `writes a line of the journal for every store, with the user and the reason`() async throws {
        let house = try house()

        _ = await house.logout(try await house.plan(LogoutRequest(user: "4711"))).end()

        let lines = try await house.journal.lines()
        #expect(lines.map(\.verb) == ["logout", "logout", "logout"])
        #expect(Set(lines.map(\.store)) == ["web", "adm", "old"])
        #expect(lines.map(\.reason) == ["ticket 12", "ticket 12", "ticket 12"])
        #expect(lines.allSatisfy { $0.text.contains(#""user":"4711""#) && !$0.text.contains("tina4:session") })
        #expect(try await house.journal.verify() == .intact(count: 3))
    }

    @Test func `leaves a line of the journal for a store that nobody looked into`() async throws {
        let house = try house()
        house["old"].store.fail("listing", unplugged)

        _ = await house.logout(try await house.plan(LogoutRequest(user: "4711"))).end()

        let line = try #require(try await house.journal.lines().first { $0.store == "old" })
        #expect(line.verb == "logout")
        #expect(line.result == "not coverable 1")
        #expect(line.note?.hasPrefix("Lost the connection to memory") == true)
        #expect(line.reason == "ticket 12")
        #expect(try await house.journal.verify() == .intact(count: 3))
    }

    @Test func `is taken back with the deadlines there were`() async throws {
        let house = try house()
        let before = house["web"].memory[SessionKey("tina4:session:a1")]?.expiry
        let receipt = await house.logout(try await house.plan(LogoutRequest(user: "4711"))).end()

        for part in receipt.parts {
            let undo = try #require(part.undo)
            _ = try await house[house.names[part.place]].operations.undo(undo, reason: nil)
        }

        #expect(house["web"].ids == ["a1", "a2", "b1"])
        #expect(house["web"].memory[SessionKey("tina4:session:a1")]?.expiry == before)
        #expect(house["old"].ids == ["a4", "n1"])
    }

    @Test func `stops between two batches when it is cancelled, and says what had no turn`() async throws {
        let house = try House("web")
        for number in 0..<350 { house["web"].add("s\(number)", #"{"user_id": 1}"#) }
        let plan = try await house.plan(LogoutRequest(user: "1"))
        let logout = house.logout(plan)
        let (turns, turn) = AsyncStream<Int>.makeStream()

        let task = Task { await logout.end { done, _ in turn.yield(done) } }
        for await _ in turns { break }
        task.cancel()
        let receipt = await task.value

        #expect(receipt.count(.done) + receipt.count(.refused) == 350)
        #expect(receipt.count(.done) == 350 - house["web"].ids.count)
        #expect(receipt.count(.done) >= 100)
    }
}

@Suite struct `Watching after a logout` {
    private func house() throws -> House {
        let house = try House("web")
        house["web"].add("a", #"{"user_id": 1}"#)
        return house
    }

    @Test func `tells of a session that a request saves again`() async throws {
        let house = try house()
        let logout = house.logout(try await house.plan(LogoutRequest(user: "1")))
        var receipt = await logout.end()
        house["web"].add("a", #"{"user_id": 1, "n": 2}"#)
        let seen = Mutex<[ReturnedSession]>([])

        await logout.watch(&receipt, milliseconds: 1, endsAgain: false) { session in
            seen.withLock { $0.append(session) }
        }

        #expect(seen.withLock { $0.map(\.isSameUser) } == [true])
        #expect(receipt.count(.cameBack) == 1)
        #expect(!receipt.isComplete)
        #expect(house["web"].ids == ["a"])
    }

    @Test func `tells of no return that is over when it ends`() async throws {
        let house = try house()
        let logout = house.logout(try await house.plan(LogoutRequest(user: "1")))
        let ended = await logout.end()
        house["web"].add("a", #"{"user_id": 1, "n": 2}"#)
        let (memory, store) = (house["web"].memory, house["web"].store)
        let returns = Mutex(0)
        let isSeen = Mutex(false)

        let watching = Task {
            var receipt = ended
            await logout.watch(&receipt, milliseconds: 60_000, endsAgain: false) { session in
                let count = returns.withLock { count in
                    count += 1
                    return count
                }
                memory.remove(session.key)
                // The next look finds nothing, and the one after it, at first, this.
                store.afterReading {
                    if count == 1 {
                        memory.put(session.key, #"{"user_id": 1, "n": 3}"#)
                    } else {
                        isSeen.withLock { $0 = true }
                    }
                }
            }
            return receipt
        }
        for _ in 0..<6_000 where !isSeen.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
        watching.cancel()
        let receipt = await watching.value

        #expect(returns.withLock { $0 } == 2)
        #expect(receipt.count(.cameBack) == 0)
        #expect(house["web"].ids == [])
    }

    @Test func `says of how many it could not see in the end whether they are back`() async throws {
        let house = try house()
        let logout = house.logout(try await house.plan(LogoutRequest(user: "1")))
        var receipt = await logout.end()
        house["web"].store.fail("reading", unplugged)

        await logout.watch(&receipt, milliseconds: 1, endsAgain: false) { _ in }

        #expect(receipt.unseen == 1)
        #expect(receipt.hasEndedAll)
        #expect(!receipt.isComplete)
        receipt.watched = 30_000
        #expect(receipt.sight == "none was seen back, but 1 could not be looked at in the end")
        #expect(receipt.summary == "partly logged out 1: ended 1, not seen again 1")
    }

    @Test func `takes the end of a new session for a change where all others were gone already`() async throws {
        let house = try house()
        let logout = house.logout(try await house.plan(LogoutRequest(user: "1")))
        house["web"].memory.remove(SessionKey("tina4:session:a"))
        var receipt = await logout.end()
        try #require(!receipt.hasChanged)
        house["web"].store.fail("reading", unplugged)
        await logout.watch(&receipt, milliseconds: 1, endsAgain: false) { _ in }

        let line = Receipt.Line(key: SessionKey("tina4:session:new"), result: .done)
        receipt.add(.came(place: 0, store: "web", name: "new", line))

        #expect(receipt.hasChanged)
        #expect(receipt.summary == "partly logged out 1: gone already 1, ended 1 new, not seen again 1")
    }

    @Test func `watches on where the stores it ended them over are closed`() async throws {
        let house = try house()
        let plan = try await house.plan(LogoutRequest(user: "1"))
        let memory = house["web"].memory
        let writing = OpenStore(
            name: "web", store: MemoryStore(memory), formats: house["web"].target.formats,
            context: house["web"].target.context)
        let desks = house.open.stores.map { target in
            Operations(
                on: target.name == "web" ? writing : target, journal: house.journal, person: Desk.person, now: house.now
            )
        }
        let logout = Logout(plan, on: desks, watching: house.open.stores, reason: "ticket 12", now: house.now)
        var receipt = await logout.end()
        await writing.store.close()
        house["web"].add("a", #"{"user_id": 1, "n": 2}"#)

        await logout.watch(&receipt, milliseconds: 1, endsAgain: false) { _ in }

        #expect(receipt.count(.cameBack) == 1)
        #expect(receipt.unseen == 0)
    }

    @Test func `ends it again where that is asked for`() async throws {
        let house = try house()
        let logout = house.logout(try await house.plan(LogoutRequest(user: "1")))
        var receipt = await logout.end()
        house["web"].add("a", #"{"user_id": 1}"#)

        await logout.watch(&receipt, milliseconds: 1, endsAgain: true) { _ in }

        #expect(receipt.isComplete)
        #expect(receipt.parts[0].receipt.lines[0].reason == "it came back, and was ended again")
        #expect(house["web"].ids == [])
    }

    @Test func `takes a new session under the old key for none of the user's`() async throws {
        let house = try house()
        let logout = house.logout(try await house.plan(LogoutRequest(user: "1")))
        var receipt = await logout.end()
        house["web"].add("a", #"{"cart": []}"#)

        await logout.watch(&receipt, milliseconds: 1, endsAgain: true) { _ in }

        #expect(receipt.isComplete)
        #expect(house["web"].ids == ["a"])
    }

    @Test func `takes what the operator brings back for no return, and leaves it alone`() async throws {
        let house = try house()
        let restored = RestoredSessions()
        let logout = house.logout(try await house.plan(LogoutRequest(user: "1")), sparing: restored)
        var receipt = await logout.end()
        let undo = try #require(receipt.parts[0].undo)
        restored.note(undo.keys, of: 0)
        _ = try await house["web"].operations.undo(undo, reason: nil)
        let seen = Mutex(0)

        await logout.watch(&receipt, milliseconds: 1, endsAgain: true) { _ in seen.withLock { $0 += 1 } }

        #expect(seen.withLock { $0 } == 0)
        #expect(house["web"].ids == ["a"])
        #expect(receipt.parts[0].receipt.lines[0].reason == "it was brought back by the operator")
    }

    @Test func `leaves a line of the journal of what it saw`() async throws {
        let house = try house()
        house["web"].add("b", #"{"user_id": 1}"#)
        let logout = house.logout(try await house.plan(LogoutRequest(user: "1")))
        var receipt = await logout.end()
        house["web"].add("a", #"{"user_id": 1, "n": 2}"#)

        await logout.watch(&receipt, milliseconds: 1, endsAgain: false) { _ in }

        let line = try #require(try await house.journal.lines().last)
        #expect(line.verb == "watch")
        #expect(line.count == 2)
        #expect(line.result == "came back 1, stayed gone 1")
        #expect(line.text.contains(#""user":"1""#))
        #expect(line.note?.hasPrefix("watched for ") == true)
    }

    @Test func `does not end again what the operator brings back while it stands`() async throws {
        let house = try house()
        let restored = RestoredSessions()
        let plan = try await house.plan(LogoutRequest(user: "1"))
        let undo = try #require(await house.logout(plan).end().parts[0].undo)
        let (items, mailbox) = AsyncStream<StandingLogout.News>.makeStream()
        let standing = house.standing(plan, sparing: restored)

        let task = Task { await standing.stand(milliseconds: 600_000) { mailbox.yield($0) } }
        for await news in items {
            if case .following = news {
                restored.note(undo.keys, of: 0)
                _ = try await house["web"].operations.undo(undo, reason: nil)
                house["web"].add("new", #"{"uid": "1"}"#)
            }
            if case .came = news { break }
        }
        task.cancel()
        await task.value

        #expect(house["web"].ids == ["a"])
    }

    @Test func `ends new sessions for as long as it stands, and spares what was kept`() async throws {
        let house = try house()
        house["web"].add("kept-session", #"{"user_id": 1}"#)
        let plan = try await house.plan(LogoutRequest(user: "1", keep: .id("kept-session")))
        var receipt = await house.logout(plan).end()
        let (items, mailbox) = AsyncStream<StandingLogout.News>.makeStream()
        let standing = house.standing(plan)

        let task = Task { await standing.stand(milliseconds: 600_000) { mailbox.yield($0) } }
        for await news in items {
            if case .following = news {
                house["web"].add("new", #"{"uid": "1"}"#)
                house["web"].add("other", #"{"uid": "2"}"#)
            }
            receipt.add(news)
            if case .came = news { break }
        }
        task.cancel()
        await task.value

        #expect(house["web"].ids == ["kept-session", "other"])
        #expect(receipt.parts[0].alsoEnded == 1)
        #expect(receipt.summary == "logged out 1: ended 1, ended 1 new, kept 1")
    }
}
