internal import TerminalKit

/// A few choices, each with a letter.
struct ChoiceMenu: Dialog {
    struct Choice: Hashable, Sendable {
        var key: Character
        var title: String
        var command: String
    }

    let title: String
    let choices: [Choice]
    private var cursor = 0

    init(title: String, choices: [Choice]) {
        self.title = title
        self.choices = choices
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size {
        let longest = choices.map { TextWidth.columns(of: $0.title) }.max() ?? 0
        return Size(columns: max(30, longest + 9), rows: choices.count + 3)
    }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape, .control("c"), .character("q"): return .close
        case .down, .character("j"), .tab: cursor = (cursor + 1) % choices.count
        case .up, .character("k"), .backTab: cursor = (cursor + choices.count - 1) % choices.count
        case .enter: return .give(choices[cursor].command)
        case .character(let character):
            if let choice = choices.first(where: { $0.key == character }) { return .give(choice.command) }
        default: break
        }
        return .stay
    }

    func draw(on canvas: inout Canvas) -> Point? {
        for (y, choice) in choices.enumerated() {
            canvas.write("\(choice.key)", at: Point(x: 2, y: y), role: .hintKey)
            canvas.write(choice.title, at: Point(x: 5, y: y), role: .dialogText)
            if y == cursor {
                canvas.write(canvas.glyphs.cursor, at: Point(x: 0, y: y), role: .dialogTitle)
                canvas.select(canvas.bounds.row(y))
            }
        }
        canvas.write("Enter picks, Esc cancels", at: Point(x: 1, y: choices.count), role: .dim)
        return nil
    }
}

/// All that can be done here; what can't be done says why. Enter does it.
struct ActionMenu: Dialog {
    private struct Row: Sendable {
        var command: Command
        var reason: String?
    }

    private let rows: [Row]
    private var viewport = Viewport(margin: 1)
    let title = "Actions"
    private static let keyWidth = 11

    init(_ console: Console) {
        let all = console.commands(of: console.view).filter {
            $0.views.count < ViewKind.allCases.count || $0.hint != nil || $0.isDestructive
        }
        .filter { !Command.movement.map(\.name).contains($0.name) }
        .map { Row(command: $0, reason: $0.unless(console)) }
        rows = all.filter { !$0.command.keys.isEmpty } + all.filter(\.command.keys.isEmpty)
        viewport.update(count: rows.count, height: 14)
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size {
        Size(columns: min(76, size.columns), rows: min(rows.count + 3, size.rows - 2))
    }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape, .control("c"), .character("q"): return .close
        case .down, .character("j"): viewport.move(by: 1)
        case .up, .character("k"): viewport.move(by: -1)
        case .pageDown: viewport.pageDown()
        case .pageUp: viewport.pageUp()
        case .enter: return rows[viewport.cursor].reason == nil ? .give(rows[viewport.cursor].command.name) : .stay
        default:
            if let row = rows.first(where: { $0.command.keys.contains(key) }), row.reason == nil {
                return .give(row.command.name)
            }
        }
        return .stay
    }

    func draw(on canvas: inout Canvas) -> Point? {
        var shown = viewport
        shown.update(count: rows.count, height: canvas.size.rows - 1)
        for (y, place) in shown.visible.enumerated() {
            let row = rows[place]
            let isOff = row.reason != nil
            canvas.write(
                row.command.keys.first?.name ?? ":\(row.command.name)", at: Point(x: 2, y: y),
                role: isOff ? .hintOff : .hintKey, width: Self.keyWidth)
            let text = row.reason.map { "\(row.command.name) is off: \($0)" } ?? row.command.title
            canvas.write(
                text, at: Point(x: Self.keyWidth + 3, y: y), role: isOff ? .hintOff : .dialogText,
                width: canvas.size.columns - Self.keyWidth - 4)
            if place == shown.cursor {
                canvas.write(canvas.glyphs.cursor, at: Point(x: 0, y: y), role: .dialogTitle)
                canvas.select(canvas.bounds.row(y))
            }
        }
        canvas.write("Enter runs, Esc closes; off ones say why", at: Point(x: 1, y: canvas.size.rows - 1), role: .dim)
        return nil
    }
}
