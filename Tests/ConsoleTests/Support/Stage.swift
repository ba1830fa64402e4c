import Operations
import SessionModel
import SessionQuery
import StoreKit
import TerminalKit
import Testing

@testable import Console

/// A console with somebody at its keys: presses them, answers what the console asks of the store, looks at the screen.
struct Stage {
    var console: Console
    var now = Sample.now
    var glyphs = GlyphSet.unicode { didSet { isDrawn = false } }
    var store = FakeStore()
    /// Every effect so far, the oldest first.
    private(set) var effects: [Effect] = []
    /// What waits for an answer.
    private(set) var waiting: [Effect] = []
    /// Effects of these kinds are left for the test to answer.
    var leavesActs = false
    private var screen: CellGrid
    /// How many frames were drawn over the one before.
    private(set) var steps = 0
    /// Whether the screen is a frame of the console's.
    private var isDrawn = false

    /// A console of this size, its store not open yet.
    init(_ columns: Int = 80, _ rows: Int = 24, vocabulary: Vocabulary = Vocabulary()) {
        console = Console(
            themeNames: ["default", "monochrome"], themeName: "default", vocabulary: vocabulary)
        screen = CellGrid(Size(columns: columns, rows: rows))
        send(.resized(screen.size))
        take([.open])
        waiting.removeAll()
    }

    /// A console that shows these sessions, listed and read.
    init(
        _ sessions: [Session], facts: StoreFacts = Sample.facts(), columns: Int = 80, rows: Int = 24,
        vocabulary: Vocabulary = Vocabulary()
    ) {
        self.init(columns, rows, vocabulary: vocabulary)
        store.sessions = sessions
        open(facts)
        settle()
    }

    mutating func open(_ facts: StoreFacts = Sample.facts()) {
        send(.opened(facts))
        send(.news(.connected(facts.examination.feed)))
    }

    // MARK: What happens

    /// Hands an event over, and draws.
    mutating func send(_ event: ConsoleEvent) {
        take(console.handle(event, at: now))
        turn()
    }

    /// Hands an event over without drawing after it.
    mutating func sendUnseen(_ event: ConsoleEvent) { take(console.handle(event, at: now)) }

    /// Presses keys one by one, each seen before the next, and answers the store's side.
    mutating func press(_ names: String...) {
        for name in names {
            send(.keys([Self.key(name)]))
            settle()
        }
    }

    /// Presses keys so fast that they come as one.
    mutating func pressAtOnce(_ names: String...) {
        send(.keys(names.map(Self.key)))
    }

    /// Does something with the mouse in a cell; buttons are the left one.
    mutating func mouse(_ action: MouseEvent.Action, _ x: Int, _ y: Int) {
        let isWheel = action == .wheelUp || action == .wheelDown
        send(.keys([.mouse(MouseEvent(action, button: isWheel ? nil : .left, at: Point(x: x, y: y)))]))
        settle()
    }

    /// Types a text, character by character.
    mutating func type(_ text: String) {
        for character in text { send(.keys([.character(character)])) }
    }

    /// Gives a command by its word.
    mutating func command(_ line: String) {
        press(":")
        type(line)
        press("Enter")
    }

    mutating func advance(milliseconds: Int64) {
        now = now.adding(milliseconds: milliseconds)
        turn()
    }

    /// Prepares and draws, as the loop does.
    mutating func turn() {
        console.prepare(at: now, over: isDrawn ? screen.size : nil)
        if console.isStep {
            step()
        } else {
            screen = drawn(console, at: now)
        }
        isDrawn = true
        take(console.wasDrawn())
    }

    /// Draws over the frame before, and expects that it is the frame as it would have been drawn as a whole.
    private mutating func step() {
        steps += 1
        var canvas = Canvas(grid: screen, glyphs: glyphs)
        let areas = console.drawStep(on: &canvas)
        var other = console
        other.prepare(at: console.now)
        let whole = drawn(other, at: console.now)
        for y in 0..<screen.size.rows where !whole.hasSameRow(y, as: canvas.grid) {
            Issue.record("After a step row \(y) is \(Self.text(canvas.grid, y)), and should be \(Self.text(whole, y)).")
        }
        for y in 0..<screen.size.rows where !canvas.grid.hasSameRow(y, as: screen) {
            for x in 0..<screen.size.columns where !areas.contains(where: { $0.contains(Point(x: x, y: y)) }) {
                let point = Point(x: x, y: y)
                if canvas.grid[point] != screen[point] { Issue.record("A step changed \(point), and did not say so.") }
            }
        }
        screen = canvas.grid
    }

    private static func text(_ grid: CellGrid, _ y: Int) -> String { "'\(grid.textRows()[y])', \(grid.roleRows()[y])" }

    private func drawn(_ console: Console, at now: Timestamp) -> CellGrid {
        var canvas = Canvas(size: screen.size, glyphs: glyphs)
        _ = console.draw(on: &canvas, at: now)
        return canvas.grid
    }

    mutating func resize(_ columns: Int, _ rows: Int) {
        screen.resize(to: Size(columns: columns, rows: rows))
        isDrawn = false
        send(.resized(screen.size))
    }

    private mutating func take(_ new: [Effect]) {
        effects += new
        waiting += new
    }

    /// Answers what the console asked, until it asks nothing more.
    mutating func settle() {
        for _ in 0..<1000 {
            guard let place = waiting.firstIndex(where: { !leavesActs || !$0.isAct }) else { return }
            let effect = waiting.remove(at: place)
            for event in store.answer(effect, at: now) { send(event) }
        }
    }

    /// Takes the effects that wait, unanswered.
    mutating func takeWaiting() -> [Effect] {
        defer { waiting.removeAll() }
        return waiting
    }

    /// Somebody else changes the store, and its feed tells.
    mutating func happen(_ change: (inout FakeStore) -> Void) {
        let before = store
        change(&store)
        let observations = store.differences(since: before)
        if !observations.isEmpty { send(.news(.observed(observations))) }
        settle()
    }

    // MARK: What is seen

    var cells: CellGrid { screen }
    var rows: [String] { screen.textRows() }
    var text: String { rows.joined(separator: "\n") }

    func shows(_ text: String) -> Bool { self.text.contains(text) }

    /// The row on which a text stands.
    func row(_ text: String) -> String? { rows.first { $0.contains(text) } }

    /// The row with selected cells.
    var selectedRow: String? {
        (0..<screen.size.rows).first { screen.row($0).contains { $0.isSelected } }.map { rows[$0] }
    }

    /// The acts asked for so far.
    var acts: [ActRequest] {
        effects.compactMap { effect in
            if case .act(let request) = effect { request } else { nil }
        }
    }

    /// The texts sent to the clipboard so far.
    var copied: [String] {
        effects.compactMap { effect in
            if case .copy(let order) = effect, case .text(let text) = order.content { text } else { nil }
        }
    }

    /// How often something was asked to be put into the journal as revealed.
    var revealed: Int { effects.count { if case .noteReveal = $0 { true } else { false } } }

    /// The texts put into files of their own so far.
    var saved: [String] {
        effects.compactMap { effect in
            if case .save(let text) = effect { String(decoding: text, as: UTF8.self) } else { nil }
        }
    }

    /// What the editor was opened on last.
    var editor: (ticket: EditTicket, text: String, line: Int)? {
        effects.lazy.compactMap { effect -> (EditTicket, String, Int)? in
            if case .edit(let ticket, let text, let line) = effect {
                (ticket, String(decoding: text, as: UTF8.self), line)
            } else {
                nil
            }
        }.last
    }

    /// The editor is left with a text.
    mutating func leaveEditor(with text: String) {
        guard let editor else { return }
        send(.edited(editor.ticket, .success(Array(text.utf8))))
        settle()
    }

    static func key(_ name: String) -> KeyPress { KeyPress(name: name) ?? .character("?") }
}

extension Effect {
    var isAct: Bool {
        if case .act = self { true } else { false }
    }
}
