import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Hostile contents` {
    /// What somebody might write to move, colour, hide or reorder things on an operator's terminal.
    static let poison =
        "\u{1B}[2J\u{1B}]52;c;aGk=\u{07}\u{9B}31m\u{202E}abc\u{2066}\u{200B}\r\n\t\0\u{7F}\u{FEFF}\u{E0001}ü漢"

    static func session(_ number: Int) -> Session {
        let id = "\(poison)\(number)"
        let json = JSON.quoted(poison)
        var session = Sample.session(
            id, user: poison + "\(number)", left: 30_000 + Int64(number) * 60_000,
            payload: "{\(json): \(json), \"ip\": \(json), \"token\": \(json), \"list\": [\(json), {\(json): {}}]}",
            idle: 1, age: 1, writer: poison, notes: [poison], viewOnly: number == 3 ? poison : nil)
        if number == 4 { session.record.content = .foreign(poison); session.content = .unreadable(poison) }
        session.clocks[0].source = poison
        return session
    }

    static func poisoned(_ columns: Int, _ rows: Int) -> Stage {
        let facts = Sample.facts(
            name: poison, restrictions: [.init(.end, reason: poison, remedy: poison)], chosenBy: poison)
        return Stage((0..<6).map(session), facts: facts, columns: columns, rows: rows)
    }

    static func check(_ stage: Stage, _ what: String, at place: SourceLocation = #_sourceLocation) {
        for y in 0..<stage.cells.size.rows {
            for cell in stage.cells.row(y) {
                for scalar in [cell.scalar] + cell.marks where !isHarmless(scalar) {
                    Issue.record(
                        "U+\(String(scalar.value, radix: 16)) reached row \(y) of \(what)", sourceLocation: place)
                    return
                }
            }
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\u{FFFD}" { return true }
        if scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isBidiControl { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    @Test(arguments: [(80, 24), (160, 48), (40, 10)])
    func `never reach a cell`(_ columns: Int, _ rows: Int) {
        var stage = Self.poisoned(columns, rows)
        Self.check(stage, "the list")
        stage.happen { $0.change(Self.session(0).key, to: "{\(JSON.quoted(Self.poison)): 1}") }
        stage.send(.message(.error, Self.poison))
        stage.send(.news(.gap(Self.poison)))
        stage.settle()
        Self.check(stage, "the list with events")
        for keys in [
            ["Enter"], ["x"], ["p"], ["Tab"], ["e"], ["Esc", "Esc"], ["D"], ["Esc", "I"], ["Esc", "3"], ["6"], ["?"],
            ["!"], ["1", "a"],
        ] {
            for key in keys { stage.press(key) }
            Self.check(stage, keys.joined(separator: " "))
        }
    }

    @Test func `makes names visible and short in cards as in the list`() {
        let name = "\u{1B}[31mred 👩\u{200D}💻 " + String(repeating: "x", count: 80)
        var stage = Stage([Sample.session(Sample.id("5d10", "83b2"), user: name)])

        stage.press("D")

        #expect(stage.shows("\\e[31mred 👩\\u{200D}💻 xxxxxxxxxxxxxxxx…  5d10..83b2"))
        #expect(!stage.shows("\u{FFFD}"))
    }

    @Test func `never reach a cell from the journal, prompts and conflicts`() {
        var stage = Self.poisoned(80, 24)
        stage.press("/")
        stage.send(.keys([.paste(Self.poison)]))
        Self.check(stage, "the filter")
        stage.press("Esc", ":")
        stage.send(.keys([.paste(Self.poison)]))
        Self.check(stage, "the command line")
        stage.press("Enter")
        Self.check(stage, "the answer to a command")
        stage.press("Enter", "j", "e", "Ctrl-u")
        stage.type("1")
        stage.store.change(
            stage.console.inspector?.session.key ?? SessionKey(""), to: "{\(JSON.quoted(Self.poison)): 2}")
        stage.press("Enter")
        Self.check(stage, "a conflict")
        stage.press("e")
        Self.check(stage, "editing again")
        stage.press("Esc")
        stage.send(.openFailed(Self.poison, help: [Self.poison]))
        Self.check(stage, "a failure")
    }

    @Test func `give the editor no control bytes but those of its text`() {
        var stage = Self.poisoned(80, 24)
        stage.press("E")
        let header = stage.editor?.text.split(separator: "{", maxSplits: 1).first ?? ""

        #expect(stage.editor != nil)
        #expect(header.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
        #expect(header.hasPrefix("//"))
    }

    @Test func `show no secret in lists, events, history or dialogs`() {
        let secret = "S3CR3T-V4LU3"
        var stage = Stage(
            [Sample.session(Sample.id("aaaa", "bbbb"), user: "u", payload: "{\"api_token\": \"\(secret)\", \"n\": 1}")],
            columns: 160, rows: 48)
        let key = Sample.key(Sample.id("aaaa", "bbbb"))
        var seen: [String] = [stage.text]
        stage.happen { $0.change(key, to: "{\"api_token\": \"\(secret)2\", \"n\": 2}") }
        for keys in [["Enter"], ["Tab"], ["p"], ["p", "3"], ["1", "a"], ["Esc", "!"]] {
            for name in keys { stage.press(name) }
            seen.append(stage.text)
        }

        #expect(seen.allSatisfy { !$0.contains(secret) })
        #expect(seen.allSatisfy { !$0.contains(Sample.id("aaaa", "bbbb")) })
    }
}

/// A JSON text of anything.
enum JSON {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
