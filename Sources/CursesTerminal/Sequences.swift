/// What terminfo has no name for.
enum Sequences {
    /// Pasted text comes between marks.
    static let pasteOn = "\u{1B}[?2004h"
    static let pasteOff = "\u{1B}[?2004l"
    /// XTWINOPS: keeps the window's title on a stack of the terminal, and takes it from there.
    static let titleKeep = "\u{1B}[22;2t"
    static let titleBack = "\u{1B}[23;2t"
}

/// Numbers for the marks around a paste, above all that ncurses gives out.
enum PasteCode {
    static let begin: Int32 = 2000
    static let end: Int32 = 2001
}
