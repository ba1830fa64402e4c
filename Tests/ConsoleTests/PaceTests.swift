import SessionModel
import TerminalKit
import Testing

@testable import Console

@Suite struct `How often the screen changes` {
    @Test func `is at most once a second on a slow line`() {
        var stage = Stage(Sample.shop)
        #expect(stage.console.terminalWish.pace.milliseconds == 16)
        stage.command("slow")
        #expect(stage.console.terminalWish.pace.milliseconds == 1_000)
        #expect(stage.console.terminalWish.pace.escapeDelay > 100)
        #expect(stage.rows[1].contains("slow"))
        stage.command("slow")

        #expect(stage.console.terminalWish.pace == Pace())
    }

    @Test func `may be slow from the beginning`() {
        #expect(Console(themeNames: [], themeName: "", isSlow: true).terminalWish.pace.isSlow)
    }

    @Test func `is chosen with + and -, within limits that are said`() {
        var stage = Stage(Sample.shop)
        stage.press("-")
        #expect(stage.shows("It can't be more than that."))
        stage.press("+")
        #expect(stage.shows("The screen changes by itself every 250 ms."))
        stage.press("+", "+")
        #expect(stage.rows[1].contains("every 2 s"))
        for _ in 0..<9 { stage.press("+") }
        #expect(stage.shows("It can't be more than that."))
        #expect(stage.console.pace.milliseconds == 10_000)
        for _ in 0..<5 { stage.press("-") }

        #expect(stage.shows("The screen changes at once."))
    }

    @Test func `is never less than a second on a slow line`() {
        var stage = Stage(Sample.shop)
        stage.command("slow")
        stage.press("+")
        #expect(stage.console.pace.milliseconds == 2_000)
        stage.press("-")
        #expect(stage.console.pace.milliseconds == 1_000)
    }
}

@Suite struct `The window's title` {
    @Test func `names the store and says that it is production`() {
        let stage = Stage(Sample.shop, facts: Sample.facts(name: "web-prod", isProduction: true, isReadOnly: true))

        #expect(stage.console.terminalWish.title == "curfew: web-prod [PROD] [RO]")
    }

    @Test func `is left alone until a store is open`() {
        #expect(Stage().console.terminalWish.title == nil)
    }

    @Test func `holds nothing that a terminal would obey, and is short`() throws {
        let name = "a\u{1B}]0;x\u{07}" + String(repeating: "b", count: 200)
        let title = try #require(Stage(Sample.shop, facts: Sample.facts(name: name)).console.terminalWish.title)

        #expect(title.unicodeScalars.allSatisfy { $0.value >= 32 })
        #expect(title.count < 80)
    }

    @Test func `is of the store that is shown alone`() {
        var stage = People.stage(100, 30)
        #expect(stage.console.terminalWish.title == "curfew: 3 stores [PROD]")
        stage.command("ctx adm")

        #expect(stage.console.terminalWish.title == "curfew: adm")
    }
}
