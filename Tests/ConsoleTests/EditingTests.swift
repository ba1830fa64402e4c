import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Editing` {
    static let alice = Sample.shop[0].key

    /// Looking into alice's session.
    static func inspector(_ facts: StoreFacts = Sample.facts()) -> Stage {
        var stage = Stage(Sample.shop, facts: facts)
        stage.press("Enter")
        return stage
    }

    /// The role's value dialog with another value typed.
    static func role(_ value: String = "\"user\"", facts: StoreFacts = Sample.facts()) -> Stage {
        var stage = inspector(facts)
        stage.press("j", "j", "e", "Ctrl-u")
        stage.type(value)
        return stage
    }

    static func stored(_ stage: Stage) -> String {
        stage.store[alice]?.record.content.bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    // MARK: One value

    @Test func `changes one value and no other byte`() {
        var stage = Self.role()
        stage.press("Enter")

        #expect(Self.stored(stage) == Sample.alice.replacing("\"role\": \"admin\"", with: "\"role\": \"user\""))
        #expect(stage.console.edits.isEmpty)
    }

    @Test func `writes nothing when the value is the same`() {
        var stage = Self.role("\"admin\"")
        stage.press("Enter")

        #expect(stage.acts.isEmpty)
        #expect(stage.shows("nothing was written"))
    }

    @Test func `keeps what was typed when it is no JSON`() {
        var stage = Self.role("user")
        stage.press("Enter")

        #expect(stage.shows("No JSON: "))
        #expect(stage.row("user")?.contains("user") == true)
        #expect(stage.acts.isEmpty)
    }

    @Test func `opens the editor on a value too long for a line`() {
        let long = "{\"big\": \"\(String(repeating: "a", count: 9000))\"}"
        var stage = Stage([Sample.session(Sample.id("long", "long"), user: "x", payload: long)])
        stage.press("Enter", "j", "e")

        #expect(stage.console.dialog == nil)
        #expect(stage.editor?.text.contains(String(repeating: "a", count: 9000)) == true)
    }

    @Test func `never shows a hidden value, also after a conflict`() {
        var stage = Self.inspector()
        stage.press("j", "j", "j", "j", "e")
        #expect(!stage.shows("k3J9fjw0"))
        stage.type("\"mine\"")
        stage.store.change(Self.alice, to: Sample.alice.replacing("k3J9fjw0", with: "0therT0ken"))
        stage.press("Enter")
        #expect(!stage.shows("0therT0ken"))
        stage.press("e")

        #expect(!stage.shows("0therT0ken"))
        #expect(!stage.shows("k3J9fjw0"))
    }

    // MARK: The whole payload

    @Test func `puts placeholders back byte for byte`() {
        var stage = Self.inspector()
        stage.press("E")
        let text = stage.editor?.text ?? ""
        #expect(!text.contains("k3J9fjw0"))
        stage.leaveEditor(with: text.replacing("\"admin\"", with: "\"user\""))

        #expect(Self.stored(stage) == Sample.alice.replacing("\"role\": \"admin\"", with: "\"role\": \"user\""))
    }

    @Test func `edits the whole payload from the list`() {
        var stage = Stage(Sample.shop)
        stage.press("e")

        #expect(stage.editor?.text.contains("\"role\": \"admin\"") == true)
    }

    @Test func `writes nothing when nothing was changed`() {
        var stage = Self.inspector()
        stage.press("E")
        stage.leaveEditor(with: stage.editor?.text ?? "")

        #expect(stage.acts.isEmpty)
        #expect(stage.shows("Nothing was changed, so nothing was written."))
        #expect(stage.console.edits.isEmpty)
    }

    @Test func `says once that the session has ended, though it is seen to live on under another id`() {
        var stage = Self.inspector()
        stage.press("E")
        stage.happen { $0[Self.alice] = nil }
        let moved = Sample.session(Sample.id("new9", "0001"), user: "alice@shop", payload: Sample.alice)
        stage.happen { $0[moved.key] = moved }

        #expect(stage.console.events.about(moved.key).last?.kind == .regenerated)
        let warnings = stage.console.messages.messages.filter { $0.text.contains("you are editing has ended") }
        #expect(warnings.count == 1)
    }

    @Test func `says again that the session has ended, once it was there again`() {
        var stage = Self.inspector()
        stage.press("E")
        let alice = stage.store[Self.alice]
        for session in [nil, alice, nil] { stage.happen { $0[Self.alice] = session } }

        let warnings = stage.console.messages.messages.filter { $0.text.contains("you are editing has ended") }
        #expect(warnings.count == 2)
    }

    @Test func `opens the editor again at the line that is wrong`() {
        var stage = Self.inspector()
        stage.press("E")
        let lines = (stage.editor?.text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let broken = lines.map { $0.contains("\"role\"") ? "  \"role\": admin," : $0 }.joined(separator: "\n")
        stage.leaveEditor(with: broken)

        let again = stage.editor
        let shown = (again?.text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(shown.first { $0.contains("NOT SAVED") } != nil)
        #expect(shown[(again?.line ?? 1) - 1] == "  \"role\": admin,")
        #expect(stage.acts.isEmpty)
    }

    @Test func `keeps the text in a file when the same wrong text comes back`() {
        var stage = Self.inspector()
        stage.press("E")
        stage.leaveEditor(with: "{\"broken\": ")
        stage.leaveEditor(with: stage.editor?.text ?? "")

        #expect(stage.saved == ["{\"broken\": "])
        #expect(stage.shows("Your text is kept in"))
        #expect(stage.console.edits.isEmpty)
    }

    @Test func `has a header of comments whatever the key holds`() {
        let key = SessionKey("tina4:session:a\nb\u{1B}[2J")
        var session = Sample.session("x", user: "mal\nlory", payload: "{\"a\": 1}")
        session.record.key = key
        session.id = nil
        session.userNames = ["mal\nlory"]
        var stage = Stage([session])
        stage.press("E")

        let lines = (stage.editor?.text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("//") == true)
        #expect(lines.dropFirst().first == "{")
        #expect(stage.editor?.text.unicodeScalars.contains("\u{1B}") == false)
    }

    // MARK: Somebody else was faster

    static func conflict() -> Stage {
        var stage = role()
        stage.store.change(alice, to: Sample.alice.replacing("\"items\": 3", with: "\"items\": 4"))
        stage.press("Enter")
        return stage
    }

    @Test func `merges into what is there now`() {
        var stage = Self.conflict()
        stage.press("m")

        #expect(
            Self.stored(stage)
                == Sample.alice.replacing("\"items\": 3", with: "\"items\": 4").replacing("\"admin\"", with: "\"user\"")
        )
        #expect(stage.console.edits.isEmpty)
    }

    @Test func `merges nothing where both changed the same field`() {
        var stage = Self.role()
        stage.store.change(Self.alice, to: Sample.alice.replacing("\"admin\"", with: "\"boss\""))
        stage.press("Enter", "m")

        #expect(stage.acts.count == 1)
        #expect(stage.console.dialog is ProblemDialog)
        #expect(Self.stored(stage).contains("boss"))
    }

    @Test func `does not drop a field in silence when only some of them merge`() {
        var stage = Self.inspector()
        stage.press("E")
        let text = stage.editor?.text ?? ""
        stage.store.change(Self.alice, to: Sample.alice.replacing("\"admin\"", with: "\"boss\""))
        stage.leaveEditor(
            with: text.replacing("\"admin\"", with: "\"user\"").replacing("\"beta\": true", with: "\"beta\": false"))
        stage.press("m")

        let isWritten = Self.stored(stage).contains("\"beta\": false")
        #expect(!isWritten || stage.console.dialog is ProblemDialog || stage.shows("role"))
    }

    /// Ten fields that were changed in the editor while somebody else changed one of them and eight others.
    static func bigConflict(_ columns: Int, _ rows: Int) -> Stage {
        func payload(_ change: (Int) -> String) -> String {
            "{" + (1...20).map { "\"o\($0)\": \(change($0))" }.joined(separator: ", ") + "}"
        }
        var stage = Stage(
            [Sample.session(Sample.id("b1b1", "c0c0"), payload: payload(String.init))], columns: columns, rows: rows)
        stage.press("E")
        stage.store.change(
            Sample.key(Sample.id("b1b1", "c0c0")), to: payload { $0 == 8 || $0 > 12 ? "\"THEIRS\"" : "\($0)" })
        stage.leaveEditor(with: payload { $0 <= 10 ? "\($0 + 1000)" : "\($0)" })
        return stage
    }

    @Test func `shows what both have changed first, with both values`() {
        let stage = Self.bigConflict(80, 24)

        let first = stage.rows.firstIndex { $0.contains("FIELD") }.map { stage.rows[$0 + 1] } ?? ""
        #expect(first.contains("o8 "))
        #expect(first.contains("\"THEIRS\""))
        #expect(first.contains("1008"))
    }

    @Test(arguments: [(80, 24), (80, 16), (60, 20), (40, 12), (40, 10)])
    func `counts the fields that find no room, and always shows what can be done`(_ columns: Int, _ rows: Int) {
        let stage = Self.bigConflict(columns, rows)

        for key in ["m", "e", "w"] { #expect(stage.rows.contains { $0.contains("│ \(key)  ") }) }
        #expect(stage.shows("Esc  forget my edit"))
        #expect(stage.shows(" more: "))
    }

    @Test func `shows every field where there is room`() {
        let stage = Self.bigConflict(80, 48)

        #expect((1...10).allSatisfy { stage.shows("o\($0) ") } && (13...20).allSatisfy { stage.shows("o\($0) ") })
        #expect(stage.shows("Nothing has been written."))
        #expect(!stage.shows(" more: "))
    }

    @Test func `sees a conflict where one has changed what stands in what the other changed`() {
        var stage = Self.inspector()
        stage.press("E")
        let text = stage.editor?.text ?? ""
        stage.store.change(Self.alice, to: Sample.alice.replacing("\"items\": 3", with: "\"items\": 4"))
        let cart = text.firstIndex(of: "\n").map { text[$0...] }.map(String.init) ?? text
        stage.leaveEditor(with: cart.replacing("\"cart\": {", with: "\"cart\": 5, \"old\": {"))

        #expect(stage.console.dialog is ProblemDialog)
        let first = stage.rows.firstIndex { $0.contains("FIELD") }.map { stage.rows[$0 + 1] } ?? ""
        #expect(first.contains("cart "))
    }

    @Test func `edits again with what was typed`() {
        var stage = Self.conflict()
        stage.press("e")
        #expect(stage.console.dialog is ValueDialog)
        #expect(stage.shows("\"user\""))
        stage.press("Enter")

        #expect(Self.stored(stage).contains("\"role\": \"user\""))
        #expect(Self.stored(stage).contains("\"items\": 4"))
    }

    @Test func `keeps the text in a file and the session as it is`() {
        var stage = Self.conflict()
        stage.press("w")

        #expect(stage.saved == ["role = \"user\"\n"])
        #expect(stage.console.edits.isEmpty)
        #expect(Self.stored(stage).contains("\"admin\""))
    }

    @Test func `has the text still when it can't be kept in a file`() {
        var stage = Self.conflict()
        stage.send(.keys([.character("w")]))
        _ = stage.takeWaiting()
        stage.send(
            .saved(.failure(EditorFailure("No file can be written in /run/user/1000/curfew: No space left on device.")))
        )

        #expect(stage.shows("No space left on device"))
        #expect(stage.console.dialog is ProblemDialog)
        stage.press("m")
        #expect(Self.stored(stage).contains("\"role\": \"user\""))
    }

    @Test func `forgets when told to`() {
        var stage = Self.conflict()
        stage.press("Esc")

        #expect(stage.console.edits.isEmpty)
        #expect(stage.saved.isEmpty)
        #expect(Self.stored(stage).contains("\"admin\""))
    }

    @Test func `tries again after a failure`() {
        var stage = Self.role()
        stage.store.failure = "No answer in time from redis."
        stage.press("Enter")
        #expect(stage.shows("No answer in time"))
        stage.store.failure = nil
        stage.press("r")

        #expect(Self.stored(stage).contains("\"role\": \"user\""))
    }

    /// A value that could not be saved, and a session that has ended since.
    private static func lateEnd() -> Stage {
        var stage = role()
        stage.store.failure = "No answer in time from redis."
        stage.press("Enter")
        stage.store.failure = nil
        stage.happen { $0[alice] = nil }
        return stage
    }

    @Test func `edits nothing again that has ended meanwhile`() {
        var stage = Self.lateEnd()
        stage.press("e")

        #expect(stage.shows("It has ended"))
        #expect(stage.shows("The session has ended meanwhile, so there is nothing to edit any"))
        #expect(!stage.shows("The store holds"))
        stage.press("w")
        #expect(stage.saved == ["role = \"user\"\n"])
    }

    @Test func `says how it is with a session whose edit is forgotten`() {
        var stage = Self.lateEnd()
        stage.press("Esc")
        #expect(stage.shows("The edit was forgotten; the session has ended."))

        stage = Self.conflict()
        stage.press("Esc")
        #expect(stage.shows("The edit was forgotten; the session is as somebody else has left it."))

        stage = Self.role()
        stage.store.failure = "No answer in time from redis."
        stage.press("Enter", "Esc")
        #expect(stage.shows("The edit was forgotten; nothing of it was saved."))
    }

    @Test func `says of the store only what it knows when a value is edited again`() {
        var stage = Self.role()
        stage.store.failure = "No answer in time from redis."
        stage.press("Enter", "e")
        #expect(stage.shows("When you opened it, \"admin\" was there."))

        stage = Self.conflict()
        stage.press("e")
        #expect(stage.shows("The store holds \"admin\" there now."))
    }

    // MARK: Cut off

    /// An edit that no answer came of, and that was not looked at since.
    private static func cutOff() throws -> Stage {
        var stage = role()
        stage.leavesActs = true
        stage.press("Enter")
        stage.send(.news(.lost(StoreError(.lost, while: "listening", on: "redis://h", detail: "reset"))))
        let request = try #require(stage.acts.last)
        stage.send(
            .acted(
                ActReport(
                    request: request, receipt: nil, failure: "No answer in time from redis.", isUncertain: true)))
        stage.leavesActs = false
        return stage
    }

    @Test func `takes what it wrote itself for nobody else's, however late`() throws {
        var stage = try Self.cutOff()
        _ = stage.takeWaiting()
        stage.advance(milliseconds: 60_000)
        stage.happen { $0.change(Self.alice, to: Sample.alice.replacing("\"admin\"", with: "\"user\"")) }

        #expect(!stage.console.messages.messages.contains { $0.text == Console.changedMeanwhile })
        // Her time is over by then, which is told before.
        #expect(stage.console.events.about(Self.alice).map(\.source) == [.derived, .operator])
        #expect(stage.console.messages.messages.contains { $0.text == "The edit that was cut off was done." })
        #expect(stage.console.edits.isEmpty)
    }

    @Test func `says of what somebody else wrote after it was cut off that it was somebody else`() throws {
        var stage = try Self.cutOff()
        _ = stage.takeWaiting()
        stage.advance(milliseconds: 60_000)
        stage.happen { $0.change(Self.alice, to: Sample.alice.replacing("\"admin\"", with: "\"boss\"")) }

        #expect(stage.console.messages.messages.contains { $0.text == Console.changedMeanwhile })
        #expect(stage.console.edits.count == 1)
    }

    @Test func `sees no conflict with what it wrote itself when it tries again`() throws {
        var stage = try Self.cutOff()
        _ = stage.takeWaiting()
        stage.store.change(Self.alice, to: Sample.alice.replacing("\"admin\"", with: "\"user\""))
        stage.press("r")

        let sentence = "The session says that already; nothing more was written."
        #expect(stage.console.messages.messages.contains { $0.text == sentence })
        #expect(stage.console.dialog == nil)
        #expect(stage.console.edits.isEmpty)
    }

    // MARK: No text is ever lost

    /// What can go wrong with an edit.
    enum Mishap: CaseIterable {
        case changed, gone, failed
    }

    static func meet(_ mishap: Mishap, _ stage: inout Stage) {
        switch mishap {
        case .changed: stage.store.change(alice, to: Sample.alice.replacing("\"items\": 3", with: "\"items\": 4"))
        case .gone: stage.store[alice] = nil
        case .failed: stage.store.failure = "Lost the connection to redis while writing: reset."
        }
    }

    @Test(arguments: Mishap.allCases)
    func `keeps a value that could not be saved within reach`(_ mishap: Mishap) {
        var stage = Self.role("\"typed by hand\"")
        Self.meet(mishap, &stage)
        stage.press("Enter")
        #expect(stage.console.dialog is ProblemDialog)
        stage.press("w")

        #expect(stage.saved.last?.contains("typed by hand") == true)
    }

    @Test(arguments: Mishap.allCases)
    func `keeps a whole payload that could not be saved within reach`(_ mishap: Mishap) {
        var stage = Self.inspector()
        stage.press("E")
        let typed = (stage.editor?.text ?? "").replacing("\"admin\"", with: "\"typed by hand\"")
        Self.meet(mishap, &stage)
        stage.leaveEditor(with: typed)
        #expect(stage.console.dialog is ProblemDialog)
        if mishap != .gone {
            // Looks once more in the editor, and leaves it without a change, or the editor breaks.
            stage.press("e")
            stage.leaveEditor(with: stage.editor?.text ?? "")
            stage.settle()
        }
        if stage.console.dialog is ProblemDialog { stage.press("w") }

        #expect(stage.saved.last?.contains("typed by hand") == true || Self.stored(stage).contains("typed by hand"))
    }

    @Test(arguments: Mishap.allCases)
    func `keeps a whole payload within reach when the editor fails after that`(_ mishap: Mishap) {
        var stage = Self.inspector()
        stage.press("E")
        let typed = (stage.editor?.text ?? "").replacing("\"admin\"", with: "\"typed by hand\"")
        Self.meet(mishap, &stage)
        stage.leaveEditor(with: typed)
        if mishap != .gone {
            stage.press("e")
            if let editor = stage.editor {
                stage.send(.edited(editor.ticket, .failure(EditorFailure("The editor ended with 1."))))
            }
        }
        #expect(stage.console.dialog is ProblemDialog)
        stage.press("w")

        #expect(stage.saved.last?.contains("typed by hand") == true)
    }

    @Test func `keeps a broken text within reach when the editor can't be opened again`() {
        var stage = Self.inspector()
        stage.press("E")
        stage.leaveEditor(with: "{\"typed\": \"by hand\"")
        if let editor = stage.editor {
            stage.send(.edited(editor.ticket, .failure(EditorFailure("The editor ended with 1."))))
        }

        #expect(stage.console.dialog is ProblemDialog)
        stage.press("w")
        #expect(stage.saved.last?.contains("by hand") == true)
    }

    @Test func `keeps the text when no reason is given in production`() {
        var stage = Self.role("\"typed by hand\"", facts: Sample.facts(isProduction: true))
        stage.press("Enter", "Esc")

        #expect(stage.console.dialog is ProblemDialog)
        stage.press("r")
        stage.type("asked to")
        stage.press("Enter")
        #expect(Self.stored(stage).contains("typed by hand"))
    }

    @Test func `keeps the prompt for a reason when another answer comes in between`() {
        var stage = Self.role("\"typed by hand\"", facts: Sample.facts(isProduction: true))
        stage.press("Enter")
        stage.send(.found(Sample.shop[2]))

        #expect(stage.console.prompt != nil)
        stage.press("Esc")
        #expect(stage.console.dialog is ProblemDialog)
    }

    @Test func `asks before leaving while an edit is not saved`() {
        var stage = Self.role()
        stage.leavesActs = true
        stage.press("Enter", "Ctrl-c")

        #expect(!stage.console.hasQuit)
        #expect(stage.console.dialog != nil)
    }
}
