/// Why the console cannot be shown here.
public enum TerminalError: Error, Equatable, Sendable {
    /// Input or output is a file, a pipe or nothing.
    case notATerminal
    /// The terminal database has no entry of this name.
    case unknownTerminal(String)
    /// The terminal prints lines and cannot place its cursor.
    case noCursorAddressing(String)
    /// The library refused the terminal.
    case refused(String)
}

extension TerminalError: CustomStringConvertible {
    /// What is wrong, and what to try.
    public var description: String {
        switch self {
        case .notATerminal:
            "The console needs a terminal for both input and output."
        case .unknownTerminal(""):
            "TERM is not set, so nothing is known about this terminal. Try: TERM=xterm-256color"
        case .unknownTerminal(let name):
            "The terminal database has no entry for TERM=\(name). Try: TERM=xterm-256color"
        case .noCursorAddressing(let name):
            "A terminal of type \(name) cannot place its cursor, which the console needs. Try: TERM=xterm-256color"
        case .refused(let name):
            "The terminal of type \(name) could not be opened."
        }
    }
}
