import TestSupport
import Testing

@Suite struct `Commands and filters of the configuration` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "plan": "\"gold\"", "csrf_token": "\"abc\""], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\"", "plan": "\"trial\""], endsIn: 600)
    }

    private func configure(_ text: String) throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(text, to: "config/curfew/config.toml")
    }

    @Test func `run with the session in the environment and the payload on standard input`() throws {
        try configure(
            """
            [commands.look]
            run = "printf '%s %s %s\\n' \\"$CURFEW_USER\\" \\"$CURFEW_VALUE\\" \\"$#\\"; cat"
            payload = "plan"
            """)

        let run = try shop.run("run", "look", Shop.id("Ann"))

        #expect(run.code == 0)
        #expect(run.outputText.hasPrefix("ann gold 0\n"))
        #expect(run.outputText.contains("\"plan\": \"gold\""))
        #expect(
            try shop.journal().contains {
                $0.contains("\"verb\":\"run look\"") || $0.contains("\"verb\": \"run look\"")
            })
    }

    @Test func `ask first where they are dangerous, and are refused in read-only`() throws {
        try configure("[commands.ban]\nrun = \"echo banned\"\ndangerous = true\n")

        let asked = try shop.run("run", "ban", Shop.id("Ann"))
        let refused = try shop.run("run", "ban", Shop.id("Ann"), "--yes", "--read-only")
        let done = try shop.run("run", "ban", Shop.id("Ann"), "--yes")

        #expect(asked.code == 4 && refused.code == 4)
        #expect(done.code == 0 && done.outputText == "banned\n")
    }

    @Test(
        arguments: [
            ("[commands.x]\nrun = \"exit 7\"", ["x"], 1, "x ended with code 7."),
            (
                "[commands.look]\nrun = \"true\"", ["lok"], 64,
                "The configuration has no command 'lok'. Did you mean 'look'?"
            ),
            ("[commands.x]\nrun = \"sleep 60\"\ntimeout = 1", ["x"], 1, "x was stopped after 1s, its time limit."),
            ("[commands.x]\nrn = \"true\"", ["x"], 64, "line 2: there is no key 'rn'. Did you mean 'run'?"),
            ("[commands.destroy]\nrun = \"true\"", ["destroy"], 64, "'commands.destroy' means something already"),
        ] as [(String, [String], Int32, String)])
    func `say what is wrong with them`(_ text: String, _ names: [String], _ code: Int32, _ words: String) throws {
        try configure(text)

        let run = try shop.run("run", names[0], Shop.id("Ann"))

        #expect(run.code == code)
        #expect(run.errorText.contains(words), "\(run.errorText)")
    }

    @Test func `keep nobody from the others where one means something already`() throws {
        try configure(
            """
            [filters]
            vip = "(a"
            gold = "plan=gold"
            [commands.destroy]
            run = "true"
            [commands.x]
            run = "echo here"
            key = "D"
            """)

        let run = try shop.run("run", "x", Shop.id("Ann"))
        let broken = try shop.run("list", "--where", "@vip")

        #expect(run.code == 0 && run.outputText == "here\n")
        #expect(run.errorText.contains("'filters.vip' is left out: "))
        #expect(run.errorText.contains("line 2: 'filters.vip' is '(a', but must be a query (Column 1"))
        #expect(run.errorText.contains("'commands.destroy' is left out: "))
        #expect(run.errorText.contains("it is D, the key of destroy in the sessions view."))
        #expect(try shop.run("list", "--json", "--where", "@gold").json.count == 1)
        #expect(broken.code == 64 && broken.errorText.contains("'filters.vip' is '(a'"))
    }

    @Test func `give filters a name`() throws {
        try configure("[filters]\nvip = \"plan=gold\"\n")

        let listed = try shop.run("list", "--json", "--where", "@vip")
        #expect(try listed.json["[0].user"] == "ann" && listed.json.count == 1)
        #expect(listed.errorText.contains("@vip is plan=gold."))
        let unknown = try shop.run("destroy", "--where", "@vipp", "--yes")
        #expect(unknown.code == 64)
        #expect(unknown.errorText.contains("There is no saved filter 'vipp'"))
        #expect(unknown.errorText.contains("Did you mean '@vip'?"))
        #expect(try shop.holds(Shop.id("Ann")))
        let within = try shop.run("destroy", "--where", "!@vipp", "--yes")
        #expect(within.code == 64 && within.errorText.contains("There is no saved filter 'vipp'"))
        #expect(try shop.holds(Shop.id("Ann")) && shop.holds(Shop.id("Bob")))
        #expect(try shop.run("list", "--json", "--where", "!@vip").json["[0].user"] == "bob")
        #expect(try shop.run("list", "--json", "--where", "@vip user=bob").code == 3)
        #expect(try shop.run("list", "--json", "--where", "@vip or user=bob").json.count == 2)
        #expect(try shop.run("destroy", "--where", "@vip", "--yes").code == 0)
        #expect(try !shop.holds(Shop.id("Ann")) && shop.holds(Shop.id("Bob")))
    }

    @Test func `are no part of themselves`() throws {
        try configure("[filters]\na = \"@b\"\nb = \"user=ann @a\"\n")

        let run = try shop.run("destroy", "--where", "@a", "--yes")

        #expect(run.code == 64)
        #expect(run.errorText.contains("is part of itself; save it as a query without that."))
        #expect(try shop.holds(Shop.id("Ann")))
    }

    @Test func `are saved in the console's memory for scripts as well`() throws {
        try shop.home.makeDirectory("state/curfew/profiles")
        let name = ProfileName.file(of: "file:\(shop.sessions.path)")
        try shop.home.write(
            "{\"curfew_memory\": 1, \"filters\": {\"trials\": \"plan=trial\"}}", to: "state/curfew/profiles/\(name)")

        let listed = try shop.run("list", "--json", "--where", "@trials")

        #expect(try listed.json.count == 1 && listed.json["[0].user"] == "bob")
    }
}

/// How the console calls the file in which it remembers a profile: percent-encoded.
private enum ProfileName {
    static func file(of name: String) -> String {
        name.utf8.map { byte in
            let scalar = UnicodeScalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if isPlain || scalar == "-" || scalar == "_" { return String(scalar) }
            return "%" + String(byte, radix: 16, uppercase: true)
        }.joined() + ".json"
    }
}

@Suite struct `Export` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "plan": "\"gold\""], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\""], endsIn: 600)
    }

    @Test func `saves what fits, and restore brings it back to the byte`() throws {
        let before = try shop.everything()
        let file = shop.home.file("saved.jsonl")

        let saved = try shop.run("export", "--where", "user=ann", file)
        #expect(saved.code == 0)
        #expect(saved.errorText.contains("Saved 1 session of"))
        #expect(try shop.journal().contains { $0.contains("export") })
        #expect(try shop.run("destroy", Shop.id("Ann"), "--yes").code == 0)
        let looked = try shop.run("restore", file, "--dry-run")
        #expect(looked.code == 0)
        #expect(try shop.run("restore", file, "--yes").code == 0)

        #expect(try shop.everything() == before)
        let again = try shop.run("restore", file, "--dry-run")
        #expect(again.outputText.contains("its id lives again") || again.errorText.contains("its id lives again"))
    }

    @Test func `are saved in production only where that can be written down`() throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            "[profiles.web]\nstore = \"file:\(shop.sessions.path)\"\nenvironment = \"production\"",
            to: "config/curfew/config.toml")
        let file = shop.home.file("saved")

        let run = try ProgramRun(
            ["export", "--profile", "web", file], environment: ["XDG_STATE_HOME": "/dev/null/x"], home: shop.home)

        #expect(run.code == 4, "\(run.errorText)")
        #expect(run.errorText.contains("production does nothing unwritten"))
        #expect(!(try shop.home.names().contains("saved")))
    }

    @Test func `writes over no file, and says where nothing fits`() throws {
        let file = try shop.home.write("mine", to: "saved.jsonl")

        #expect(try shop.run("export", file).code == 64)
        #expect(try shop.run("export", "--where", "user=nobody", shop.home.file("other")).code == 3)
        #expect(String(decoding: try shop.home.read("saved.jsonl"), as: UTF8.self) == "mine")
    }
}
