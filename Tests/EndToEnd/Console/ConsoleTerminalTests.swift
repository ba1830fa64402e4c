import Glibc
import TestSupport
import Testing

/// The console and the terminal it borrows.
@Suite(.serialized, .needs(.tmux)) struct `The console's terminal` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "role": "\"user\""], endsIn: nil)
        try shop.add("Bob", ["user_id": "\"bob\""], endsIn: nil)
    }

    /// The console in a shell that tells how it ended and whether the terminal is as it was.
    private func shell() async throws -> ScreenSession {
        let script = """
            echo first line; before=$(stty -g)
            sh -c 'echo $$ > "$HOME/pid"; exec "$0" "$@"' "$0" "$1" 2> /dev/null
            code=$?
            if [ "$before" = "$(stty -g)" ]; then echo "ended $code, as it was"; else echo "ended $code, spoilt"; stty -a; fi
            cat
            """
        let screen = try ScreenSession(
            ["sh", "-c", script, try Program.path(), shop.sessions.path], home: shop.home,
            columns: 80, rows: 24)
        try await screen.lists(2)
        return screen
    }

    private func pid() throws -> Int32 {
        let text = String(decoding: try shop.home.read("pid"), as: UTF8.self)
        return try #require(Int32(text.filter(\.isNumber)))
    }

    private func expectAsItWas(_ screen: ScreenSession, _ code: Int) async throws {
        try await screen.sees("ended \(code), as it was")
        #expect(try !screen.usesAlternateScreen())
        #expect(try screen.screen()[0] == "first line")
        #expect(try screen.cursor().isVisible)
    }

    @Test func `is as it was after q`() async throws {
        let screen = try await shell()
        #expect(try screen.usesAlternateScreen())

        try screen.press("q")

        try await expectAsItWas(screen, 0)
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT]) func `is as it was after a signal to end`(_ signal: Int32) async throws
    {
        let screen = try await shell()

        kill(try pid(), signal)

        try await expectAsItWas(screen, 128 + Int(signal))
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGILL]) func `is as it was after a crash`(_ signal: Int32) async throws {
        let screen = try await shell()

        kill(try pid(), signal)

        try await expectAsItWas(screen, 128 + Int(signal))
    }

    @Test func `is the shell's from Ctrl-Z to fg`() async throws {
        let screen = try ScreenSession(
            ["PS1=ready> ", "bash", "--norc", "--noprofile", "-i"], home: shop.home, columns: 80, rows: 24)
        try await screen.sees("ready>")
        try screen.type("'\(try Program.path())' '\(shop.sessions.path)'\n")
        try await screen.lists(2)

        try screen.press("C-z")
        try await screen.sees("Stopped")
        #expect(try !screen.usesAlternateScreen())
        try screen.type("echo still $((40 + 2))\n")
        try await screen.sees("still 42")
        try screen.resize(columns: 100, rows: 30)
        try screen.type("fg\n")

        try await screen.lists(2)
        try await screen.becomes("it took the new size") { $0.count == 30 && $0[28].contains("Enter inspect") }
        try screen.press("q")
        try await screen.becomes("the shell was back") { rows in rows.last { !$0.isEmpty }?.hasPrefix("ready>") == true
        }
    }

    @Test func `is the console's again after an editor that was stopped with Ctrl-Z`() async throws {
        let editor = try shop.editor(#"echo in the editor; read line; sed -i 's/"user"/"admin"/' "$1""#)
        let screen = try ScreenSession(
            ["PS1=ready> ", "EDITOR=\(editor["EDITOR"] ?? "")", "bash", "--norc", "--noprofile", "-i"], home: shop.home,
            columns: 80, rows: 24)
        try await screen.sees("ready>")
        try screen.type("'\(try Program.path())' '\(shop.sessions.path)'\n")
        try await screen.lists(2)
        try await screen.select("ann")
        try await screen.press("E", until: "in the editor")

        try screen.press("C-z")
        try await screen.sees("Stopped")
        try screen.type("fg\n")
        // Whoever reads the line, it is not the console.
        try await Task.sleep(for: .milliseconds(300))
        try screen.press("Enter")

        try await screen.sees("u undoes it")
        #expect(try screen.usesAlternateScreen())
        try await screen.press("q", until: "Quit?")
        try screen.press("Tab", "Enter")
        try await screen.becomes("the shell was back") { rows in rows.last { !$0.isEmpty }?.hasPrefix("ready>") == true
        }
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func `keeps what is typed in an editor while it is told to end`(_ signal: Int32) async throws {
        let editor = try shop.editor(#"echo in the editor; read line; sed -i 's/"user"/"typed"/' "$1""#)
        let screen = try ScreenSession.lingering(
            ["sh", "-c", #"echo $$ > "$HOME/pid"; exec "$0" "$@""#, try Program.path(), shop.sessions.path],
            environment: editor, home: shop.home, columns: 300)
        try await screen.lists(2)
        let before = try shop.text(Shop.id("Ann"))
        try await screen.select("ann")
        try await screen.press("E", until: "in the editor")

        kill(try pid(), signal)
        try screen.press("Enter")

        try await screen.sees("What you typed was not saved; it is kept in ")
        let kept = try #require(try shop.home.names(in: "curfew").first { $0.hasPrefix("edit-") })
        #expect(String(decoding: try shop.home.read("curfew/\(kept)"), as: UTF8.self).contains("\"typed\""))
        #expect(try shop.text(Shop.id("Ann")) == before)
    }

    @Test func `may change its size at any moment`() async throws {
        let screen = try await shop.console()
        let sizes = [(160, 48), (40, 10), (30, 8), (3, 2), (1, 1), (80, 24)]

        try await screen.press("D", until: "End this session")
        for (columns, rows) in sizes { try screen.resize(columns: columns, rows: rows) }
        try await screen.sees("End this session")
        try screen.press("Escape")
        try await screen.losesSight(of: "End this session")
        try screen.press("/")
        try screen.type("bo")
        for (columns, rows) in sizes { try screen.resize(columns: columns, rows: rows) }
        try await screen.becomes("the prompt was there") { $0.last == " /bo" }
        try screen.press("Escape")
        try await screen.losesSight(of: " /bo")
        try await screen.inspect("ann")
        for (columns, rows) in sizes {
            try screen.resize(columns: columns, rows: rows)
            try await screen.becomes("it had the new size") { $0.count == rows }
        }

        try await screen.sees("role  \"user\"")
        #expect(try screen.isRunning())
    }

    @Test func `may change its size while an editor has it`() async throws {
        let editor = try shop.editor(#"echo in the editor; read line; sed -i 's/"user"/"admin"/' "$1""#)
        let screen = try await shop.console(environment: editor)
        try await screen.select("ann")
        try await screen.press("E", until: "in the editor")

        try screen.resize(columns: 120, rows: 40)
        try screen.press("Enter")

        try await screen.lists(2)
        try await screen.becomes("it took the new size") { $0.count == 40 && $0[38].contains("Enter inspect") }
        try await screen.sees("u undoes it")
        #expect(try shop.text(Shop.id("Ann")).contains("\"admin\""))
    }

    @Test(arguments: ["dumb", "nosuchterminal", ""]) func `is refused in a sentence where it can't be used`(
        _ name: String
    ) async throws {
        let screen = try ScreenSession.lingering(
            ["TERM=\(name)", try Program.path(), shop.sessions.path], home: shop.home, columns: 160, rows: 24)

        try await screen.sees("Try: TERM=xterm-256color")
        try screen.press("Enter")
        #expect(try await screen.ends() == .code(1))
    }

    /// What two screens must have in common: all but what time changes.
    private static func withoutTimes(_ rows: [String]) -> [String] {
        rows.map { row in
            String(row.map { $0.isNumber ? "0" : $0 })
                .replacing(/\s+ev:\w+\s+rtt <?0+ms/, with: "")
                .replacing(/\s\s<?0+m?0*s\b/, with: "")
        }
    }

    /// Waits until two screens agree: each is drawn when it is its turn.
    private func shows(_ screen: ScreenSession, theSameAs other: ScreenSession, belowRow first: Int = 0) async throws {
        try await screen.becomes("it showed what the other screen shows") { rows in
            guard let others = try? other.screen() else { return false }
            return Self.withoutTimes(rows).dropFirst(first) == Self.withoutTimes(others).dropFirst(first)
        }
    }

    @Test(arguments: ["screen", "screen-256color", "tmux-256color", "xterm", "linux", "vt100", "vt220"])
    func `shows the same text whatever it is`(_ name: String) async throws {
        let usual = try await shop.console()
        let screen = try ScreenSession(
            ["TERM=\(name)", try Program.path(), shop.sessions.path], home: shop.home, columns: 80, rows: 24)
        try await screen.lists(2)

        try await usual.inspect("ann")
        try await screen.inspect("ann")

        try await shows(screen, theSameAs: usual)
    }

    @Test func `shows the same after the cursor has moved as when all is drawn again`() async throws {
        try shop.add("Zoe", ["user_id": "\"Zo\u{EB} \u{65E5}\u{672C}\u{8A9E}\"", "role": "\"user\""], endsIn: nil)
        let screen = try await shop.console(columns: 160, rows: 48)
        for user in ["bob", "ann", "Zo"] { try await screen.select(user) }
        try await screen.becomes("the session under the cursor was beside the list") { rows in
            rows.contains { $0.contains("user_id") && $0.contains("Zo") }
        }
        let moved = try screen.screen()

        // Another size, and back: all of it is drawn again.
        try screen.resize(columns: 160, rows: 40)
        try await screen.becomes("it was smaller") { $0.count == 40 && $0[38].contains("Enter inspect") }
        try screen.resize(columns: 160, rows: 48)
        try await screen.becomes("it showed the same as before") { rows in
            Self.withoutTimes(rows) == Self.withoutTimes(moved)
        }
    }

    @Test func `is left without colours at NO_COLOR, with the same text`() async throws {
        let usual = try await shop.console()
        let screen = try await shop.console(environment: ["NO_COLOR": "1"])

        let colour = /\u{1B}\[([0-9;]*;)?[34][0-8](;[0-9;]*)?m/
        #expect(try screen.attributedScreen().allSatisfy { $0.firstMatch(of: colour) == nil })
        try await shows(screen, theSameAs: usual, belowRow: 3)
    }

    @Test(arguments: ["LC_ALL=C", "LC_ALL=POSIX"]) func `is sent only ASCII where the locale knows no more`(
        _ locale: String
    ) async throws {
        try shop.add("Zoe", ["user_id": "\"Zo\u{EB} \u{65E5}\u{672C}\""], endsIn: nil)
        let record = shop.home.file("bytes")
        let screen = try ScreenSession(
            ["sh", "-c", "read go; exec env \(locale) \"$0\" \"$1\"", try Program.path(), shop.sessions.path],
            home: shop.home, columns: 80, rows: 24)
        try screen.record(to: record)
        try screen.press("Enter")
        try await screen.sees("3 of 3 shown")
        try screen.press("D")
        try await screen.sees("Cancel")

        let bytes = try shop.home.read("bytes")
        #expect(bytes.count > 1000)
        #expect(bytes.allSatisfy { $0 < 0x80 })
    }

    @Test func `is written to sparingly while nothing happens`() async throws {
        let screen = try await shop.console()
        let record = shop.home.file("bytes")
        let clock = try await screen.becomes("it was drawn") { !$0[0].isEmpty }[0].suffix(12)
        try screen.record(to: record)
        let start = ContinuousClock.now

        // Two ticks of the clock in its corner, or more where they are not seen at once.
        let next = try await screen.becomes("the clock went on") { $0[0].suffix(12) != clock }[0].suffix(12)
        try await screen.becomes("the clock went on") { $0[0].suffix(12) != next }

        let bytes = try shop.home.read("bytes").count
        let ticks = Int(start.duration(to: .now) / .seconds(1)) + 1
        #expect(bytes < 200 * max(2, ticks))
    }
}
