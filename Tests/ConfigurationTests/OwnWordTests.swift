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
        #expect(checked(file) == file)
    }

    @Test(arguments: [("", false), ("[aliases]\nbye = \"quit\"", true), ("[keys]\nopen = \"o\"", true)])
    func `are compared with the console's only where there are some`(text: String, isAsked: Bool) throws {
        var file = try read(text)
        var wasAsked = false
        func inUse() -> WordsInUse {
            wasAsked = true
            return Self.inUse
        }

        file.leaveOutClashes(with: inUse()) { _ in nil }

        #expect(wasAsked == isAsked)
    }

    /// The file without what clashes; a query with an open parenthesis is none.
    private func checked(_ file: ConfigurationFile) -> ConfigurationFile {
        var file = file
        file.leaveOutClashes(with: Self.inUse) { $0.contains("(") ? "Column 1: it is open." : nil }
        return file
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
    ])
    func `are left out and told of with file, line and key where they are wrong`(
        _ text: String, _ sentence: String
    ) throws {
        let file = try read("[aliases]\nlo = \"logout\"\n" + text)

        let error = try #require(file.leftOut["commands.x"])
        #expect(error.description.replacing(/line (\d+)/) { "line \((Int($0.1) ?? 0) - 2)" } == sentence)
        #expect(error.exitCode == 64)
        #expect(file.warnings == ["'commands.x' is left out: \(error)"])
        #expect(file.commands.isEmpty && file.aliases == ["lo": "logout"])
    }

    @Test func `are refused where a filter is no text`() throws {
        let error = try #require(throws: ConfigurationError.self) { try read("[filters]\nvip = 3") }

        #expect(error.description == "config.toml, line 2: 'filters.vip' must be a text, and is a number.")
    }

    @Test(arguments: [
        // A key may be the same in another view, two may change places, and one that was given up is free.
        "[keys]\ndestroy = \"f\"", "[keys]\ndestroy = \"Enter\"\nopen = \"D\"", "[keys]\ndestroy = []",
        "[keys]\ndestroy = \"X\"\n[commands.x]\nrun = \"a\"\nkey = \"D\"",
    ])
    func `may be other keys for commands`(_ text: String) throws {
        #expect(try checked(read(text)).leftOut.isEmpty)
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
    func `are left out where they mean something already`(_ text: String, _ sentence: String) throws {
        let file = try checked(read(text))

        #expect(file.leftOut.values.map(\.description) == [sentence])
        #expect(file.warnings.count == 1 && file.warnings[0].hasSuffix("is left out: \(sentence)"))
    }

    @Test func `keep all that is right in them`() throws {
        let file = try checked(
            read(
                """
                [keys]
                destroy = ["X", "Enter"]
                follow = "w"
                [filters]
                vip = "plan=gold"
                odd = "(a"
                quit = "b=c"
                [commands.x]
                run = "a"
                key = "D"
                """))

        #expect(Set(file.leftOut.keys) == ["keys.destroy", "filters.odd", "filters.quit", "commands.x.key"])
        #expect(file.keys == ["follow": [.character("w")]])
        #expect(file.filters == ["vip": "plan=gold"])
        #expect(file.commands.map(\.name) == ["x"] && file.commands[0].key == nil)
    }
}
