import TestSupport
import Testing

@Suite struct `List` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Late", ["user_id": "8", "role": "\"user\""], endsIn: 900)
        try shop.add("Soon", ["user_id": "7", "role": "\"admin\"", "csrf_token": "\"abc\""], endsIn: 100)
        try shop.add("Never", ["role": "\"guest\""], endsIn: nil)
    }

    private func users(_ run: ProgramRun) throws -> [String?] {
        let json = try run.json
        return (0..<json.count).map { json["[\($0)].user"] }
    }

    @Test func `prints the session first that dies first`() throws {
        let run = try shop.run("list", "--json")

        #expect(run.code == 0)
        #expect(try users(run) == ["7", "8", "null"])
    }

    @Test func `prints the agreed object of a session`() throws {
        let json = try shop.run("list", "--json", "--limit", "1").json

        #expect(
            json.keys("[0]") == [
                "id", "key", "format", "user", "expires_at", "ttl", "dies_by", "state", "created_at", "last_seen_at",
                "size", "store",
            ])
        #expect(json["[0].id"] == "null")
        #expect(json["[0].key"] == shop.fileName(Shop.id("Soon")))
        #expect(json["[0].format"] == "tina4")
        #expect(json["[0].dies_by"] == "payload")
        #expect(json["[0].state"] == "live")
        #expect(json["[0].store"] == "file:\(shop.sessions.path)")
        let ttl = try #require(json.number("[0].ttl"))
        #expect(ttl > 90 && ttl <= 101)
        let end = try #require(json.number("[0].expires_at"))
        #expect(abs(end - ttl - Shop.now) < 5)
    }

    @Test func `masks secrets unless they are to be revealed`() throws {
        let masked = try shop.run("list", "--json", "--payload", "--where", "user=7").json
        let revealed = try shop.run("list", "--json", "--payload", "--reveal", "--where", "user=7").json

        #expect(masked["[0].payload.csrf_token"] == "********")
        #expect(revealed["[0].payload.csrf_token"] == "abc")
        #expect(try ProgramRun(["journal"], home: shop.home).outputText.contains("reveal"))
    }

    @Test(arguments: ["csrf_token~^a", "csrf_token=abc", "user=7 (role=x or .csrf_token>a)", "csrf_token.x=1"])
    func `asks no hidden field unless it is to be revealed`(query: String) throws {
        let hidden = try shop.run("list", "--json", "--where", query)

        #expect(hidden.code == 64)
        #expect(hidden.output.isEmpty)
        #expect(
            hidden.errorText.hasPrefix(
                "The query asks for '\(query.contains(".x") ? "csrf_token.x" : "csrf_token")', which is hidden:"
                    + " only list --reveal looks into hidden values.\n"))
        #expect(try shop.run("destroy", "--dry-run", "--where", query).code == 64)
        #expect(try shop.run("list", "--json", "--reveal", "--where", query).code != 64)
    }

    @Test func `finds words in hidden values only where they are to be revealed`() throws {
        #expect(try shop.run("list", "--json", "--where", "abc").code == 3)
        #expect(try shop.run("list", "--json", "--where", "csrf_token").json.count == 1)
        #expect(try shop.run("list", "--json", "--reveal", "--where", "abc").json.count == 1)
    }

    @Test(arguments: ["jwt", "auth.apiKey", "user.id,login.token.owner"])
    func `takes no hidden field for the user's name`(path: String) throws {
        let run = try ProgramRun(["users", "--store", "file:\(shop.sessions.path)?user=\(path)"], home: shop.home)

        #expect(run.code == 64)
        #expect(run.output.isEmpty)
        let field = path.split(separator: ",").last.map(String.init) ?? path
        #expect(
            run.errorText
                == "The user can't be named by '\(field)': that field is hidden, and every list shows the user. Name another.\n"
        )
    }

    @Test(arguments: [
        ("ttl", ["7", "8", "null"]), ("-ttl", ["null", "8", "7"]), ("user", ["7", "8", "null"]),
        ("-user", ["8", "7", "null"]), ("size", ["null", "8", "7"]), ("-size", ["7", "8", "null"]),
    ])
    func `sorts by a field, either way round`(field: String, expected: [String?]) throws {
        #expect(try users(shop.run("list", "--json", "--sort", field)) == expected)
    }

    @Test(arguments: [("ttl", ["7", "8"]), ("-ttl", ["null", "8"])])
    func `puts last what does not tell when it ends, either way round`(field: String, first: [String]) throws {
        for name in ["a", "b"] { try shop.sessions.write("{\"cut", to: shop.fileName(Shop.id(name))) }

        #expect(try users(shop.run("list", "--json", "--sort", field, "--limit", "2")) == first)
        let states = try shop.run("list", "--json", "--sort", field).json
        #expect(["[3].state", "[4].state"].map { states[$0] } == ["unreadable", "unreadable"])
    }

    @Test(arguments: [("age", ["2", "1", "3"]), ("idle", ["1", "2", "3"]), ("-idle", ["3", "2", "1"])])
    func `sorts by how long ago, the shortest time first`(field: String, expected: [String]) throws {
        let now = Int(Shop.now)
        let home = try Shop()
        for (user, age, idle) in [(1, 200, 10), (2, 100, 20), (3, 300, 30)] {
            let times =
                "\"created_at\": \(now - age), \"last_accessed\": \(now - idle), \"expires_at\": \(now + 600)"
            try home.sessions.write("{\"user_id\": \(user), \"_meta\": {\(times)}}", to: home.fileName("\(user)"))
        }

        #expect(try users(home.run("list", "--json", "--sort", field)) == expected)
    }

    @Test func `sorts by keys, either way round`() throws {
        let keys = try shop.sessions.names().sorted()

        for (field, expected) in [("key", keys), ("-key", keys.reversed())] {
            let json = try shop.run("list", "--json", "--sort", field).json
            #expect(keys.indices.map { json["[\($0)].key"] } == expected)
        }
    }

    @Test func `quotes no more of a bad query than can be read`() throws {
        let run = try shop.run("list", "--where", String(repeating: "(", count: 5000))

        #expect(run.code == 64)
        #expect(run.errorText.utf8.count < 500)
        #expect(run.errorText.contains("((..' can't be read. Column "))
    }

    @Test func `prints one object a line`() throws {
        let run = try shop.run("list", "--format", "jsonl", "--limit", "2")

        #expect(run.lines.count == 2)
        #expect(try JSON(run.lines[1])["user"] == "8")
    }

    @Test func `prints comma-separated values with a heading`() throws {
        let run = try shop.run("list", "--format", "csv", "--where", "user=7", "--payload")

        #expect(
            run.lines.first
                == "id,key,format,user,expires_at,ttl,dies_by,state,created_at,last_seen_at,size,store,payload")
        #expect(run.lines.last?.contains(",tina4,7,") == true)
        #expect(run.lines.last?.hasSuffix(#""{""user_id"":7,""role"":""admin"",""csrf_token"":""********""}""#) == true)
    }

    @Test func `prints keys where ids can't be known, and else ids`() throws {
        let old = Tina4Record.ruby312File(id: "plain_id", ["user_id": "3"])
        try old.write(in: shop.sessions)

        let run = try shop.run("list", "--format", "ids")

        #expect(Set(run.lines).isSuperset(of: ["plain_id", shop.fileName(Shop.id("Soon"))]))
        #expect(run.lines.count == 4)
    }

    @Test func `shortens ids in the table`() throws {
        let run = try shop.run("list")

        #expect(run.lines.first?.contains("DIES IN") == true)
        #expect(!run.outputText.contains(shop.fileName(Shop.id("Soon")).prefix(20)))
        #expect(run.lines.count == 4)
    }

    @Test func `ends with 3 where nothing fits, and prints an empty array`() throws {
        let run = try shop.run("list", "--json", "--where", "user=nobody")

        #expect(run.code == 3)
        #expect(try run.json.count == 0)
        #expect(try run.jsonError["error.code"] == "nothing_matched")
    }

    @Test func `ends with 0 on an empty store`() throws {
        let run = try Shop().run("list", "--json")

        #expect(run.code == 0)
        #expect(try run.json.count == 0)
    }

    @Test func `says how many sessions could not be read`() throws {
        try shop.sessions.write("{\"_data\": {", to: String(repeating: "0", count: 64) + ".json")

        let run = try shop.run("list", "--where", "role=admin", "--json")

        #expect(run.code == 0)
        #expect(try run.json.count == 1)
        #expect(run.errorText.contains("1 session could not be read, so it is not known whether it fits."))
    }

    @Test func `says how many sessions do not tell what was asked for`() throws {
        let run = try shop.run("list", "--where", "age>1m")

        #expect(run.code == 3)
        #expect(run.errorText.contains("sessions do not tell what was asked for, so it is not known whether they fit."))
    }

    @Test func `marks what is expired and what can't be read`() throws {
        try shop.add("Gone", endsIn: -10)
        try shop.sessions.write("{", to: String(repeating: "0", count: 64) + ".json")

        let json = try shop.run("list", "--json").json

        #expect((0..<json.count).map { json["[\($0)].state"] } == ["expired", "live", "live", "live", "unreadable"])
    }

    @Test func `is quiet when nobody reads its output to the end`() throws {
        for number in 0..<300 { try shop.add("Many\(number)") }
        let command = "\"$0\" list --store \"$1\" --format jsonl | head -n 1; echo ${PIPESTATUS[0]}"

        let run = try ProgramRun(
            ["-c", command, try Program.path(), shop.sessions.path], program: "/bin/bash", home: shop.home)

        #expect(run.lines.count == 2)
        #expect(run.lines.last == "0")
        #expect(run.errorText.isEmpty)
    }

    @Test func `passes a terminal's controls on in no table`() throws {
        try shop.add("Evil", ["user_id": #""\u001b[2Jx\u202ey""#])

        let run = try shop.run("list")

        #expect(!run.output.contains(0x1B))
        #expect(run.outputText.contains(#"\e[2Jx\u{202E}y"#))
    }
}
