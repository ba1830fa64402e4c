@testable import SessionModel
import TestSupport
import Testing

@Suite struct `The table of sessions` {
    private static let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let affixes = [
        SessionTable.Affix(prefix: "tina4:session:"), .init(prefix: "", suffix: ".json"),
        .init(prefix: "sess_", suffix: ".json"),
    ]

    /// A key of any shape a store may hold: ids of every language, and what is only nearly one.
    private static func key(_ random: inout RepeatableRandom) -> SessionKey {
        let prefix = Array(random.pick(["tina4:session:", "", "sess_", "tina4:session", "other:"]).utf8)
        let suffix = Array(random.pick(["", "", ".json", ".jso"]).utf8)
        return SessionKey(bytes: prefix + body(&random) + suffix)
    }

    private static func body(_ random: inout RepeatableRandom) -> [UInt8] {
        func text(_ count: Int, _ digits: [UInt8]) -> [UInt8] { (0..<count).map { _ in random.pick(digits) } }
        let hexadecimal = Array("0123456789abcdef".utf8)
        switch random.number(in: 0...10) {
        case 0: return text(43, base64)
        case 1: return text(42, base64) + Array("B".utf8)  // a last digit that no 32 bytes end in
        case 2: return text(64, hexadecimal)
        case 3: return text(63, hexadecimal) + Array("F".utf8)
        case 4: return text(32, hexadecimal)
        case 5: return random.bytes(random.number(in: 0...31))
        case 6: return random.bytes(random.number(in: 32...80))
        case 7: return text(42, base64) + [0xE9]
        case 8: return []
        case 9: return Array(repeating: 0, count: random.number(in: 0...70))
        default: return text(random.number(in: 1...2), Array("ab".utf8))
        }
    }

    @Test func `lends the part of a key between its affixes`() {
        var random = RepeatableRandom(seed: 15)
        var table = SessionTable(affixes: Self.affixes)
        for _ in 0..<3000 {
            let row = table.insert(Self.key(&random)).row
            let body = table.keyBody(row)

            #expect(table.withKeyBody(row) { $0.elementsEqual(body) })
            #expect(table.key(row).bytes.count >= body.count)
        }
    }

    @Test func `looks at each user's name once`() {
        var table = SessionTable(affixes: Self.affixes)
        let rows = ["a", "b", "c", "d", "e"].map { table.insert(SessionKey($0)).row }
        for (row, user) in zip(rows, ["ann", "bob", "ann", nil]) { table.setUser(row, user) }
        var looked = 0

        let hits = table.users { name in
            looked += 1
            return name.elementsEqual("ann".utf8)
        }

        #expect(looked == 2)
        #expect(rows.map { hits[Int(table.userNumber($0))] } == [true, false, true, false, false])
        #expect(table.withUser(rows[0]) { $0.count == 3 } == true)
        #expect(table.withUser(rows[3]) { _ in true } == nil)
    }

    @Test func `holds what a dictionary would hold, through any coming and going`() {
        var random = RepeatableRandom(seed: 14)
        var table = SessionTable(affixes: Self.affixes)
        var model: [SessionKey: (deadline: Int64, user: String?)] = [:]
        var known: [SessionKey] = []
        for round in 0..<30_000 {
            let key = known.isEmpty || random.once(in: 2) ? Self.key(&random) : random.pick(known)
            if random.once(in: 3) {
                let row = table.row(of: key)
                guard (row != nil) == (model[key] != nil) else { return note(round, key, "there or not") }
                if let row { table.remove(row) }
                model[key] = nil
            } else {
                let (row, isNew) = table.insert(key)
                guard isNew == (model[key] == nil), table.key(row) == key else { return note(round, key, "new or not") }
                guard !isNew || table.deadline(row) == RowFacts.unknown && !table.isUserKnown(row) else {
                    return note(round, key, "a new row holds something old")
                }
                let user = random.pick([nil, "kim", "é", "e\u{301}", "u\(random.number(in: 0...300))"])
                table.setDeadline(row, Int64(round))
                table.setUser(row, user)
                model[key] = (Int64(round), user)
                known.append(key)
            }
            guard table.count == model.count else { return note(round, key, "count") }
        }
        compare(table, model)
    }

    private func compare(_ table: SessionTable, _ model: [SessionKey: (deadline: Int64, user: String?)]) {
        let live = (0..<table.rowLimit).filter(table.isLive)
        #expect(live.count == model.count)
        #expect(Set(live.map(table.key)).count == live.count)
        for (key, value) in model {
            guard let row = table.row(of: key), table.key(row) == key, table.deadline(row) == value.deadline,
                table.user(row).map({ Array($0.utf8) }) == value.user.map({ Array($0.utf8) }), table.isUserKnown(row)
            else { return note(0, key, "held") }
        }
    }

    private func note(_ round: Int, _ key: SessionKey, _ what: String) {
        Issue.record("round \(round), \(what): \(key.bytes)")
    }

    @Test func `keeps apart keys that differ in one byte`() {
        var table = SessionTable(affixes: Self.affixes)
        let keys = [
            "", "\u{0}", "tina4:session:", "tina4:session:\u{0}", ".json", "sess_.json", "sess_", "sess_a.json",
            "a.json", "sess_a",
            String(repeating: "0", count: 64), String(repeating: "0", count: 64) + ".json",
            String(repeating: "0", count: 32),
            String(repeating: "A", count: 43), String(repeating: "A", count: 42) + "B",
            String(repeating: "A", count: 42) + "E",
            String(repeating: "x", count: 31), String(repeating: "x", count: 32), "sess_.json.json",
        ].map { SessionKey($0) }

        for key in keys { _ = table.insert(key) }

        #expect(table.count == keys.count)
        #expect(keys.allSatisfy { key in table.row(of: key).map(table.key) == key })
    }

    @Test func `finds everything after it has grown, shrunk and grown`() {
        var random = RepeatableRandom(seed: 15)
        var table = SessionTable(layouts: [.keyValue(KeyValueLayout(prefix: "s:"))])
        let keys = (0..<20_000).map { SessionKey("s:\($0)-\(random.next())") }

        for key in keys { _ = table.insert(key) }
        for key in keys.dropFirst(500) { if let row = table.row(of: key) { table.remove(row) } }
        table.reserve(100_000)
        for key in keys.dropFirst(15_000) { _ = table.insert(key) }

        #expect(table.count == 5_500)
        #expect(keys.prefix(500).allSatisfy { table.row(of: $0) != nil })
        #expect(keys[500..<15_000].allSatisfy { table.row(of: $0) == nil })
        #expect(keys.dropFirst(15_000).allSatisfy { key in table.row(of: key).map(table.key) == key })
        #expect(table.rowLimit == 20_000)
    }

    @Test func `gives a row back as new`() {
        var table = SessionTable(affixes: [])
        let (row, _) = table.insert(SessionKey("a"))
        table.setUser(row, "kim")
        table.setDeadline(row, 5)

        table.remove(row)
        table.remove(row)
        let (again, isNew) = table.insert(SessionKey("b"))

        #expect(isNew)
        #expect(again == row)
        #expect(table.user(again) == nil)
        #expect(!table.isUserKnown(again))
        #expect(table.deadline(again) == RowFacts.unknown)
        #expect(table.count == 1)
    }

    @Test func `does not grow for ever by odd keys that come and go`() {
        var table = SessionTable(affixes: [])
        for number in 0..<20_000 {
            let (row, _) = table.insert(SessionKey(String(repeating: "z", count: 200) + "\(number)"))
            table.remove(row)
        }

        #expect(table.arenaSize < 1 << 20)
    }

    @Test func `takes in a page and tells what is new`() {
        var page = RecordPage()
        for (number, key) in ["a", "b", "a"].enumerated() {
            Array(key.utf8).withUnsafeBytes { bytes in
                Array("kim".utf8).withUnsafeBytes {
                    page.append(key: bytes, facts: RowFacts(deadline: Int64(number), size: 1), user: $0)
                }
            }
        }
        var table = SessionTable(affixes: [])
        var news: [Bool] = []

        table.take(page) { news.append($1) }

        #expect(news == [true, true, false])
        #expect(table.row(of: SessionKey("a")).map(table.deadline) == 2)
        #expect(table.row(of: SessionKey("b")).map { table.user($0) } == "kim")
    }

    @Test func `may know more affixes than it can number`() {
        let affixes = (0..<60).map { SessionTable.Affix(prefix: "p\($0):") }
        var table = SessionTable(affixes: affixes)
        let keys = (0..<60).map { SessionKey("p\($0):same") }

        for key in keys { _ = table.insert(key) }

        #expect(table.count == 60)
        #expect(keys.allSatisfy { key in table.row(of: key).map(table.key) == key })
    }
}
