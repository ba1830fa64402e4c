import Operations
import SessionModel
import Testing

@Suite struct `Rates of events` {
    private let start = Timestamp(milliseconds: 1_795_229_100_000)

    private func later(_ seconds: Double) -> Timestamp { start.adding(milliseconds: Int64(seconds * 1000)) }

    @Test func `are taken over the last ten seconds`() {
        var rates = EventRates()
        for second in 0..<20 { rates.note(.created, at: later(Double(second))) }
        for _ in 0..<5 { rates.note(.expired, at: later(19)) }

        #expect(rates.perSecond(.created, at: later(19)) == 1)
        #expect(rates.perSecond(.expired, at: later(19)) == 0.5)
        #expect(rates.perSecond(.created, at: later(24)) == 0.5)
        #expect(rates.perSecond(.created, at: later(29)) == 0)
        #expect(rates.perSecond(.destroyed, at: later(19)) == 0)
    }

    @Test(arguments: [
        (SessionEvent.Kind.created, EventRates.Stream.created), (.returned, .created), (.changed, .changed),
        (.touched, .changed), (.regenerated, .changed), (.expired, .expired), (.destroyed, .destroyed),
    ])
    func `count each event once`(kind: SessionEvent.Kind, stream: EventRates.Stream) {
        var rates = EventRates()
        rates.note(kind, count: 10, at: start)
        rates.note(.gap, at: start)
        rates.note(.resynced, at: start)

        for other in EventRates.Stream.allCases {
            #expect(rates.perSecond(other, at: start) == (other == stream ? 1 : 0))
        }
    }

    @Test func `remember half an hour and no more`() {
        var rates = EventRates()
        rates.note(.created, count: 7, at: start)
        #expect(rates.history(30, at: later(1_700)).reduce(0, +) == 7)
        rates.note(.created, count: 2, at: later(1_799))
        #expect(rates.history(30, at: later(1_799)).reduce(0, +) >= 2)
        rates.note(.created, count: 3, at: later(3_700))

        #expect(rates.history(30, at: later(3_700)).reduce(0, +) == 3)
    }

    @Test func `keep a part of the history as it was once it is over`() {
        var rates = EventRates()
        for second in 0..<600 { rates.note(.changed, count: second, at: later(Double(second))) }
        let before = rates.history(30, at: later(599))
        let after = rates.history(30, at: later(599 + 60))

        #expect(Array(before[2..<29]) == Array(after[1..<28]))
    }

    @Test func `take what comes out of order, and forget what is too old`() {
        var rates = EventRates()
        rates.note(.created, at: later(100))
        rates.note(.created, at: later(98))
        rates.note(.created, at: later(-4_000))

        #expect(rates.perSecond(.created, at: later(100)) == 0.2)
        #expect(rates.history(10, at: later(100)).reduce(0, +) == 2)
    }
}

@Suite struct `Who is there` {
    @Test func `is counted from the table`() {
        let now = Timestamp(milliseconds: 1_795_229_100_000)
        var table = SessionTable(affixes: [])
        func add(_ key: String, _ user: String??, left: Int64?) {
            let row = table.insert(SessionKey(key)).row
            table.setDeadline(row, left.map { now.milliseconds + $0 } ?? RowFacts.never)
            if let user { table.setUser(row, user) }
        }
        for number in 0..<4 { add("ann\(number)", "ann", left: 1000) }
        add("bob", "bob", left: nil)
        add("nobody", .some(nil), left: 1)
        add("unread", nil, left: 1)
        add("over", "carol", left: 0)

        let count = Headcount(of: table, at: now, usual: 3)

        #expect(count.live == 7)
        #expect(count.users == 2)
        #expect(count.anonymous == 1)
        #expect(count.unread == 1)
        #expect(count.never == 1)
        #expect(count.crowds.map(\.count) == [4])
        #expect(count.crowds.first.flatMap { table.userText($0.user) } == "ann")
        #expect(Headcount(of: table, at: now, usual: 4).crowds.isEmpty)
    }
}
