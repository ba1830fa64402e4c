internal import Glibc
public import TerminalKit

extension CursesTerminal {
    /// Sends the text by OSC 52, through the multiplexer in between where there is one.
    public mutating func copyToClipboard(_ text: String) -> CopyOutcome {
        guard clipboard.way != .none else { return .noClipboard(name) }
        guard let sequence = clipboard.sequence(for: text) else { return .tooLong(limit: Clipboard.limit) }
        send(sequence)
        return .sent
    }

    /// Rings.
    public mutating func bell() {
        send("\u{07}")
    }

    func send(_ text: String) {
        CursesTerminal.write(text)
    }

    /// Past ncurses, which has nothing waiting between two frames.
    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
