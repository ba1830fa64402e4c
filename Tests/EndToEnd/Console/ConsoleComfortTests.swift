import Glibc
import TestSupport
import Testing

/// Copying, the mouse, the title and slow lines, in a real terminal.
@Suite(.serialized, .needs(.tmux)) struct `The console's comfort` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "role": "\"user\"", "api_token": "\"s3cret\""], endsIn: nil)
        try shop.add("Bob", ["user_id": "\"bob\""], endsIn: nil)
    }

    private func copies(_ text: String, _ screen: ScreenSession) async throws {
        let found = await Patience(.seconds(20), pause: .milliseconds(20)).wait { () -> Bool? in
            (try? screen.clipboard()) == text ? true : nil
        }
        let copied = try screen.clipboard()
        #expect(found == true, "copied: \(copied)")
    }

    // MARK: Copying

    @Test func `copies into tmux, and notes in the journal what opens a session`() async throws {
        let screen = try await shop.console()
        try screen.acceptClipboard()
        try await screen.inspect("ann")

        try screen.press("y")
        try await screen.sees("Copy")
        try screen.press("u")
        try await copies("ann", screen)
        #expect(((try? shop.journal()) ?? []).isEmpty)
        try screen.press("y")
        try await screen.sees("letter or Enter copies")
        try await screen.press("r", until: "Whoever has")
        try screen.press("y")

        let key = shop.fileName(Shop.id("Ann"))
        try await copies(key, screen)
        let line = await Patience(.seconds(20)).wait { try? self.shop.journal().last { $0.contains("reveal") } }
        #expect(line != nil)
        #expect(line?.contains(key) == false)
    }

    @Test func `copies a command that works`() async throws {
        let screen = try await shop.console()
        try screen.acceptClipboard()
        try await screen.inspect("ann")

        try await screen.press("y", until: "letter or Enter copies")
        try screen.press("c")
        try await screen.sees("Sent the command")
        let copied = try screen.clipboard()
        #expect(copied.hasPrefix("curfew show \(shop.fileName(Shop.id("Ann")).prefix(8)) --store "), "\(copied)")
        let words = copied.split(separator: " ").dropFirst().map(String.init)
        let run = try ProgramRun(words, home: shop.home)

        #expect(run.code == 0, "\(copied): \(run.errorText)")
        #expect(run.outputText.contains("ann"))
        #expect(!run.outputText.contains("s3cret"))
    }

    // MARK: Programs in the terminal

    @Test func `leaves what a program shows on the terminal until a key is pressed`() async throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            """
            [commands.look]
            run = "echo seen by $CURFEW_USER; exit 3"
            key = "F8"
            output = "terminal"
            [commands.quit]
            run = "true"
            """, to: "config/curfew/config.toml")
        let screen = try await shop.console()
        try await screen.sees("'commands.quit' is left out: ")
        try await screen.select("ann")

        try await screen.press("F8", until: "[It ended with code 3; any key goes back to the console]")

        #expect(try screen.screen().contains { $0.hasPrefix("seen by ann") })
        try screen.press("j")
        try await screen.sees("look ended with code 3.")
        try await screen.sees("2 of 2 shown")
    }

    // MARK: The mouse

    @Test func `takes the mouse and gives it back`() async throws {
        let screen = try await shop.console()
        #expect(try !screen.hasMouse())
        try await screen.press("F2", until: "The mouse is on")
        #expect(try screen.hasMouse())
        let row = try #require(try screen.screen().firstIndex { $0.contains("bob") })
        try screen.click(column: 20, row: row)
        try await screen.becomes("the click selected") { $0[row].hasPrefix("▶") }
        try screen.click(column: 20, row: row, times: 2)
        try await screen.isInspecting()
        try await screen.press("F2", until: "The mouse is off")

        #expect(try !screen.hasMouse())
    }

    @Test func `gives the mouse back to an editor and when it ends`() async throws {
        let editor = try shop.editor("echo in the editor; read line")
        let screen = try ScreenSession(
            ["sh", "-c", "\"$0\" \"$1\"; echo it ended; cat", try Program.path(), shop.sessions.path],
            environment: editor, home: shop.home, columns: 80, rows: 24)
        try await screen.lists(2)
        try await screen.press("F2", until: "The mouse is on")

        try await screen.press("E", until: "in the editor")
        #expect(try !screen.hasMouse())
        try screen.press("Enter")
        try await screen.lists(2)
        #expect(try screen.hasMouse())
        try screen.press("q")
        try await screen.sees("it ended")

        #expect(try !screen.hasMouse())
    }

    // MARK: The title

    private func titled(_ script: String) throws -> ScreenSession {
        try ScreenSession(
            ["sh", "-c", "printf '\\033]2;my shell\\007'; \(script)", try Program.path(), shop.sessions.path],
            home: shop.home, columns: 80, rows: 24)
    }

    @Test func `gives the window a title and its own one back`() async throws {
        let screen = try titled("\"$0\" \"$1\"; echo it ended; cat")
        try await screen.lists(2)
        #expect(try screen.title().hasPrefix("curfew: "))
        try screen.press("q")
        try await screen.sees("it ended")

        #expect(try screen.title() == "my shell")
    }

    @Test func `gives the window its title back when it crashes`() async throws {
        let screen = try titled(
            "sh -c 'echo $$ > \"$HOME/pid\"; exec \"$0\" \"$1\"' \"$0\" \"$1\" 2> /dev/null; echo it ended; cat")
        try await screen.lists(2)
        try await screen.press("F2", until: "The mouse is on")
        let text = String(decoding: try shop.home.read("pid"), as: UTF8.self)
        kill(try #require(Int32(text.filter(\.isNumber))), SIGSEGV)
        try await screen.sees("it ended")

        #expect(try screen.title() == "my shell")
        #expect(try !screen.hasMouse())
    }

    // MARK: Slow lines

    /// What the probe measured of a screen nobody touches.
    private func idle(_ arguments: [String]) throws -> JSON {
        let python = try Tool.pyte.require()
        let tools = "\(#filePath)".split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/tools"
        // A busy machine may write a frame in pieces.
        let options = ["--json", "-", "--timeout", "30", "--frame-gap-ms", "100"]
        let run = try ProgramRun(
            ["\(tools)/tty_probe.py"] + options + ["wait:shown", "settle", "idle@6:still", "--", try Program.path()]
                + arguments, program: python, atMost: .seconds(90))
        #expect(run.code == 0, "\(run.errorText)")
        return try run.json
    }

    @Test(.needs(.pyte)) func `draws at most once a second on a slow line, however much happens`() throws {
        let frames = try #require(try idle(["demo", "--slow"]).number("results[2].frames_per_s"))

        // Frames without a pause between them count as one: were all such, it would be one in six seconds.
        #expect(frames > 0.3)
        #expect(frames <= 1.5)
    }

    @Test(.needs(.pyte)) func `sends little where nothing happens but the time`() throws {
        for number in 0..<20 { try shop.add("Tick\(number)", endsIn: 600) }
        let bytes = try #require(try idle([shop.sessions.path, "--slow"]).number("results[2].bytes_per_frame_p50"))

        #expect(bytes > 0)
        #expect(bytes <= 2_048)
    }

    @Test func `answers keys at once on a slow line`() async throws {
        let screen = try await shop.console("--slow")
        try await screen.inspect("ann")
        try screen.press("j", "j")
        try await screen.becomes("the cursor moved") { rows in rows.contains { $0.hasPrefix("▶") } }
        try screen.press("Escape")

        try await screen.lists(2)
    }
}
