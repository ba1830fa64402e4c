import TestSupport
import Testing

@Suite struct `The choice of the store` {
    let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
        for name in ["argument", "variable", "tina4", "dotenv", "named", "profile", "other", "data/sessions"] {
            try home.makeDirectory(name)
            let file = Tina4Record.pythonFile(id: name, ["user_id": "\"\(name)\""], expires: nil)
            try home.write(file.bytes, to: "\(name)/\(file.name)")
        }
        try home.makeDirectory("config/curfew")
    }

    private func user(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> (String?, String) {
        let run = try ProgramRun(["list", "--json"] + arguments, environment: environment, home: home)
        return (try run.json["[0].user"], run.errorText)
    }

    private func configure(default name: String? = nil) throws {
        let start = name.map { "default = \"\($0)\"\n" } ?? ""
        try home.write(
            start + "[profiles.mine]\nstore = \"\(home.file("profile"))\"\n", to: "config/curfew/config.toml")
    }

    private let variable = "CURFEW_STORE"
    private var tina4: [String: String] {
        ["TINA4_SESSION_BACKEND": "file", "TINA4_SESSION_PATH": home.file("tina4")]
    }

    @Test func `takes what the command line names before all else, and says nothing`() throws {
        let (user, words) = try user(["--store", "argument"], [variable: "variable"])

        #expect(user == "argument")
        #expect(words.isEmpty)
    }

    @Test(arguments: [["users"], ["logout", "profile", "--dry-run"]])
    func `is said by verbs on several stores as well`(words: [String]) throws {
        try configure()

        let run = try ProgramRun(words + ["--profile", "mine"], home: home)

        #expect(run.code == 0)
        #expect(
            run.errorText == "Using file:\(home.file("profile")), chosen by the profile 'mine' (--profile).\n")
    }

    @Test func `warns of a password in the arguments, whatever the verb`() throws {
        let run = try ProgramRun(["users", "--store", "redis://:secret@127.0.0.1:1/0"], home: home)

        #expect(run.errorText.hasPrefix("Others can see the password of the store in the list of processes; "))
    }

    @Test func `takes a profile before a variable`() throws {
        try configure()

        let (user, words) = try user(["--profile", "mine"], [variable: "variable"])

        #expect(user == "profile")
        #expect(words.contains("chosen by the profile 'mine'"))
    }

    @Test(arguments: ["list", "users"])
    func `names the mistake in a profile, and not the profile, where nothing is chosen`(verb: String) throws {
        let text = "[profiles.good]\nstore = \"redis://h\"\n[profiles.bad]\nstore = \"redis://h\"\nread_only = \"x\"\n"
        try home.write(text, to: "config/curfew/config.toml")

        let run = try ProgramRun([verb], directory: home.file("other"), home: home)

        #expect(run.code == 64)
        #expect(run.errorText.contains("config.toml, line 5"), "\(run.errorText)")
        #expect(run.errorText.contains("Profiles: good (--profile NAME)\n"))
    }

    @Test func `takes a named .env before a variable`() throws {
        try home.write("TINA4_SESSION_BACKEND=file\nTINA4_SESSION_PATH=\(home.file("named"))\n", to: "app.env")

        #expect(try user(["--env", "app.env"], [variable: "variable"]).0 == "named")
    }

    @Test func `takes its own variable before those of Tina4, these before .env, it before the default profile`() throws
    {
        try home.write("TINA4_SESSION_BACKEND=file\nTINA4_SESSION_PATH=\(home.file("dotenv"))\n", to: ".env")
        try configure(default: "mine")

        #expect(try user([], tina4.merging([variable: home.file("variable")]) { $1 }).0 == "variable")
        #expect(try user([], tina4).0 == "tina4")
        let (found, words) = try user()
        #expect(found == "dotenv")
        #expect(words.contains("Using file:\(home.file("dotenv")), chosen by .env in "))
    }

    @Test func `takes the default profile before data/sessions`() throws {
        #expect(try user().0 == "data/sessions")
        #expect(try user().1.hasPrefix("Using file:data/sessions, found as data/sessions in "))

        try configure(default: "mine")

        #expect(try user().0 == "profile")
    }

    @Test func `ends with 64 where there is none, and says how to connect`() throws {
        let run = try ProgramRun(["list", "--json"])

        #expect(run.code == 64)
        #expect(run.errorText.contains("No store is named, and none was found"))
        #expect(run.errorText.contains("curfew demo"))
        #expect(try run.jsonError["error.code"] == "usage")
    }

    @Test func `takes a verb before a path of the same name`() throws {
        try home.makeDirectory("list")

        #expect(try ProgramRun(["list", "--json"], home: home).json["[0].user"] == "data/sessions")
        #expect(try ProgramRun(["./list"], home: home).errorText.contains("holds no sessions"))
    }

    @Test func `says of an unknown word which one is near`() throws {
        let run = try ProgramRun(["lsit"], home: home)

        #expect(run.code == 64)
        #expect(run.errorText == "There is no verb, profile, URL or path 'lsit'. Did you mean 'list'?\n")
    }

    @Test func `prints the list instead of the console where there is no terminal`() throws {
        let run = try ProgramRun(["argument"], home: home)

        #expect(run.code == 0)
        #expect(run.lines.count == 2)
        #expect(run.errorText.contains("Standard output is no terminal; here is the list."))
    }

    @Test func `opens a profile by its bare name`() throws {
        try configure()

        #expect(try ProgramRun(["mine"], home: home).outputText.contains(" profile "))
    }

    @Test func `refuses a profile with a mistake, and lets all else be used`() throws {
        try home.write(
            """
            default = "slip"
            [profiles.mine]
            store = "\(home.file("profile"))"
            [profiles.slip]
            store = "\(home.file("other"))"
            colums = ["ip"]
            [profiles.typo]
            store = "redsi://h/0"
            """, to: "config/curfew/config.toml")
        func run(_ words: String...) throws -> ProgramRun { try ProgramRun(words, home: home) }
        let sentence = "line 6: there is no key 'colums'. Did you mean 'columns'?\n"

        let other = try run("list", "--store", "argument")
        let named = try run("list", "--profile", "slip")

        #expect(other.code == 0 && other.outputText.contains(" argument "))
        #expect(other.errorText.hasPrefix("The profile 'slip' can't be used: ") && other.errorText.hasSuffix(sentence))
        #expect(try run("mine").code == 0)
        #expect(named.code == 64 && named.errorText.hasSuffix(sentence))
        #expect(try run("list").code == 64 && run("slip").code == 64)
        let users = try run("users", "--all-profiles", "--json")
        #expect(users.code == 5 && users.outputText.contains("profile"))
        #expect(users.errorText.contains("Not covered: slip: ") && users.errorText.contains("Not covered: typo: "))
        let stores = try run("stores", "--json")
        #expect(stores.code == 0)
        #expect(try stores.json["[0].reached"] == "true" && stores.json["[1].reached"] == "false")
        #expect(try stores.json["[1].reason"]?.contains("'colums'") == true)
    }

    @Test func `knows the user by the path that is asked for`() throws {
        let run = try ProgramRun(
            ["list", "--json", "--store", "file:argument?user=account.mail"], home: home)

        #expect(try run.json["[0].user"] == "null")
    }
}
