internal import SessionModel
internal import TerminalKit

/// Something the operator has to take away before going on.
struct NoticeDialog: Dialog {
    let title: String
    private let lines: [String]
    /// How many lines lead up to what there is to take away.
    private let introduction: Int

    init(title: String, lines: [String], introduction: Int = 3) {
        self.title = title
        self.lines = lines
        self.introduction = introduction
    }

    /// The cookie that opens a session under its new id. It is shown whole, since it is what was asked for.
    static func newCookie(_ cookie: String) -> NoticeDialog {
        NoticeDialog(
            title: "New id",
            lines: [
                "The visitor's cookie no longer fits. Whoever gets this one has the session:", "",
                Printable.text(cookie),
            ], introduction: 2)
    }

    /// The id of a session whose store was lost before it said whether it has it. Nobody could look for a shortened one.
    static func unansweredID(_ id: SessionID) -> NoticeDialog {
        NoticeDialog(
            title: "New id",
            lines: [
                "Whether it was done is not known. If it was, the session has this id now:", "",
                Printable.text(id.whole),
            ], introduction: 2)
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size {
        let width = min(74, size.columns)
        return Size(columns: width, rows: shown(within: width - 2).count + 5)
    }

    /// The lines broken so that nothing of them is cut, and whether each is what there is to take away.
    private func shown(within width: Int) -> [(text: String, isTaken: Bool)] {
        lines.enumerated().flatMap { place, line in
            (line.isEmpty ? [""] : TextWidth.wrap(line, to: max(8, width - 2))).map { ($0, place >= introduction) }
        }
    }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape, .enter, .character("q"), .character("c"), .control("c"): .close
        default: .stay
        }
    }

    func draw(on canvas: inout Canvas) -> Point? {
        let shown = shown(within: canvas.size.columns)
        for (y, line) in shown.enumerated() {
            canvas.write(
                line.text, at: Point(x: 1, y: y), role: line.isTaken ? .identifier : .dialogText,
                width: canvas.size.columns - 2)
        }
        Buttons(titles: ["Close"]).draw(on: &canvas, at: Point(x: 2, y: shown.count + 1))
        return nil
    }
}
