import TestSupport
import Testing

@Suite struct `Columns of a printed list` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "cart": "{\"total\": 9.50, \"note\": \"a, b\"}"], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\"", "cart": "{\"total\": 100}", "csrf_token": "\"abc\""], endsIn: 600)
        try shop.add("Cho", ["user_id": "\"cho\"", "ip": "\"203.0.113.7\""], endsIn: 900)
    }

    @Test func `are added to the table`() throws {
        let run = try shop.run("list", "--columns", "cart=cart.total, ip,csrf=csrf_token")

        let lines = run.outputText.split(separator: "\n").map(String.init)
        try #require(lines.count > 3, "\(run.errorText)")
        #expect(lines[0].contains("CART") && lines[0].contains("IP") && lines[0].contains("CSRF"))
        #expect(lines[1].contains("9.50"))
        #expect(lines[2].contains("********") && !lines[2].contains("abc"))
        #expect(lines[3].contains("203.0.113.7"))
    }

    @Test func `are added to comma-separated values behind the agreed ones`() throws {
        let run = try shop.run("list", "--format", "csv", "--columns", "note=cart.note,cart=cart.total")

        let lines = run.outputText.split(separator: "\n").map(String.init)
        try #require(lines.count > 3, "\(run.errorText)")
        #expect(lines[0].hasSuffix(",size,store,note,cart"))
        #expect(lines[1].hasSuffix(",\"a, b\",9.50"))
        #expect(lines[3].hasSuffix(",,"))
    }

    @Test(arguments: [("cart", ["ann", "bob", "cho"]), ("-cart", ["bob", "ann", "cho"])])
    func `can be what the list is sorted by, unknown values last`(_ sort: String, _ expected: [String]) throws {
        let run = try shop.run("list", "--columns", "cart=cart.total", "--sort", sort)

        let users = run.outputText.split(separator: "\n").dropFirst().map { line in
            expected.first { line.contains(" \($0) ") } ?? "?"
        }
        #expect(users == expected)
    }

    @Test(arguments: [
        (["--columns", "cart["], "is no path"), (["--columns", "a", "--json"], "--columns goes with table and csv"),
        (["--columns", "a", "--format", "ids"], "--columns goes with table and csv"),
        (["--sort", "cart"], "There is no field 'cart' to sort by."),
    ])
    func `are refused with a sentence where they make no sense`(_ arguments: [String], _ words: String) throws {
        let run = try ProgramRun(["list", "--store", shop.sessions.path] + arguments, home: shop.home)

        #expect(run.code == 64)
        #expect(run.errorText.contains(words), "\(run.errorText)")
    }
}
