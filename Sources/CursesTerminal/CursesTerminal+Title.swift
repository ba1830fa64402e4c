internal import CLinux
internal import CNcurses
internal import TerminalKit

extension CursesTerminal {
    /// Kinds of terminals that show a title, by how their names begin.
    private static let titled = [
        "xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "st-", "konsole",
        "gnome",
        "vte", "contour", "mlterm",
    ]

    /// Gives the window a title, where this kind of terminal has one.
    public mutating func setTitle(_ text: String) {
        guard Self.titled.contains(where: name.hasPrefix) else { return }
        let isASCII = glyphs == .ascii
        let shown = String(Printable.text(text).map { isASCII && !$0.isASCII ? "?" : $0 })
        let isFirst = title == nil
        title = shown
        guard !isendwin() else { return }
        if isFirst { send(Sequences.titleKeep) }
        showTitle()
        armCrashGuard()
    }

    func showTitle() {
        if let title { send("\u{1B}]2;\(title)\u{1B}\\") }
    }

    /// Lets a crash put back what was changed of the terminal.
    func armCrashGuard() { clinux_crash_guard_arm(title == nil ? 1 : 3) }
}
