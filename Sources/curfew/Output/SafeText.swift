internal import TerminalKit

/// Text from a store, safe for a terminal.
enum SafeText {
    /// The text on one line.
    static func line(_ text: String) -> String { Printable.text(text) }
}
