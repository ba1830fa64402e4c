import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Commands and prompts` {
    @Test(arguments: ViewKind.allCases)
    func `gives each key one meaning in a view`(_ view: ViewKind) {
        var seen: [KeyPress: String] = [:]
        for command in Command.of(view) {
            for key in command.keys {
                #expect(seen[key] == nil, "\(key.name) is \(seen[key] ?? "") and \(command.name) in \(view.title)")
                seen[key] = command.name
            }
        }
    }

    @Test func `has one command to a word`() {
        #expect(Set(Command.all.map(\.name)).count == Command.all.count)
    }

    @Test func `never binds what terminals and multiplexers take`() {
        let keys = Set(Command.all.flatMap(\.keys))

        #expect(
            keys.isDisjoint(with: [
                .control("s"), .control("q"), .control("j"), .control("m"), .control("i"), .control("["),
            ]))
    }

    @Test(arguments: [
        ViewKind.sessions, .users, .person, .events, .horizon, .alarms, .stores, .journal, .inspector, .messages,
    ])
    func `lists every key of a view in its help`(_ view: ViewKind) {
        var stage = Stage(Sample.shop, columns: 160, rows: 160)
        switch view {
        case .inspector: stage.press("Enter")
        case .messages: stage.press("!")
        case .alarms: stage.command("alarms")
        case .users, .events, .horizon, .stores, .journal: stage.press(String(view.number ?? 0))
        case .person:
            stage = People.stage(160, 160)
            stage.press("2", "Enter")
        default: break
        }
        stage.press("?")
        for command in Command.of(view) {
            let row = stage.row(":\(command.name) ")
            #expect(row != nil, "\(command.name)")
            for key in command.keys { #expect(row?.contains(key.name) == true, "\(key.name) of \(command.name)") }
        }
    }

    @Test func `runs the line of the help under the cursor where it was asked for`() {
        var stage = Stage(Sample.shop)
        stage.press("?")
        let place = stage.console.helpView.commands.firstIndex { $0.name == "mark-all" } ?? 0
        for _ in 0..<place { stage.press("j") }
        stage.press("Enter")

        #expect(stage.console.view == .sessions)
        #expect(stage.shows("9 marked"))
    }

    @Test func `names the reason for each command that is off`() {
        let stage = Stage(Sample.shop, facts: Sample.facts(isReadOnly: true))

        for command in Command.of(.sessions) where command.isDestructive {
            #expect(command.unless(stage.console) != nil, "\(command.name)")
        }
    }

    @Test(arguments: ["owner frank", "regenerate x", "edit role", "undo 3", "quit now", "invert x"])
    func `does nothing where something stands behind a word that takes nothing`(_ line: String) {
        var stage = Stage(Sample.shop)
        stage.press("D", "y", "j")
        let before = stage.effects.count
        stage.command(line)

        let words = line.split(separator: " ")
        #expect(stage.shows("\(words[0]) takes nothing behind it, so nothing was done with \"\(words[1])\"."))
        #expect(!stage.effects.dropFirst(before).contains { $0.isAct || $0 == .quit })
        #expect(stage.console.dialog == nil && stage.console.sessionsView.filterText.isEmpty)
        #expect(!stage.console.list.isDescending)
    }

    @Test func `takes a word and what stands behind it, however many blanks are between`() {
        var stage = Stage(Sample.shop)
        stage.command("  sort   user  ")
        #expect(stage.console.list.sortField == .user)
        stage.command("theme  monochrome ")

        #expect(stage.console.themeName == "monochrome")
    }

    @Test func `says which themes there are where none is named`() {
        var stage = Stage(Sample.shop)
        stage.command("theme")

        #expect(stage.shows("Usage: theme NAME; there are default, monochrome."))
    }

    @Test(arguments: ["j", "/", ":", "D", "a"])
    func `suspends from a prompt and from a card too, which are there afterwards`(_ key: String) {
        var stage = Stage(Sample.shop)
        stage.press(key)
        let before = stage.rows
        stage.press("Ctrl-z")

        #expect(stage.effects.count { $0 == .suspend } == 1)
        #expect(stage.rows == before)
    }

    @Test func `says that a key is bound to nothing, or elsewhere`() {
        var stage = Stage(Sample.shop)
        stage.press("F12")
        #expect(stage.shows("F12 is bound to nothing; ? shows the keys."))
        stage.press("x")

        #expect(stage.shows("x does nothing here; it belongs to the session view."))
    }

    @Test func `ignores a pasted text outside prompts`() {
        var stage = Stage(Sample.shop)
        stage.send(.keys([.paste("D\ny\n")]))

        #expect(stage.console.dialog == nil)
        #expect(stage.acts.isEmpty)
    }

    // MARK: The command line

    @Test func `completes commands, themes and columns`() {
        var stage = Stage(Sample.shop)
        stage.press(":")
        stage.type("reg")
        stage.press("Tab")
        #expect(stage.rows[23] == " :regenerate")
        stage.press("Ctrl-u")
        stage.type("theme mono")
        stage.press("Tab")
        #expect(stage.rows[23] == " :theme monochrome")
        stage.press("Ctrl-u")
        stage.type("mark")
        stage.press("Tab")
        #expect(stage.rows[23] == " :mark")
        stage.press("Ctrl-u")
        stage.type("zz")
        stage.press("Tab")
        #expect(stage.rows[23] == " :zz")
    }

    @Test func `brings back what was typed`() {
        var stage = Stage(Sample.shop)
        stage.command("sort user")
        stage.command("sort ttl")
        stage.press(":", "Up")
        #expect(stage.rows[23] == " :sort ttl")
        stage.press("Up")
        #expect(stage.rows[23] == " :sort user")
        stage.press("Esc", ":", "Up")
        #expect(stage.rows[23] == " :sort ttl")
        stage.press("Down")
        #expect(stage.rows[23].hasPrefix(" :a command"))
        stage.press("Esc", "/", "Up")
        #expect(stage.rows[23].hasPrefix(" /words"))
    }

    @Test func `suggests the nearest command for one there is not`() {
        var stage = Stage(Sample.shop, columns: 120)
        stage.command("destory")
        #expect(stage.shows("There is no command \"destory\". Did you mean \"destroy\"?"))
        stage.press("!", "q")
        stage.command("reveal")

        #expect(stage.shows("\"reveal\" can't be given here; it belongs to the session view."))
        #expect(stage.acts.isEmpty)
    }

    @Test func `takes a theme that became known later`() {
        var stage = Stage(Sample.shop)
        stage.send(.themes(["default", "amber"]))
        stage.command("theme amber")
        #expect(stage.effects.contains(.theme("amber")))
    }

    @Test func `changes the theme, and names those there are`() {
        var stage = Stage(Sample.shop, columns: 120)
        stage.command("theme monochrome")
        #expect(stage.effects.contains(.theme("monochrome")))
        #expect(stage.console.themeName == "monochrome")
        stage.command("theme solarised")

        #expect(stage.shows("There is no theme \"solarised\"; there are default, monochrome."))
    }

    @Test func `explains a deadline it can't read`() {
        var stage = Stage(Sample.shop)
        stage.command("ttl 30 minutes")
        stage.press("!")

        #expect(stage.shows("is no change of a deadline"))
        #expect(stage.acts.isEmpty)
    }

    // MARK: Views and messages

    @Test func `goes to each view by its number and back again`() {
        var stage = Stage(Sample.shop)
        for (key, title) in [("3", "[3]Events"), ("6", "[6]Journal"), ("7", "[7]Help"), ("1", "[1]Sessions")] {
            stage.press(key)
            #expect(stage.rows[1].contains(title), "\(key)")
        }
        stage.press("3", "?", "q", "q")

        #expect(stage.console.view == .sessions)
    }

    @Test func `keeps errors until they are read, and lets information go with the next key`() {
        var stage = Stage(Sample.shop)
        stage.send(.message(.error, "The disk is full."))
        for number in 0..<120 { stage.send(.message(.info, "note \(number)")) }
        #expect(stage.shows("The disk is full."))
        stage.press("j", "k", "G")
        #expect(stage.shows("The disk is full."))
        stage.press("!")
        #expect(stage.shows("The disk is full."))
        stage.press("q")

        #expect(!stage.shows("The disk is full."))
        stage.send(.message(.info, "short-lived"))
        #expect(stage.shows("short-lived"))
        stage.press("j")
        #expect(!stage.shows("short-lived"))
    }

    @Test func `tells in two lines what came of a command, until the next key`() {
        let kept = "/home/kim/.local/state/curfew/run/edit-1wg22ig.txt"
        let outcomes: [(ConsoleEvent, end: String)] = [
            (.saved(.success(kept)), "\(kept); only you can read it."),
            (.saved(.failure(EditorFailure("Cannot write \(kept): No space left. It is still here."))), "still here."),
            (.planned(Ticket(number: 99), .failure(.nothingToKeep("nosuch"))), "characters of its start."),
        ]
        for outcome in outcomes {
            var stage = Stage(Sample.shop)
            stage.send(outcome.0)
            #expect(stage.shows(outcome.end), "\(stage.rows.suffix(3))")
            stage.press("j")
            #expect(!stage.shows(outcome.end))
            #expect(stage.console.messages.current?.level ?? .info >= .warning)
        }
    }

    @Test func `answers a key though an error is still to be read`() {
        var stage = Stage(Sample.shop)
        stage.send(.message(.error, "The disk is full."))
        stage.press("u")
        #expect(stage.shows("undo: there is nothing to undo."))
        #expect(stage.shows("1 unread, ! reads"))
        stage.press("j")

        #expect(stage.shows("The disk is full."))
    }

    @Test func `reveals until asked again, and has it written down`() {
        var stage = Stage(Sample.shop)
        stage.press("Enter")
        #expect(!stage.shows("k3J9fjw0"))
        #expect(!stage.shows(Sample.id("3f9a", "c21e")))
        stage.press("x")
        #expect(stage.shows("k3J9fjw0"))
        #expect(stage.shows(Sample.id("3f9a", "c21e")))
        #expect(stage.effects.count { if case .noteReveal = $0 { true } else { false } } == 1)
        stage.press("x")
        #expect(!stage.shows("k3J9fjw0"))
        stage.press("x", "1", "Enter")

        #expect(!stage.shows("k3J9fjw0"))
    }

    @Test func `follows events, stops, and goes on at the end`() {
        var stage = Stage(Sample.shop)
        for number in 0..<60 {
            stage.happen { $0[Sample.key("n\(number)")] = Sample.session("n\(number)", user: "n\(number)") }
        }
        stage.press("3")
        #expect(stage.selectedRow?.contains("n59") == true)
        stage.press("k")
        stage.happen { $0[Sample.key("n60")] = Sample.session("n60", user: "n60") }
        #expect(stage.selectedRow?.contains("n58") == true)
        stage.press("G")
        stage.happen { $0[Sample.key("n61")] = Sample.session("n61", user: "n61") }
        #expect(stage.selectedRow?.contains("n61") == true)
        stage.press("f", "g", "f")
        #expect(stage.selectedRow?.contains("n61") == true)
    }

    @Test func `pauses the screen and loses no event`() {
        var stage = Stage(Sample.shop)
        stage.press("3", "=")
        stage.happen { $0[Sample.key("later")] = Sample.session("later", user: "later") }
        #expect(!stage.shows("created"))
        #expect(stage.shows("PAUSED"))
        stage.press("=")

        #expect(stage.shows("created"))
    }

    @Test func `walks the events of one session`() {
        var stage = Stage(Sample.shop)
        let (alice, bob) = (Sample.shop[0].key, Sample.shop[2].key)
        for number in 1...3 {
            stage.happen { $0.change(alice, to: "{\"user\":\"alice@shop\",\"n\":\(number)}") }
            stage.happen { $0.change(bob, to: "{\"user\":\"bob\",\"n\":\(number)}") }
        }
        stage.press("3", "{")
        #expect(stage.console.eventsView.viewport.cursor == 3)
        stage.press("{", "{", "}")
        #expect(stage.console.eventsView.viewport.cursor == 3)
        stage.press("Enter")
        #expect(stage.console.inspector?.session.key == bob)
    }

    @Test func `filters events, and gives the filter back on Esc`() {
        var stage = Stage(Sample.shop)
        stage.happen { $0[Sample.shop[2].key] = nil }
        stage.happen { $0.change(Sample.shop[0].key, to: "{\"user\":\"alice@shop\"}") }
        stage.press("3", "/")
        stage.type("destroyed")
        stage.press("Enter")
        #expect(stage.shows("1 of 2 shown"))
        stage.press("/", "Ctrl-u", "Esc")

        #expect(stage.shows("1 of 2 shown"))
        stage.press("Esc", "3")
        #expect(stage.shows("events > destroyed") || stage.shows("2 of 2 shown"))
    }

    /// Two events of bob's and three of alice's, alice's the last.
    private func talked() -> Stage {
        var stage = Stage(Sample.shop)
        let (alice, bob) = (Sample.shop[0].key, Sample.shop[2].key)
        for number in 1...2 {
            stage.happen { $0.change(alice, to: "{\"user\":\"alice@shop\",\"n\":\(number)}") }
            stage.happen { $0.change(bob, to: "{\"user\":\"bob\",\"n\":\(number)}") }
        }
        stage.happen { $0.change(alice, to: "{\"user\":\"alice@shop\",\"n\":3}") }
        stage.press("3")
        return stage
    }

    @Test func `keeps the cursor on its event when a filter is taken off`() {
        var stage = talked()
        stage.press("/")
        stage.type("bob")
        stage.press("Enter", "Esc")
        #expect(stage.selectedRow?.contains("bob") == true)
        #expect(!stage.shows("following"))
        stage.press("k", "k", "/")
        stage.type("alice")
        stage.press("Esc")

        #expect(stage.selectedRow?.contains("bob") == true)
        #expect(stage.console.eventsView.viewport.cursor == 1)
    }

    @Test func `goes on following when a filter is not applied`() {
        var stage = talked()
        stage.press("/")
        stage.type("bob")
        stage.press("Esc")

        #expect(stage.selectedRow?.contains("alice@shop") == true)
        #expect(stage.shows("following"))
    }

    @Test func `opens again after a failure`() {
        var stage = Stage()
        stage.send(.openFailed("Cannot reach it.", help: []))
        stage.press("R")

        #expect(stage.effects.count { $0 == .open } == 2)
        #expect(!stage.shows("not open"))
        stage.open()
        #expect(stage.shows("web"))
    }

    @Test func `takes a resize at any moment without losing what is typed`() {
        var stage = Stage(Sample.shop)
        stage.press("Enter", "j", "j", "e", "Ctrl-u")
        stage.type("\"typed\"")
        for (columns, rows) in [(60, 20), (20, 5), (200, 60), (1, 1), (80, 24)] { stage.resize(columns, rows) }

        #expect(stage.shows("\"typed\""))
    }

    @Test func `hands on suspending and redrawing`() {
        var stage = Stage(Sample.shop)
        stage.press("Ctrl-z", "Ctrl-l")

        #expect(stage.effects.suffix(2) == [.suspend, .repaint])
    }
}
