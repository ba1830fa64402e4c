internal import TerminalKit

/// All commands of a place, narrowed by what is typed of them, the best match first. Enter runs one.
struct PaletteDialog: Dialog {
    let title = "Commands"
    private let entries: [PaletteEntry]
    private var field = TextField()
    /// The places of the entries that fit, the best first.
    private var found: [Int]
    private var viewport = Viewport()

    init(_ console: Console) {
        entries = console.paletteEntries
        found = Array(entries.indices)
        viewport.update(count: found.count, height: 14)
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size {
        Size(columns: min(76, size.columns), rows: min(20, size.rows - 2))
    }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape, .control("c"): return .close
        case .down, .control("n"): viewport.move(by: 1)
        case .up, .control("p"): viewport.move(by: -1)
        case .pageDown: viewport.pageDown()
        case .pageUp: viewport.pageUp()
        case .tab: return selected.map { .prompt($0.line + " ") } ?? .stay
        case .enter: return run()
        case .backspace where field.isEmpty: return .close
        default: if field.handle(key) { narrow() }
        }
        return .stay
    }

    private var selected: PaletteEntry? {
        viewport.cursor < found.count ? entries[found[viewport.cursor]] : nil
    }

    private func run() -> DialogAnswer {
        guard let selected, selected.reason == nil else { return .stay }
        return selected.needsArgument ? .prompt(selected.line + " ") : .give(selected.line)
    }

    private mutating func narrow() {
        let typed = field.text.lowercased()
        let words = typed.split(separator: " ").map(String.init)
        let scored = entries.indices.compactMap { place in entries[place].score(words, typed).map { (place, $0) } }
        // What fits equally well stays in the order in which it is declared.
        found = scored.sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }.map(\.0)
        viewport.update(count: found.count, height: viewport.height)
        viewport.home()
    }

    func draw(on canvas: inout Canvas) -> Point? {
        let width = canvas.size.columns
        let cursor = field.draw(
            on: &canvas, at: Point(x: 2, y: 0), width: width - 4, placeholder: "letters of a command or of what it does"
        )
        var shown = viewport
        shown.update(count: found.count, height: canvas.size.rows - 2)
        for (y, place) in shown.visible.enumerated() {
            draw(entries[found[place]], isSelected: place == shown.cursor, at: y + 1, on: &canvas)
        }
        if found.isEmpty { canvas.write("No command fits.", at: Point(x: 5, y: 1), role: .dim) }
        canvas.write(foot, at: Point(x: 1, y: canvas.size.rows - 1), role: .dim, width: width - 2)
        return cursor
    }

    private var foot: String {
        guard let reason = selected?.reason else { return "Enter runs, Tab puts it into the prompt, Esc closes" }
        return "Off: \(reason)"
    }

    private func draw(_ entry: PaletteEntry, isSelected: Bool, at y: Int, on canvas: inout Canvas) {
        let isOff = entry.reason != nil
        let width = canvas.size.columns
        let keys = entry.keys.prefix(2).joined(separator: " ")
        canvas.write(keys, at: Point(x: 2, y: y), role: isOff ? .hintOff : .hintKey, width: 9)
        let used = canvas.write(
            Printable.text(entry.line), at: Point(x: 12, y: y), role: isOff ? .hintOff : .dialogText,
            width: max(0, width - 13))
        let x = max(28, 12 + used + 2)
        let text = entry.reason.map { "off: \($0)" } ?? entry.title
        canvas.write(text, at: Point(x: x, y: y), role: isOff ? .hintOff : .dim, width: max(0, width - x - 1))
        if isSelected {
            canvas.write(canvas.glyphs.cursor, at: Point(x: 0, y: y), role: .dialogTitle)
            canvas.select(canvas.bounds.row(y))
        }
    }
}
