import Operations
import SessionModel
import TerminalKit
import Testing

@testable import Console

@Suite struct `Filters and aliases` {
    private static let words = Vocabulary(
        aliases: ["lo": "logout", "die": "destroy --dry-run", "a": "b", "b": "a", "look": "find"],
        filters: ["admins": "role=admin"])

    private static func stage(memory: ProfileMemory = ProfileMemory(), columns: Int = 160) -> Stage {
        var facts = Sample.facts()
        facts.memory = memory
        return Stage(Sample.shop, facts: facts, columns: columns, rows: 48, vocabulary: words)
    }

    @Test func `are saved under a name that gives them, now and in the next run`() {
        var stage = Self.stage()
        stage.command("save carol user=carol@shop")
        #expect(stage.shows(":carol is the filter user=carol@shop from now on."))
        #expect(stage.effects.contains(.remember(.filter("carol", "user=carol@shop"))))
        stage.command("carol")
        #expect(stage.shows("1 of 9 shown"))

        var memory = ProfileMemory()
        memory.filters = ["carol": "user=carol@shop"]
        var next = Self.stage(memory: memory)
        next.command("carol")
        #expect(next.shows("1 of 9 shown"))
    }

    @Test func `give the filter at hand a name`() {
        var stage = Self.stage()
        stage.command("filter user=bob")

        stage.command("save bobs")

        #expect(stage.effects.contains(.remember(.filter("bobs", "user=bob"))))
    }

    @Test func `are named after @, and a name that is none is told of at once`() {
        var stage = Self.stage()
        stage.press("/")
        stage.type("@admin")
        stage.press("Enter")

        let said = stage.console.messages.messages.last { $0.level == .warning }?.text
        #expect(said == "There is no saved filter @admin. Did you mean @admins? The text itself is looked for.")
        #expect(stage.console.sessionsView.filterText == "@admin")
        stage.command("destroy --where @nope")
        #expect(stage.shows("There is no saved filter @nope. For the text itself write \"@nope\", in quotes."))
        #expect(stage.console.dialog == nil && stage.console.pendingBulk == nil)
    }

    @Test func `are no reason to speak of, where there are none`() {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)
        stage.press("/")
        stage.type("@shop")
        stage.press("Enter")

        #expect(!stage.console.messages.messages.contains { $0.text.contains("no saved filter") })
        #expect(stage.console.sessionsView.filterText == "@shop")
    }

    @Test func `stand in the configuration, and are narrowed by what is said beside them`() {
        var stage = Self.stage()
        stage.command("admins")
        #expect(stage.shows("2 of 9 shown"))
        stage.command("admins user=bob")
        #expect(stage.shows("1 of 9 shown"))
        stage.press("/")
        stage.press("Ctrl-u")
        stage.type("@admins")
        stage.press("Enter")
        #expect(stage.shows("2 of 9 shown"))
        #expect(stage.console.sessionsView.filterText == "role=admin")
    }

    @Test(arguments: [
        ("save quit user=bob", "\"quit\" is a command; save the filter under another name."),
        ("save q user=bob", "\"q\" is a command"), ("save lo user=bob", "\"lo\" is an alias"),
        ("save a/b user=bob", "\"a/b\" can't be a filter's name"), ("save x (role", "is not closed"),
        ("save x", "There is no filter to save"), ("save", "Usage: save NAME QUERY"),
        ("unsave admins", "\"admins\" stands in the configuration"), ("unsave x", "There is no saved filter \"x\"."),
        ("adminz", "Did you mean \"admins\"?"), ("a x", "go round in a circle"),
        ("filters", "admins is role=admin."),
    ])
    func `say what is wrong`(_ line: String, _ words: String) {
        var stage = Self.stage()

        stage.command(line)

        #expect(stage.shows(words), "\(stage.rows.suffix(3))")
        #expect(!stage.effects.contains { if case .remember(.filter) = $0 { true } else { false } })
    }

    @Test func `are forgotten again`() {
        var memory = ProfileMemory()
        memory.filters = ["bobs": "user=bob"]
        var stage = Self.stage(memory: memory)

        stage.command("unsave bobs")

        #expect(stage.effects.contains(.remember(.filter("bobs", nil))))
        stage.command("bobs")
        #expect(stage.shows("There is no command \"bobs\"."))
    }

    @Test func `put a command's line in the place of a word`() {
        var stage = Self.stage()

        stage.command("lo alice@shop")

        #expect(
            stage.effects.contains {
                if case .planLogout(_, let request) = $0 { request.user == "alice@shop" } else { false }
            })
        stage.press("Esc")
        stage.command("die")
        #expect(stage.shows("Dry run: destroy would end 1 session. Nothing was done."))
        #expect(stage.acts.isEmpty)
    }

    @Test func `are completed like commands`() {
        var stage = Self.stage()
        stage.press(":")
        stage.type("admi")
        stage.press("Tab")

        #expect(stage.rows.last?.contains(":admins") == true)
    }
}

@Suite struct `Command lines of earlier runs` {
    @Test func `come back with Up, and go on being kept`() {
        var facts = Sample.facts()
        facts.memory.history = ["sort id", "filter user=bob"]
        var stage = Stage(Sample.shop, facts: facts)

        stage.press(":", "Up", "Up")
        #expect(stage.rows.last?.contains(":sort id") == true)
        stage.press("Enter")
        #expect(stage.effects.contains(.remember(.command("sort id"))))
    }

    @Test(arguments: [
        ("find 3f9axxxx", false), ("look 3f9axxxx", false), ("sort ttl", true), ("filter role=admin !bot", true),
        ("filter csrf_token=k3J9", false), ("filter !(user.password~^a)", false),
        ("logout alice --keep 9b02d7f01c8e4a5b9b02d7f01c8e4a5b", false), ("logout alice --keep newest", true),
        ("filter id=QxampleId_0123x4567y89", false), ("export saved-2026-11-21.jsonl", true), ("", false),
    ])
    func `are kept only where no secret can be in them`(_ line: String, _ isKept: Bool) {
        let whole = Vocabulary(aliases: ["look": "find"]).expanded(line) ?? ""

        #expect(KeptLine.isKept(whole, hiding: SecretRule()) == isKept)
    }

    @Test func `hold no cookie that was looked for`() {
        var stage = Stage(Sample.shop)

        stage.command("find tina4_session=abc")

        #expect(!stage.effects.contains { if case .remember = $0 { true } else { false } })
    }
}
