import Operations
import SessionModel
import TerminalKit
import Testing

@testable import Console

@Suite struct `Commands of the operator's own` {
    static func own(
        _ name: String, key: String? = "F8", isDangerous: Bool = false, output: OwnCommand.Output = .show
    ) -> OwnCommand {
        OwnCommand(
            OwnProgram(name: name, arguments: ["/bin/\(name)"], isDangerous: isDangerous),
            title: "Where is this visitor", key: key.flatMap(KeyPress.init(name:)), views: ["sessions", "session"],
            output: output)
    }

    static func stage(_ own: OwnCommand, isReadOnly: Bool = false, isProduction: Bool = false) -> Stage {
        Stage(
            Sample.shop, facts: Sample.facts(isProduction: isProduction, isReadOnly: isReadOnly), columns: 120,
            rows: 30, vocabulary: Vocabulary(commands: [own]))
    }

    private func run(_ stage: Stage) -> (ticket: Ticket, key: SessionKey, reason: String?)? {
        stage.effects.lazy.compactMap { effect -> (Ticket, SessionKey, String?)? in
            if case .runOwn(let ticket, _, let key, let reason) = effect { (ticket, key, reason) } else { nil }
        }.last
    }

    @Test func `run for the session under the cursor, by key and by word`() throws {
        var stage = Self.stage(Self.own("geoip"))
        stage.press("j", "F8")

        let first = try #require(run(stage))
        #expect(first.key == Sample.shop[1].key)
        #expect(stage.shows("Running, for 10s at most."))
        stage.send(
            .ownEnded(first.ticket, .success(ProgramOutcome(ending: .ended(code: 0), output: Array("Oslo\n".utf8)))))
        #expect(stage.shows("Oslo"))
        #expect(stage.shows("It is done."))
        stage.press("Esc")
        stage.command("geoip")
        #expect(run(stage)?.ticket != first.ticket)
    }

    @Test func `show what they print without letting it near the terminal`() throws {
        var stage = Self.stage(Self.own("geoip"))
        stage.press("F8")
        let text =
            "\u{1B}[31mred\u{1B}[0m\tTab\r\n\u{1B}]0;title\u{7}\u{1B}[2J\n" + (0..<100).map { "line \($0)\n" }.joined()
        stage.send(
            .ownEnded(
                try #require(run(stage)).ticket,
                .success(ProgramOutcome(ending: .ended(code: 3), output: Array(text.utf8), isCut: true))))

        #expect(stage.shows("red     Tab"))
        #expect(stage.shows("\\e]0;title\\x07\\e[2J"))
        #expect(stage.shows("It ended with code 3. What it printed is cut."))
        stage.press("G")
        #expect(stage.shows("line 99"))
        stage.press("g")
        #expect(stage.shows("lines 1 to 24 of 102"))
    }

    @Test func `are stopped by Esc`() throws {
        var stage = Self.stage(Self.own("geoip"))
        stage.press("F8", "Esc")

        #expect(stage.effects.contains(.stop(try #require(run(stage)).ticket)))
    }

    @Test func `ask first where they are dangerous, and want a reason in production`() throws {
        var stage = Self.stage(Self.own("ban", isDangerous: true), isProduction: true)
        stage.press("F8")
        #expect(run(stage) == nil)
        #expect(stage.shows("It is declared dangerous: what it does, u can't take back."))
        stage.press("Tab", "Tab")
        stage.type("fraud")
        stage.press("Enter")
        stage.type("1")
        stage.press("Enter", "Enter")

        #expect(run(stage)?.reason == "fraud")
    }

    @Test func `are off in read-only where they are dangerous, and say why`() {
        var stage = Self.stage(Self.own("ban", isDangerous: true), isReadOnly: true)
        stage.press("F8")
        #expect(stage.shows("ban: ban is declared dangerous, and web is open read-only."))
        #expect(run(stage) == nil)

        var harmless = Self.stage(Self.own("geoip"), isReadOnly: true)
        harmless.press("F8")
        #expect(run(harmless) != nil)
    }

    @Test func `tell their first line, or why it went wrong, without a card`() throws {
        var stage = Self.stage(Self.own("geoip", output: .message))
        stage.press("F8")
        stage.send(
            .ownEnded(
                try #require(run(stage)).ticket,
                .success(ProgramOutcome(ending: .ended(code: 0), output: Array("\nOslo\nmore".utf8)))))
        #expect(stage.shows("geoip: Oslo."))
        stage.press("F8")
        stage.send(
            .ownEnded(try #require(run(stage)).ticket, .success(ProgramOutcome(ending: .tooLong(limit: 10_000)))))
        #expect(stage.shows("geoip was stopped after 10s, its time limit."))
        stage.press("F8")
        stage.send(
            .ownEnded(try #require(run(stage)).ticket, .failure(OwnFailure("geoip can't be started: No such file."))))
        #expect(stage.shows("geoip can't be started: No such file."))
    }

    @Test func `get the terminal where they want it`() throws {
        var stage = Self.stage(Self.own("pager", output: .terminal))
        stage.press("F8")
        let ticket = try #require(run(stage)).ticket
        let program = TerminalProgram(arguments: ["less"], environment: [:], input: [1])

        stage.send(.ownReady(ticket, program))

        #expect(stage.effects.contains(.runInTerminal(ticket, program)))
    }

    @Test func `stand in the help and are completed`() {
        var stage = Self.stage(Self.own("geoip"))
        stage.press("?", "G")
        #expect(stage.shows("Where is this visitor"))
        stage.press("Esc", ":")
        stage.type("geo")
        stage.press("Tab")
        #expect(stage.rows.last?.contains(":geoip") == true)
    }

    @Test(arguments: [(60, 20), (80, 24), (120, 40), (160, 48)], [false, true])
    func `print on a card`(_ size: (Int, Int), _ isASCII: Bool) throws {
        var stage = Stage(
            Sample.shop, columns: size.0, rows: size.1, vocabulary: Vocabulary(commands: [Self.own("geoip")]))
        if isASCII { stage.glyphs = .ascii }
        stage.press("F8")
        let lines = (1...60).map {
            "\($0). 203.0.113.\($0)  Oslo, Norway, Telenor Norge AS, seen by three of four sources"
        }
        stage.send(
            .ownEnded(
                try #require(run(stage)).ticket,
                .success(ProgramOutcome(ending: .ended(code: 0), output: Array(lines.joined(separator: "\n").utf8)))))

        Golden.expect(stage.cells, "own-\(isASCII ? "ascii-" : "")\(size.0)x\(size.1)")
    }
}
