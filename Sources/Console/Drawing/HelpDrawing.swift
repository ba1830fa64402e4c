internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// The help, and the messages of this run.
extension Console {
    /// Why a command of the help's view is off there.
    func reasonOff(_ command: Command) -> String? {
        var there = self
        there.views.removeAll { $0 == .help }
        return command.unless(there)
    }

    func drawHelp(on canvas: inout Canvas) {
        let isWide = canvas.size.columns >= 100
        let title = isWide ? 38 : 34
        for (y, place) in helpView.viewport.visible.enumerated() where place < helpView.commands.count {
            let command = helpView.commands[place]
            let isOff = reasonOff(command) != nil
            canvas.write(
                command.keys.map(\.name).joined(separator: " "), at: Point(x: 2, y: y),
                role: isOff ? .hintOff : .hintKey, width: 15)
            canvas.write(":" + command.name, at: Point(x: 18, y: y), role: .dim, width: title - 19)
            canvas.write(
                command.title + (isOff ? " (off)" : ""), at: Point(x: title, y: y), role: isOff ? .hintOff : .text,
                width: canvas.size.columns - title - 1)
            if place == helpView.viewport.cursor { canvas.selectLine(y) }
        }
        if helpView.commands.isEmpty {
            canvas.write("No command fits; \(keyName("back")) shows all.", at: Point(x: 2, y: 1), role: .dim)
        }
    }

    func drawMessages(on canvas: inout Canvas) {
        for (y, place) in messagesView.viewport.visible.enumerated() {
            guard let message = messages.newestFirst(place) else { continue }
            let role: Role = message.level == .error ? .errorText : message.level == .warning ? .warningText : .text
            canvas.write(message.at.clockText, at: Point(x: 1, y: y), role: .dim)
            canvas.write(
                Printable.text(message.text), at: Point(x: 12, y: y), role: role, width: canvas.size.columns - 13)
            if place == messagesView.viewport.cursor { canvas.selectLine(y) }
        }
        if messages.messages.isEmpty { canvas.write("There are no messages.", at: Point(x: 2, y: 1), role: .dim) }
    }
}
