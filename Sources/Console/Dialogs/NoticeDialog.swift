internal import TerminalKit

/// Something the operator has to take away before going on.
struct NoticeDialog: Dialog {
    let title: String
    private let lines: [String]

    init(title: String, lines: [String]) {
        self.title = title
        self.lines = lines
    }

    /// The cookie that opens a session under its new id. It is shown whole, since it is what was asked for.
    static func newCookie(_ cookie: String) -> NoticeDialog {
        NoticeDialog(
            title: "New id",
            lines: [
                "The visitor's cookie no longer fits. Whoever gets this one", "has the session:", "",
            ] + TextWidth.wrap(Printable.text(cookie), to: 68))
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size { Size(columns: min(74, size.columns), rows: lines.count + 5) }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape, .enter, .character("q"), .character("c"), .control("c"): .close
        default: .stay
        }
    }

    func draw(on canvas: inout Canvas) -> Point? {
        for (y, line) in lines.enumerated() {
            canvas.write(
                line, at: Point(x: 1, y: y), role: y < 3 ? .dialogText : .identifier, width: canvas.size.columns - 2)
        }
        Buttons(titles: ["Close"]).draw(on: &canvas, at: Point(x: 2, y: lines.count + 1))
        return nil
    }
}
