import Configuration
import SessionModel
import StoreKit
import TerminalKit
import Testing

@Suite struct `The configuration file` {
    private func read(_ text: String, isReadableByOthers: Bool = false) throws -> ConfigurationFile {
        let content = FileContent(bytes: Array(text.utf8), isReadableByOthers: isReadableByOthers)
        return try ConfigurationFile(content, file: "config.toml")
    }

    @Test func `is read whole`() throws {
        let file = try read(
            """
            default = "shop"
            theme = "paper"
            masks = ["iban"]

            [keys]
            destroy = ["D", "delete"]
            undo = "u"

            [aliases]
            bye = "logout"

            [profiles.shop]
            store = "redis://h/2"
            format = "express"
            user = "passport.user"
            password = { command = "pass show shop" }
            cookie_secrets = ["old", { env = "COOKIE" }]
            environment = "production"
            read_only = true
            columns = ["user", "cart.total"]
            lifetime = 1800
            poll = 5
            copies = "my site"

            [profiles."my site"]
            store = "data/sessions"
            """)

        #expect(file.defaultProfile == "shop")
        #expect(file.theme == "paper")
        #expect(file.masks == ["iban"])
        #expect(file.keys == ["destroy": [.character("D"), .delete], "undo": [.character("u")]])
        #expect(file.aliases == ["bye": "logout"])
        #expect(file.profiles.map(\.name) == ["my site", "shop"])
        #expect(file.warnings == [])
        var shop = Profile(name: "shop", store: "redis://h/2")
        shop.format = "express"
        shop.userPaths = ["passport.user"]
        shop.password = .command(["/bin/sh", "-c", "pass show shop"])
        shop.cookieSecrets = [.literal(Secret("old")), .environment("COOKIE")]
        shop.environment = .production
        shop.isReadOnly = true
        shop.columns = [.usual(.user), .payload(PayloadColumn("total", PayloadPath([.key("cart"), .key("total")])))]
        shop.lifetime = 1800
        shop.poll = 5
        shop.copies = "my site"
        #expect(try file.profile("shop") == shop)
        #expect(try file.profile("my site")?.isProduction == false)
    }

    @Test(
        arguments: [
            ("{ env = \"A\" }", .environment("A")), ("{ file = \"~/pw\" }", .file("~/pw")),
            ("{ prompt = true }", .prompt),
            ("{ command = [\"pass\", \"show\"] }", .command(["pass", "show"])),
        ] as [(String, SecretSource)])
    func `says where a password comes from`(text: String, source: SecretSource) throws {
        #expect(try read("[profiles.a]\nstore = \"x\"\npassword = \(text)").profile("a")?.password == source)
    }

    @Test func `has alarms for all profiles, and for one what differs`() throws {
        let file = try read(
            """
            [alarms]
            crowd = 30
            rights = false
            old = "30d"
            [profiles.a]
            store = "x"
            [profiles.a.alarms]
            rights = true
            crowd = 50
            shared = false
            [profiles.b]
            store = "y"
            """)

        var own = file.alarms
        (own.crowd, own.off) = (50, ["shared"])
        #expect(file.alarms.off == ["rights"] && file.alarms.crowd == 30)
        #expect(try file.profile("a")?.alarms == own)
        #expect(try file.profile("b")?.alarms == nil)
    }

    @Test func `may be missing`() throws {
        let file = try ConfigurationFile.load("config.toml") { _ in .failure(.missing) }

        #expect(file == ConfigurationFile())
    }

    @Test func `must be readable where it is there`() {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile.load("config.toml") { _ in .failure(.notPermitted) }
        }

        #expect(error?.description == "Cannot read config.toml: permission denied.")
    }

    @Test(arguments: [
        "[profiles.a]\nstore = \"redis://:pw@h\"", "[profiles.a]\nstore = \"x\"\ncookie_secrets = \"s\"",
    ])
    func `warns where others can read a secret in it`(text: String) throws {
        let warning = "Others can read config.toml, and a secret stands in it. Try: chmod 600 config.toml"

        #expect(try read(text, isReadableByOthers: true).warnings == [warning])
        #expect(try read(text).warnings == [])
    }

    @Test func `may be read by others where it has no secret`() throws {
        #expect(try read("[profiles.a]\nstore = \"redis://u@h\"", isReadableByOthers: true).warnings == [])
    }

    static let mistakes: [(String, String)] = [
        ("[profile.a]", "config.toml, line 1: there is no key 'profile'. Did you mean 'profiles'?"),
        (
            "\nnonsense = 1",
            "config.toml, line 2: there is no key 'nonsense'; there are default, theme, masks, keys, aliases, alarms, filters, commands and profiles."
        ),
        ("[alarms]\nfixatoin = false", "config.toml, line 2: there is no key 'fixatoin'. Did you mean 'fixation'?"),
        ("[alarms]\nfixation = 3", "config.toml, line 2: 'alarms.fixation' must be true or false, and is a number."),
        (
            "[alarms]\ncrowd = \"many\"",
            "config.toml, line 2: 'alarms.crowd' must be true, false or a number of sessions, and is a text."
        ),
        ("theme = 1979-05-27", "config.toml, line 1: 'theme' must be a text, and is a date or a time."),
        (
            "[keys]\nundo = \"u\"\nredo = [\"U\", \"F99\"]",
            "config.toml, line 3: 'keys.redo' is 'F99', but must be a key, as in \"F8\", \"Alt-g\" or \"w\"."
        ),
        (
            "[keys]\nundo = true",
            "config.toml, line 2: 'keys.undo' must be a text or a list of texts, and is true or false."
        ),
    ]

    @Test(arguments: mistakes)
    func `names the line and the key of a mistake`(text: String, sentence: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }

        #expect(error?.description == sentence)
        #expect(error?.exitCode == 64)
    }

    static let profileMistakes: [(String, String)] = [
        (
            "[profiles.a]\nstore = \"x\"\nreadonly = true",
            "config.toml, line 3: there is no key 'readonly'. Did you mean 'read_only'?"
        ),
        (
            "[profiles.a]\nstore = \"x\"\npassword = { environment = \"A\" }",
            "config.toml, line 3: there is no key 'environment'; there are env, file, command and prompt."
        ),
        ("[profiles.a]\nstore = 1", "config.toml, line 2: 'profiles.a.store' must be a text, and is a number."),
        ("[profiles]\na = \"x\"", "config.toml, line 2: 'profiles.a' must be a table, and is a text."),
        ("[profiles.a]\nformat = \"php\"", "config.toml, line 1: 'profiles.a.store' is missing."),
        (
            "[profiles.a]\nstore = \"x\"\nread_only = \"yes\"",
            "config.toml, line 3: 'profiles.a.read_only' must be true or false, and is a text."
        ),
        (
            "[profiles.a]\nstore = \"x\"\nuser = [\"a\", 1]",
            "config.toml, line 3: 'profiles.a.user' must be a text or a list of texts, and is a list with a number in it."
        ),
        (
            "[profiles.a]\nstore = \"x\"\nlifetime = 1.5",
            "config.toml, line 3: 'profiles.a.lifetime' must be a number of seconds, and is a fraction."
        ),
        (
            "[profiles.a]\nstore = \"x\"\npoll = 0",
            "config.toml, line 3: 'profiles.a.poll' is '0', but must be a number of seconds, at least 1."
        ),
        (
            "[profiles.a]\nstore = \"x\"\nenvironment = \"prodction\"",
            "config.toml, line 3: 'profiles.a.environment' is 'prodction', but must be production, staging, development or test. Did you mean 'production'?"
        ),
        (
            "[profiles.a]\nstore = \"x\"\npassword = \"hush\"",
            "config.toml, line 3: 'profiles.a.password' must be a table, as in { env = \"NAME\" }, { file = … }, { command = … } or { prompt = true }, and is a text."
        ),
        (
            "[profiles.a]\nstore = \"x\"\npassword = { env = \"A\", file = \"B\" }",
            "config.toml, line 3: 'profiles.a.password' must be a table with one of env, file, command and prompt, and is one with 2."
        ),
        (
            "[profiles.a]\nstore = \"x\"\ncookie_secrets = [1]",
            "config.toml, line 3: 'profiles.a.cookie_secrets' must be a list of texts and of tables, as in [{ env = \"NAME\" }], and is a list with a number in it."
        ),
        (
            "[profiles.a]\nstore = \"x\"\ncolumns = [\"ip\", \"cart[\"]",
            "config.toml, line 3: 'profiles.a.columns' is 'cart[', but must be a column, as in \"ip\" or \"cart=cart.total\"."
        ),
    ]

    @Test(arguments: profileMistakes)
    func `refuses a profile with a mistake, and no other`(text: String, sentence: String) throws {
        let file = try read(text + "\n[profiles.good]\nstore = \"y\"\n[alarms]\nold = false")

        #expect(file.brokenProfiles["a"]?.description == sentence)
        #expect(file.brokenProfiles["a"]?.exitCode == 64)
        #expect(file.warnings == ["The profile 'a' can't be used: \(sentence)"])
        #expect(file.profiles.map(\.name) == ["good"])
        #expect(file.profileNames == ["a", "good"])
        #expect(try file.profile("good") != nil)
        #expect(throws: ConfigurationError.self) { try file.profile("a") }
    }

    @Test func `may have a profile with a mistake for its default`() throws {
        let file = try read("default = \"a\"\n[profiles.a]\nstor = \"x\"")

        #expect(file.defaultProfile == "a")
    }

    @Test(arguments: [
        ("\"shpo\"", "'default' is 'shpo', but must be the name of a profile. Did you mean 'shop'?"),
        ("3", "'default' must be a text, and is a number."),
    ])
    func `warns of a default that is no profile's name`(value: String, words: String) throws {
        let file = try read("default = \(value)\n[profiles.shop]\nstore = \"x\"")

        #expect(file.defaultProfile == nil)
        #expect(file.brokenDefault?.description == "config.toml, line 1: \(words)")
        #expect(file.warnings == ["The default can't be used: config.toml, line 1: \(words)"])
        #expect(try file.profile("shop") != nil)
    }

    @Test func `names the place where it is no TOML`() throws {
        let error = #expect(throws: ConfigurationError.self) { try read("theme = \"a\"\nmasks = [") }

        guard case .malformed("config.toml", line: 2, column: _, detail: let detail) = error else {
            Issue.record("\(error.debugDescription)")
            return
        }
        #expect(!detail.isEmpty)
    }

    @Test(arguments: [
        "[profiles.a]\nstore = redis://:hush@h", "[profiles.a]\nstore = \"redis://:hush@h",
        "[profiles.a]\nstore = 'hush' hush",
        "[profiles.a]\nstore = hush", "[profiles.a]\nstore: hush", "[profiles.a]\nstore = \"hush\\q\"",
    ])
    func `quotes no value where it is no TOML`(text: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }

        let sentence = try #require(error?.description)
        #expect(!sentence.contains("hush"), "\(sentence)")
    }

    @Test func `must be text`() {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile(FileContent(bytes: [0xFF]), file: "config.toml")
        }

        #expect(error?.description == "Cannot read config.toml: it is no UTF-8 text.")
    }
}
