/// What terminfo has no name for.
enum Sequences {
    /// Pasted text comes between marks.
    static let pasteOn = "\u{1B}[?2004h"
    static let pasteOff = "\u{1B}[?2004l"
}

/// Numbers for the marks around a paste, above all that ncurses gives out.
enum PasteCode {
    static let begin: Int32 = 2000
    static let end: Int32 = 2001
}
