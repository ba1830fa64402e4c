import Configuration
import SessionModel
import TerminalKit
import Testing

@Suite struct `Words of one's own in the configuration` {
    private func read(_ text: String) throws -> ConfigurationFile {
        try ConfigurationFile(FileContent(bytes: Array(text.utf8)), file: "config.toml")
    }

    private static let inUse = WordsInUse(
        commands: ["quit", "destroy"], keys: ["sessions": ["D": "destroy"], "session": [:], "events": [:]],
        bindings: [
            .init(command: "destroy", views: ["sessions"], keys: [.character("D")]),
            .init(command: "open", views: ["sessions", "events"], keys: [.enter]),
            .init(command: "follow", views: ["events"], keys: [.character("f")]),
        ])

    @Test func `are commands that run programs`() throws {
        let file = try read(
            """
            [commands.geoip]
            run = "geoip-look"
            title = "Where is this visitor"
            key = "F8"
            views = ["sessions", "events"]
            payload = "user.email"
            output = "message"
            timeout = 3

            [commands.ban]
            run = ["/usr/bin/ban", "--now"]
            dangerous = true
            """)

        var geoip = CommandSetting(name: "geoip", run: ["/bin/sh", "-c", "geoip-look"])
        geoip.title = "Where is this visitor"
        geoip.key = .function(8)
        geoip.views = ["sessions", "events"]
        geoip.payload = try PayloadPath(parsing: "user.email")
        geoip.output = .message
        geoip.timeout = 3
        var ban = CommandSetting(name: "ban", run: ["/usr/bin/ban", "--now"])
        ban.isDangerous = true
        #expect(file.commands == [geoip, ban])
        try file.check(against: Self.inUse)
    }

    @Test(arguments: [
        ("[commands.x]\ntitle = \"t\"", "config.toml, line 1: 'commands.x.run' is missing."),
        ("[commands.x]\nrun = \"\"", "config.toml, line 2: 'commands.x.run' is '', but must be a program."),
        (
            "[commands.x]\nrun = \"a\"\nkeys = \"F8\"",
            "config.toml, line 3: there is no key 'keys'. Did you mean 'key'?"
        ),
        (
            "[commands.x]\nrun = \"a\"\nkey = \"F88\"",
            "config.toml, line 3: 'commands.x.key' is 'F88', but must be a key, as in \"F8\", \"Alt-g\" or \"w\"."
        ),
        (
            "[commands.x]\nrun = \"a\"\noutput = \"shw\"",
            "config.toml, line 3: 'commands.x.output' is 'shw', but must be show, message or terminal. Did you mean 'show'?"
        ),
        (
            "[commands.x]\nrun = \"a\"\npayload = \"a..b\"",
            "config.toml, line 3: 'commands.x.payload' is 'a..b', but must be a path, as in \"user.email\"."
        ),
        (
            "[commands.x]\nrun = \"a\"\ntimeout = 4000",
            "config.toml, line 3: 'commands.x.timeout' is '4000', but must be a number of seconds from 1 to 3600."
        ),
        ("[filters]\nvip = 3", "config.toml, line 2: 'filters.vip' must be a text, and is a number."),
        (
            "[profiles.a]\nstore = \"x\"\ncolumns = [\"ip\", \"cart[\"]",
            "config.toml, line 3: 'profiles.a.columns' is 'cart[', but must be a column, as in \"ip\" or \"cart=cart.total\"."
        ),
    ])
    func `are told of with file, line and key where they are wrong`(_ text: String, _ sentence: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try read(text) }

        #expect(error.description == sentence)
        #expect(error.exitCode == 64)
    }

    @Test(arguments: [
        // A key may be the same in another view, two may change places, and one that was given up is free.
        "[keys]\ndestroy = \"f\"", "[keys]\ndestroy = \"Enter\"\nopen = \"D\"", "[keys]\ndestroy = []",
        "[keys]\ndestroy = \"X\"\n[commands.x]\nrun = \"a\"\nkey = \"D\"",
    ])
    func `may be other keys for commands`(_ text: String) throws {
        try read(text).check(against: Self.inUse)
    }

    @Test(arguments: [
        (
            "[aliases]\nquit = \"logout\"",
            "config.toml, line 2: 'aliases.quit' means something already: it is a command of the console. Take another."
        ),
        (
            "[aliases]\nvip = \"logout\"\n[filters]\nvip = \"a=b\"",
            "config.toml, line 4: 'filters.vip' means something already: it is an alias. Take another."
        ),
        (
            "[commands.x]\nrun = \"a\"\nkey = \"D\"",
            "config.toml, line 3: 'commands.x.key' means something already: it is D, the key of destroy in the sessions view. Take another."
        ),
        (
            "[commands.x]\nrun = \"a\"\nkey = \"F8\"\n[commands.y]\nrun = \"a\"\nkey = \"F8\"",
            "config.toml, line 6: 'commands.y.key' means something already: it is the key of x. Take another."
        ),
        (
            "[commands.x]\nrun = \"a\"\nviews = [\"sesions\"]",
            "config.toml, line 3: 'commands.x.views' is 'sesions', but must be events, session or sessions. Did you mean 'sessions'?"
        ),
        (
            "[keys]\ndestory = \"X\"",
            "config.toml, line 2: 'keys.destory' is 'destory', but must be the name of a command. Did you mean 'destroy'?"
        ),
        (
            "[keys]\ndestroy = [\"X\", \"Enter\"]",
            "config.toml, line 2: 'keys.destroy' means something already: it is Enter, the key of open in the sessions view. Take another."
        ),
        (
            "[keys]\ndestroy = \"X\"\nopen = [\"X\"]",
            "config.toml, line 2: 'keys.destroy' means something already: it is X, the key of open in the sessions view. Take another."
        ),
        (
            "[keys]\ndestroy = \"F8\"\n[commands.x]\nrun = \"a\"\nkey = \"F8\"",
            "config.toml, line 5: 'commands.x.key' means something already: it is F8, the key of destroy in the sessions view. Take another."
        ),
    ])
    func `are refused where they mean something already`(_ text: String, _ sentence: String) throws {
        let file = try read(text)

        let error = try #require(throws: ConfigurationError.self) { try file.check(against: Self.inUse) }
        #expect(error.description == sentence)
    }
}
