import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Columns of the list` {
    /// Carts of several worth, one in wide characters, one hidden, one that can't be read.
    static let carts: [Session] = [
        cart("a111", "ann", #"{"user": "ann", "cart": {"total": 9.50}, "plan": "gold"}"#),
        cart("b222", "bob", #"{"user": "bob", "cart": {"total": 100}, "plan": "silver plated"}"#),
        cart("c333", "cho", #"{"user": "cho", "cart": {"total": -3}, "plan": "黄金会员黄金会员"}"#),
        cart("d444", "dan", #"{"user": "dan", "csrf_token": "k3J9fjw0"}"#),
        cart("e555", nil, "a:0:{}"),
    ]

    private static func cart(_ head: String, _ user: String?, _ payload: String) -> Session {
        Sample.session(Sample.id(head, "0000"), user: user, left: 600_000, payload: payload, idle: 1_000, age: 60_000)
    }

    private static func stage(
        _ columns: Int = 80, _ rows: Int = 24, configured: [String] = [], memory: [String] = [], isASCII: Bool = false
    ) throws -> Stage {
        var facts = Sample.facts()
        facts.columns = try configured.map { try ListColumn(parsing: $0) }
        facts.memory.columns = memory
        var stage = Stage(carts, facts: facts, columns: columns, rows: rows)
        if isASCII { stage.glyphs = .ascii }
        stage.turn()
        return stage
    }

    private func users(_ stage: Stage) -> [String] {
        stage.rows[4..<9].compactMap { row in ["ann", "bob", "cho", "dan"].first { row.contains(" \($0) ") } ?? "?" }
    }

    @Test func `take a value out of every payload on screen, and are remembered`() throws {
        var stage = try Self.stage()

        stage.command("col cart=cart.total")

        #expect(stage.rows[3].contains("CART"))
        #expect(stage.row("ann")?.contains(" 9.50 ") == true)
        #expect(stage.row("cho")?.contains(" -3 ") == true)
        #expect(stage.effects.contains(.remember(.columns(["cart=cart.total"]))))
    }

    @Test(arguments: ["col -cart", "uncol cart"])
    func `are taken away again, with the order that stood on them`(_ line: String) throws {
        var stage = try Self.stage(configured: ["cart=cart.total", "ip"])
        stage.command("sort cart")

        stage.command(line)

        #expect(!stage.shows("CART"))
        #expect(stage.shows("sort:TTL"))
        #expect(stage.effects.contains(.remember(.columns(["-cart"]))))
    }

    @Test func `come back as they were left, on top of the configuration`() throws {
        let stage = try Self.stage(
            160, 48, configured: ["cart=cart.total", "plan"], memory: ["-plan", "-age", "who=user", "broken="])

        let heads = try #require(stage.row(" IDLE "))
        #expect(heads.contains("CART"))
        #expect(heads.contains("WHO"))
        #expect(!heads.contains("PLAN"))
        #expect(!heads.contains("AGE"))
    }

    @Test func `sort by number, unknown values last either way round`() throws {
        var stage = try Self.stage(configured: ["cart=cart.total"])

        stage.command("sort cart")
        #expect(users(stage) == ["cho", "ann", "bob", "dan", "?"])
        #expect(stage.shows("Sorted by cart: 5 sessions read; 1 could not be read and come last."))
        #expect(stage.rows[3].contains("CART▲"))
        stage.press("S")
        #expect(users(stage) == ["bob", "ann", "cho", "dan", "?"])
    }

    @Test func `are picked from the menu by their number`() throws {
        var stage = try Self.stage(configured: ["cart=cart.total", "plan"])

        stage.press("s")
        #expect(stage.shows("2  plan"))
        stage.press("2")

        #expect(users(stage).prefix(3) == ["ann", "bob", "cho"])
    }

    @Test func `follow a change of a value`() throws {
        var stage = try Self.stage(configured: ["cart=cart.total"])
        stage.command("sort cart")

        stage.happen { $0.change(Self.carts[0].key, to: #"{"user": "ann", "cart": {"total": 1000}}"#) }

        #expect(users(stage).prefix(3) == ["cho", "bob", "ann"])
        #expect(stage.row("ann")?.contains(" 1000 ") == true)
    }

    @Test func `are cut to their width in wide characters too`() throws {
        var stage = try Self.stage(100, 24, configured: ["plan"])
        stage.happen {
            $0.change(Self.carts[2].key, to: "{\"user\": \"cho\", \"plan\": \"\(String(repeating: "黄", count: 60))\"}")
        }

        let row = try #require(stage.row("cho"))
        #expect(row.contains("黄黄"))
        #expect(TextWidth.columns(of: row) <= 100)
    }

    @Test func `mask a secret, and do not sort by it`() throws {
        var stage = try Self.stage(configured: ["csrf=csrf_token"])

        #expect(stage.row("dan")?.contains("********") == true)
        #expect(!stage.shows("k3J9"))
        stage.command("sort csrf")
        #expect(stage.shows("The values of csrf are hidden, so the list is not sorted"))
        #expect(stage.shows("sort:TTL"))
    }

    @Test func `are read politely in production, with progress, until Esc`() throws {
        var facts = Sample.facts(isProduction: true)
        facts.columns = [try ListColumn(parsing: "cart=cart.total")]
        var stage = Stage(Self.carts, facts: facts)
        stage.press(":")
        stage.type("sort cart")
        stage.send(.keys([.enter]))
        let ticket = try #require(
            stage.takeWaiting().compactMap { effect -> Ticket? in
                if case .readValues(let ticket, _, true) = effect { ticket } else { nil }
            }.first)
        var page = Sample.page([Self.carts[1]])
        page.progress = 0.4
        stage.send(
            .values(
                ticket,
                ValueProgress(keys: page, values: [.number(100, text: "100")], looked: 1, unreadable: 0, isOver: false))
        )

        #expect(stage.shows("reading cart 40%, Esc stops"))
        #expect(users(stage).first == "bob")
        stage.press("Esc")
        #expect(stage.effects.contains(.stop(ticket)))
        #expect(stage.shows("Stopped; the list is sorted by what was read of cart so far."))
    }

    @Test func `scroll where they find no room, and back`() throws {
        var stage = try Self.stage(configured: ["cart=cart.total", "plan", "who=user", "more=cart"])
        #expect(stage.rows[3].hasSuffix(">"))
        #expect(!stage.rows[3].contains("MORE"))

        for _ in 0..<3 { stage.press("l") }
        #expect(stage.rows[3].contains("MORE"))
        #expect(stage.rows[3].hasPrefix(" <TTL"))
        for _ in 0..<20 { stage.press("Right") }
        #expect(stage.rows[3].contains("FLAGS"))
        #expect(stage.shows("there are no more columns to the right"))
        for _ in 0..<20 { stage.press("h") }
        #expect(stage.rows[3].contains("CART"))
        #expect(stage.shows("these are the first columns"))
    }

    @Test(arguments: [
        ("col cart.", "is no path"), ("col a=b..c", "a key"), ("col ttl=x", "is the name of a usual column"),
        ("uncol crt", "Did you mean \"cart\"?"), ("uncol ttl", "The column TTL is always there."),
        ("uncol", "Usage: uncol NAME"), ("col", "Beside the usual columns: cart=cart.total"),
        ("sort carts", "or cart, or first add a column"),
    ])
    func `say what is wrong`(_ line: String, _ words: String) throws {
        var stage = try Self.stage(160, 48, configured: ["cart=cart.total"])

        stage.command(line)

        #expect(stage.shows(words), "\(stage.rows.suffix(3))")
    }

    @Test func `are completed in the prompt`() throws {
        var stage = try Self.stage(configured: ["cart=cart.total"])

        stage.press(":")
        stage.type("sort ca")
        stage.press("Tab")
        #expect(stage.rows.last?.contains(":sort cart") == true)
    }

    @Test(arguments: [(60, 20), (80, 24), (120, 40), (160, 48)], [false, true])
    func `stand beside the usual ones as far as there is room`(_ size: (Int, Int), _ isASCII: Bool) throws {
        var stage = try Self.stage(
            size.0, size.1, configured: ["cart=cart.total", "plan", "size", "csrf=csrf_token"], isASCII: isASCII)
        stage.command("sort cart")

        Golden.expect(stage.cells, "columns-\(isASCII ? "ascii-" : "")\(size.0)x\(size.1)")
    }

    @Test(arguments: [(60, 20), (80, 24), (120, 40), (160, 48)])
    func `show what was beyond the edge once scrolled`(_ columns: Int, _ rows: Int) throws {
        var stage = try Self.stage(
            columns, rows, configured: ["cart=cart.total", "plan", "size", "csrf=csrf_token", "who=user"])
        stage.press("l", "l")

        Golden.expect(stage.cells, "columns-scrolled-\(columns)x\(rows)")
    }
}

@Suite struct `Values that rows are sorted by` {
    private func sorted(_ values: [ColumnValue], isDescending: Bool = false) -> [Int] {
        var sorting = SortValues()
        for (row, value) in values.enumerated() { sorting.set(value, row: row) }
        var rows = values.indices.map(UInt32.init)
        sorting.sort(&rows, isDescending: isDescending)
        return rows.map(Int.init)
    }

    @Test func `are numbers, then texts, then nothing`() {
        let values: [ColumnValue] = [
            .text("b"), .missing, .number(2, text: "2"), .text("A"), .number(-1e9, text: "-1e9"), .hidden,
            .number(0.5, text: "0.5"), .unreadable, .text("aaaaaaaab"), .text("aaaaaaaaa"),
        ]

        #expect(sorted(values) == [4, 6, 2, 3, 9, 8, 0, 1, 5, 7])
        #expect(sorted(values, isDescending: true) == [0, 8, 9, 3, 2, 6, 4, 1, 5, 7])
    }

    @Test(arguments: [10, 5_000])
    func `keep equal rows in their order`(_ count: Int) {
        let values = (0..<count).map { ColumnValue.number(Double($0 % 3), text: "") }

        let expected = (0..<count).sorted { ($0 % 3, $0) < ($1 % 3, $1) }
        #expect(sorted(values) == expected)
    }

    @Test func `agree with a plain sort of many texts`() {
        var numbers = `Random keys`.Numbers(state: 7)
        let texts = (0..<3_000).map { _ in
            String(
                (0..<Int.random(in: 0...12, using: &numbers)).map { _ in "abc".randomElement(using: &numbers) ?? "a" })
        }

        let expected = texts.indices.sorted { (texts[$0], $0) < (texts[$1], $1) }
        #expect(sorted(texts.map(ColumnValue.text)) == expected)
    }

    @Test func `forget a row that is gone`() {
        var values = SortValues()
        values.set(.number(5, text: "5"), row: 1)
        values.set(.number(9, text: "9"), row: 0)
        values.remove(1)
        var rows: [UInt32] = [0, 1, 2]
        values.sort(&rows, isDescending: false)

        #expect(rows == [0, 1, 2])
    }
}
