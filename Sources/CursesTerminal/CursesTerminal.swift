internal import CLinux
internal import CNcurses
internal import Glibc
public import TerminalKit

/// The terminal of this process, by ncurses. There can be one; it is given back when this value ends.
///
/// Leave `main` by returning: `exit()` runs no `deinit`. Should the process crash, a signal handler gives it back.
public struct CursesTerminal: ~Copyable, Terminal {
    /// The characters it can show: by the locale.
    public let glyphs: GlyphSet
    /// The colours it can show: by terminfo and `NO_COLOR`.
    public let colorDepth: ColorDepth

    let screen: OpaquePointer
    let name: String
    let clipboard: Clipboard
    var pairs: ColorPairs
    var looks: Looks?
    var shown: CellGrid?
    var decoder = KeyDecoder()
    var hasMouse = false
    /// What ncurses does when it is to stop; nil while it is not its turn.
    var stopHandler: sighandler_t?
    /// The window's title; nil while it has its own.
    var title: String?

    /// What to poll for keys.
    public var inputDescriptor: Int32 { STDIN_FILENO }

    /// Opens the terminal: the alternate screen, keys as they come, nothing echoed.
    ///
    /// - Parameters:
    ///   - environment: The process's own; read for `TERM`, `NO_COLOR` and the locale.
    ///   - colors: At most so many.
    ///   - isASCII: Draws with ASCII only, whatever the locale says.
    /// - Throws: `TerminalError` when there is no terminal, or none that can be used. Nothing has changed then.
    public init(
        environment: [String: String], colors: ColorDepth = .trueColor, isASCII: Bool = false
    ) throws(TerminalError) {
        let name = environment["TERM"] ?? ""
        try CursesTerminal.check(name)
        let isUTF8 = adoptCharacterSet(environment: environment)
        clinux_crash_guard_install(STDIN_FILENO, STDOUT_FILENO)
        // The window's own size counts, not what LINES and COLUMNS once were.
        use_env(false)
        use_tioctl(true)
        guard let screen = curses_open() else { throw .refused(name) }

        self.screen = screen
        self.name = name
        clipboard = Clipboard(environment: environment)
        glyphs = isUTF8 && !isASCII ? .unicode : .ascii
        let hasNoColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        colorDepth = hasNoColor ? .mono : min(colors, CursesTerminal.depth())
        pairs = ColorPairs(depth: colorDepth)
        configureInput()
        gatherOutput()
        clinux_crash_guard_arm(1)
        send(Sequences.pasteOn)
    }

    /// Takes the person's language settings for characters. The C library lets that be done only while no other
    /// thread runs; the terminal that is opened later finds it done.
    public static func adoptLanguage(of environment: [String: String]) {
        _ = adoptCharacterSet(environment: environment)
    }

    deinit {
        if !isendwin() {
            CursesTerminal.write(Sequences.pasteOff)
            endwin()
            if title != nil { CursesTerminal.write(Sequences.titleBack) }
        }
        clinux_crash_guard_arm(0)
        delscreen(screen)
    }

    /// Columns and rows.
    public var size: Size {
        Size(columns: Int(getmaxx(curses_screen())), rows: Int(getmaxy(curses_screen())))
    }

    private static func check(_ name: String) throws(TerminalError) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        guard !name.isEmpty else { throw .unknownTerminal("") }
        switch curses_knows_terminal() {
        case 1: return
        case 0: throw .noCursorAddressing(name)
        default: throw .unknownTerminal(name)
        }
    }

    private static func depth() -> ColorDepth {
        guard has_colors() else { return .mono }
        start_color()
        let depth = ColorDepth(colors: Int(curses_colors()))
        // Without direct colour in terminfo, ncurses could only redefine the person's palette. It must not.
        return curses_has_direct_color() == 1 ? .trueColor : min(depth, .palette256)
    }

    private func configureInput() {
        let window = curses_screen()
        raw()
        noecho()
        nonl()
        keypad(window, true)
        nodelay(window, true)
        set_escdelay(25)
        intrflush(window, false)
        mouseinterval(0)
        define_key("\u{1B}[200~", PasteCode.begin)
        define_key("\u{1B}[201~", PasteCode.end)
        // A frame is sent whole: what is typed meanwhile is read right after it.
        typeahead(-1)
    }

    /// Makes every frame one write. ncurses 6.4 takes a screen that was never suspended for one that is still being
    /// opened, and sends what it has at every move of the cursor: a dozen writes a frame, each of which wakes the
    /// terminal.
    private func gatherOutput() {
        endwin()
        doupdate()
    }
}
