import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `The palette` {
    /// The words of the commands that are shown, from the top.
    private func words(_ stage: Stage) -> [String] {
        let frame = stage.rows.filter { $0.contains("│") }.dropFirst()
        return frame.compactMap { row in
            let inside = row.drop { $0 != "│" }.dropFirst()
            return inside.dropFirst(12).split(separator: " ").first.map(String.init)
        }
    }

    @Test(arguments: [
        ("destroy", "destroy"), ("dstr", "destroy"), ("mkall", "mark-all"), ("rg", "regenerate"), ("jour", "journal"),
        ("new id", "regenerate"), ("ctrl-l", "redraw"),
    ])
    func `puts the best match first`(_ typed: String, _ wanted: String) {
        var stage = Stage(Sample.shop)
        stage.press("Ctrl-p")
        stage.type(typed)

        #expect(words(stage).first == wanted, "\(stage.text)")
    }

    @Test func `runs the command`() {
        var stage = Stage(Sample.shop)
        stage.press("Ctrl-p")
        stage.type("mark-all")
        stage.press("Enter")

        #expect(stage.shows("9 marked"))
    }

    @Test func `opens the prompt for a command that needs a word`() {
        var stage = Stage(Sample.shop)
        stage.press("Ctrl-p")
        stage.type("theme")
        stage.press("Enter")
        #expect(stage.rows[23] == " :theme")
        stage.type("monochrome")
        stage.press("Enter")

        #expect(stage.console.themeName == "monochrome")
    }

    @Test func `says why a command is off, and does not run it`() {
        var stage = Stage(Sample.shop, facts: Sample.facts(isReadOnly: true))
        stage.press("Ctrl-p")
        stage.type("destroy")
        stage.press("Enter")

        #expect(stage.shows("off: web is open read-only"))
        #expect(stage.console.dialog is PaletteDialog)
    }

    @Test func `offers what was given before, but never a cookie`() {
        var stage = Stage(Sample.shop)
        stage.command("sort user")
        stage.command("sort ttl")
        stage.command("find tina4_session=abc")
        stage.press("Ctrl-p")
        stage.type("sort us")
        #expect(stage.shows("sort user"))
        stage.press("Enter")
        #expect(stage.console.list.sortField == .user)
        stage.press("Ctrl-p")
        stage.type("tina4")

        #expect(!stage.shows("find tina4_session"))
    }

    @Test func `moves with arrows and closes with Esc`() {
        var stage = Stage(Sample.shop)
        stage.press("Ctrl-p", "Down", "Down", "Up", "Ctrl-n", "Ctrl-p", "PgDn", "PgUp", "Esc")

        #expect(stage.console.dialog == nil)
    }

    @Test(arguments: [("", "x", true), ("ab", "aXb", true), ("ba", "ab", false), ("z", "", false)])
    func `needs every letter in its order`(_ typed: String, _ text: String, _ fits: Bool) {
        #expect((FuzzyMatch.score(typed, in: text) != nil) == fits)
    }

    @Test func `values runs and the beginnings of words`() throws {
        let whole = try #require(FuzzyMatch.score("mark", in: "mark"))
        let prefix = try #require(FuzzyMatch.score("mark", in: "mark-all"))
        let inside = try #require(FuzzyMatch.score("mark", in: "clear-marks"))
        let scattered = try #require(FuzzyMatch.score("mark", in: "my-favourite"[...].description + "ark"))

        #expect(whole > prefix && prefix > inside && inside > scattered)
    }
}

@Suite struct `The help` {
    @Test func `narrows as one types, and runs what is left where it was asked for`() {
        var stage = Stage(Sample.shop)
        stage.press("Enter", "?", "/")
        stage.type("hidden values")
        #expect(stage.shows(":reveal"))
        #expect(!stage.shows(":fold "))
        stage.press("Enter", "Enter")

        #expect(stage.console.view == .inspector)
        #expect(stage.console.inspector?.isRevealed == true)
    }

    @Test func `finds a command by its key`() {
        var stage = Stage(Sample.shop)
        stage.press("?", "/")
        stage.type("f6")

        #expect(stage.console.helpView.commands.map(\.name) == ["sort"])
    }

    @Test func `shows everything again at Esc, and closes at the next`() {
        var stage = Stage(Sample.shop)
        stage.press("?", "/")
        stage.type("zzz")
        stage.press("Enter")
        #expect(stage.shows("No command fits"))
        stage.press("Enter")
        #expect(stage.console.view == .help)
        stage.press("Esc")
        #expect(stage.shows(":sort"))
        stage.press("Esc")

        #expect(stage.console.view == .sessions)
    }
}
