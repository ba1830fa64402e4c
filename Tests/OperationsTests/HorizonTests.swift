import Operations
import SessionFormats
import SessionModel
import TestSupport
import Testing

@Suite struct `The horizon` {
    static let now = Timestamp(milliseconds: 1_795_229_100_000)

    /// A session that ends so many milliseconds from now.
    private func deadlines(_ left: Int64...) -> [Int64] { left.map { Self.now.milliseconds + $0 } }

    @Test func `counts each session in the step in which it ends`() {
        let horizon = Horizon(
            .hour, from: Self.now, deadlines: deadlines(1, 60_000, 60_001, 3_540_001, 3_600_000, 3_600_001, 0, -5))

        #expect(horizon.bars[0] == 2)
        #expect(horizon.bars[1] == 1)
        #expect(horizon.bars[59] == 2)
        #expect(horizon.later == 1)
        #expect(horizon.passed == 2)
        #expect(horizon.ending == 5)
    }

    @Test func `counts what never ends, and what nobody knows the end of, apart`() {
        let horizon = Horizon(
            .day, from: Self.now, deadlines: [RowFacts.never, RowFacts.unknown, RowFacts.never, Int64.max - 1])

        #expect(horizon.never == 2)
        #expect(horizon.unknown == 1)
        #expect(horizon.later == 1)
        #expect(horizon.ending == 0)
        #expect(horizon.peak == nil)
    }

    @Test(arguments: HorizonZoom.allCases)
    func `puts every moment of its span where a division would`(_ zoom: HorizonZoom) {
        var random = RepeatableRandom(seed: 4)
        for _ in 0..<20_000 {
            let left = Int64.random(in: 1...zoom.span, using: &random)
            let horizon = Horizon(zoom, from: Self.now, deadlines: deadlines(left))

            #expect(horizon.bars[Int((left - 1) / zoom.step)] == 1, "\(left)")
        }
        for bar in 0..<Int64(zoom.count) {
            let horizon = Horizon(
                zoom, from: Self.now, deadlines: deadlines(bar * zoom.step + 1, (bar + 1) * zoom.step))
            #expect(horizon.bars[Int(bar)] == 2)
        }
    }

    @Test func `names the first of the highest bars`() {
        let horizon = Horizon(.tenMinutes, from: Self.now, deadlines: deadlines(15_000, 25_000, 26_000, 95_000, 96_000))

        #expect(horizon.peak == 2)
        #expect(horizon.start(of: 2) == Self.now.adding(milliseconds: 20_000))
        #expect(horizon.end(of: 2) == Self.now.adding(milliseconds: 30_000))
    }

    @Test func `looks at the rows of a table that are live`() {
        var table = SessionTable(affixes: [])
        for number in 0..<1000 {
            let row = table.insert(SessionKey("k\(number)")).row
            table.setDeadline(row, Self.now.milliseconds + Int64(number + 1) * 1000)
        }
        for number in 0..<60 { table.row(of: SessionKey("k\(number)")).map { table.remove($0) } }

        #expect(Horizon(.hour, from: Self.now, of: table).bars[0..<3] == [0, 60, 60])
        #expect(Horizon(.hour, from: Self.now, of: table) { $0 < 120 }.ending == 60)
    }

    /// What the horizon says of the next five minutes, and what then really ends, while time passes and nobody touches.
    @Test func `forecasts five minutes of a quiet store to within five in a hundred`() throws {
        let memory = Memory()
        var random = RepeatableRandom(seed: 11)
        for number in 0..<2_000 {
            // Sessions of three lifetimes whose last requests lie anywhere within them.
            let lifetime = [300_000, 1_800_000, 7_200_000].randomElement(using: &random) ?? 300_000
            memory.put(
                SessionKey("tina4:session:\(number)"), "{}",
                lifetime: Int64.random(in: 1...Int64(lifetime), using: &random))
        }
        let start = memory.now
        let deadlines = memory.keys.compactMap { memory[$0]?.expiry.tableValue }
        let forecast = Horizon(.hour, from: start, deadlines: deadlines).bars[0..<5]

        var ended: [Int] = []
        for _ in 0..<5 {
            let before = memory.keys.count
            for _ in 0..<60 { memory.pass(milliseconds: 1000) }
            ended.append(before - memory.keys.count)
        }

        let sum = ended.reduce(0, +)
        #expect(sum > 500)
        #expect(abs(forecast.reduce(0, +) - sum) * 20 <= sum)
        #expect(Array(forecast) == ended)
    }

    @Test func `adds up several stores`() async throws {
        let house = try House("web", "adm")
        house["web"].add("a", "{}", lifetime: 90_000)
        house["web"].add("b", "{}", lifetime: nil)
        house["adm"].add("c", "{}", lifetime: 95_000)
        house["adm"].add("d", "{}", lifetime: 86_400_000)

        let (horizon, uncovered) = await Horizon.read(house.open, .hour, now: house.now())

        #expect(horizon.bars[1] == 2)
        #expect(horizon.later == 1)
        #expect(horizon.never == 1)
        #expect(uncovered.isEmpty)
    }

    @Test func `names a store that does not answer`() async throws {
        let house = try House("web", "adm")
        house["web"].add("a", "{}")
        house["adm"].store.fail("listing", unplugged)

        let (horizon, uncovered) = await Horizon.read(house.open, .day, now: house.now())

        #expect(horizon.live == 1)
        #expect(uncovered.map(\.store) == ["adm"])
    }
}

@Suite struct `What another lifetime would do` {
    private func session(
        left: Int64?, idle: Int64? = nil, lifetime: Int64? = nil, absolute: Int64? = nil
    ) -> Session {
        let now = `The horizon`.now
        let expiry = left.map { Deadline.at(now.adding(milliseconds: $0)) } ?? .never
        var session = Session(
            record: StoredRecord(key: SessionKey("k"), content: .bytes([]), expiry: expiry), format: "tina4",
            content: .unreadable(""))
        session.clocks = [SessionClock(.store, expiry, source: "key TTL")]
        if let absolute {
            session.clocks.append(
                SessionClock(.absolute, .at(now.adding(milliseconds: absolute)), source: "created_at"))
        }
        session.lastSeenAt = idle.map { now.adding(milliseconds: -$0) }
        session.lifetime = lifetime
        return session
    }

    /// How many milliseconds from now a session would end.
    private func left(_ session: Session, under lifetime: Int64, known: Int64? = nil) -> Int64? {
        WhatIf.end(of: session, under: lifetime, known: known)?.moment.milliseconds(since: `The horizon`.now)
    }

    @Test func `counts from the last request where the record tells it`() {
        let idle = session(left: 600_000, idle: 300_000, lifetime: 1_800_000)

        #expect(left(idle, under: 1_200_000) == 900_000)
        #expect(left(idle, under: 240_000) == -60_000)
        #expect(WhatIf.end(of: idle, under: 1, known: nil)?.ground == .seen)
    }

    @Test func `reckons the last request from deadline and lifetime where it does not`() {
        let silent = session(left: 600_000, lifetime: 1_800_000)

        #expect(left(silent, under: 1_800_000) == 600_000)
        #expect(left(silent, under: 1_200_000) == 0)
        #expect(left(session(left: 600_000), under: 1_200_000, known: 1_800_000) == 0)
        #expect(WhatIf.end(of: silent, under: 1, known: nil)?.ground == .reckoned)
    }

    @Test func `says that nobody knows where neither is told`() {
        #expect(left(session(left: 600_000), under: 60_000) == nil)
        #expect(left(session(left: nil, lifetime: 60_000), under: 60_000) == nil)
    }

    @Test func `leaves a limit since creation as it is`() {
        #expect(left(session(left: 600_000, idle: 0, absolute: 120_000), under: 900_000) == 120_000)
        #expect(left(session(left: 600_000, idle: 0, absolute: 120_000), under: 60_000) == 60_000)
    }

    @Test func `reads every record once, and tells what is reckoned and what nobody knows`() async throws {
        let house = try House("web", "adm")
        // PHP's sessions tell when the last request was; others under a key with a time to live do not.
        let seen = house.now().milliseconds / 1000 - 1500
        house["web"].add("a", #"{"_meta": {"last_accessed": \#(seen)}}"#)
        house["web"].add("c", #"{"n": 1}"#, lifetime: 600_000)
        house["adm"].add("d", #"{"n": 1}"#, lifetime: nil)
        house["adm"].add("e", "no session")

        let whatIf = await WhatIf.read(house.open, lifetime: 1_200_000, now: house.now())
        let longer = await WhatIf.read(house.open, lifetime: 1_800_000, now: house.now())

        #expect(whatIf.count == 4)
        #expect(whatIf.endsNow == 1)
        #expect(whatIf.reckoned == 0)
        #expect(whatIf.unknown == 3)
        #expect(longer.endsNow == 0)
        #expect(longer.horizon(.hour).bars[4] == 1)
    }
}
