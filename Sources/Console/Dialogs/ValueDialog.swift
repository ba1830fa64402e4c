internal import SessionModel
internal import TerminalKit

/// Edits one value in place, as JSON.
struct ValueDialog: Dialog {
    let ticket: EditTicket
    private let path: PayloadPath
    private let isHidden: Bool
    private let warning: String?
    private var complaint: String?
    private var field: TextField

    /// What is typed so far.
    var text: String { field.text }

    init(
        _ ticket: EditTicket, path: PayloadPath, text: String, isHidden: Bool, warning: String?,
        complaint: String? = nil
    ) {
        self.ticket = ticket
        self.path = path
        self.isHidden = isHidden
        self.warning = warning
        self.complaint = complaint
        field = TextField(text)
    }

    var title: String { "Edit \(Printable.text(path.description))" }
    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size { Size(columns: max(40, size.columns - 8), rows: 7) }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape, .control("c"): return .edit(.forget(ticket))
        case .enter:
            do throws(PayloadSyntaxError) {
                _ = try Payload(parsing: field.text)
                return .edit(.value(ticket, field.text))
            } catch {
                complaint = "No JSON: \(error.explanation) at column \(error.column); a text needs double quotes."
            }
        default: if field.handle(key) { complaint = nil }
        }
        return .stay
    }

    func draw(on canvas: inout Canvas) -> Point? {
        let width = canvas.size.columns - 2
        let note =
            isHidden
            ? "The value is hidden; type the new one, or Esc to keep it."
            : warning ?? "The value as JSON; a text stands in double quotes."
        canvas.write(note, at: Point(x: 1, y: 0), role: warning == nil ? .dialogText : .warningText, width: width)
        let point = field.draw(on: &canvas, at: Point(x: 1, y: 2), width: width, placeholder: "\"new value\"")
        canvas.write(complaint ?? "", at: Point(x: 1, y: 3), role: .errorText, width: width)
        canvas.write("Enter saves, Esc gives up", at: Point(x: 1, y: 4), role: .dim, width: width)
        return point
    }
}
