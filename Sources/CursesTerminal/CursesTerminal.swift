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

    private let screen: OpaquePointer
    private let name: String
    private var pairs: ColorPairs
    private var looks: Looks?
    private var shown: CellGrid?
    private var decoder = KeyDecoder()
    private var hasMouse = false

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
        glyphs = isUTF8 && !isASCII ? .unicode : .ascii
        let hasNoColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        colorDepth = hasNoColor ? .mono : min(colors, CursesTerminal.depth())
        pairs = ColorPairs(depth: colorDepth)
        configureInput()
        clinux_crash_guard_arm(1)
        send(Sequences.pasteOn)
    }

    deinit {
        if !isendwin() {
            CursesTerminal.write(Sequences.pasteOff)
            endwin()
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
    }
}

// MARK: - Drawing

extension CursesTerminal {
    /// Shows the grid; sends only what differs from the frame before.
    public mutating func draw(_ grid: CellGrid, cursor: Point?, theme: Theme) {
        guard !isendwin() else { return }
        let looks = looks(for: theme)
        let before = shown.flatMap { $0.size == grid.size ? $0 : nil }
        if before == nil { werase(curses_screen()) }
        for y in 0..<min(grid.size.rows, size.rows) {
            guard let before else {
                paint(grid.row(y), from: 0, atRow: y, looks)
                continue
            }
            if !grid.hasSameRow(y, as: before) { paintDifference(grid.row(y), before.row(y), atRow: y, looks) }
        }
        shown = grid
        place(cursor)
        wnoutrefresh(curses_screen())
        doupdate()
    }

    /// Sends the whole of the next frame.
    public mutating func repaint() {
        shown = nil
        clearok(curses_physical_screen(), true)
    }

    /// Takes the window's size as it is now.
    public mutating func resize() -> Size {
        var window = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 {
            resizeterm(Int32(window.ws_row), Int32(window.ws_col))
        }
        repaint()
        return size
    }

    private mutating func looks(for theme: Theme) -> Looks {
        if let looks, looks.theme == theme { return looks }
        let made = Looks(theme, depth: colorDepth, pairs: &pairs)
        looks = made
        shown = nil
        return made
    }

    private func place(_ cursor: Point?) {
        guard let cursor, Rect(size).contains(cursor) else {
            curs_set(0)
            return
        }
        wmove(curses_screen(), Int32(cursor.y), Int32(cursor.x))
        curs_set(1)
    }

    /// Paints from the first cell that differs to the last one, whole characters only.
    private func paintDifference(_ row: ArraySlice<Cell>, _ before: ArraySlice<Cell>, atRow y: Int, _ looks: Looks) {
        var first = 0
        var last = row.count - 1
        while first < last, row[row.startIndex + first] == before[before.startIndex + first] { first += 1 }
        while last > first, row[row.startIndex + last] == before[before.startIndex + last] { last -= 1 }
        if row[row.startIndex + first].isContinuation, first > 0 { first -= 1 }
        if row[row.startIndex + last].isWide, last + 1 < row.count { last += 1 }
        paint(row[row.startIndex + first...row.startIndex + last], from: first, atRow: y, looks)
    }

    private func paint(_ cells: ArraySlice<Cell>, from x: Int, atRow y: Int, _ looks: Looks) {
        let columns = min(cells.count, size.columns - x)
        guard columns > 0 else { return }
        withUnsafeTemporaryAllocation(of: cchar_t.self, capacity: columns + 1) { buffer in
            guard let base = buffer.baseAddress else { return }
            var count = 0
            for cell in cells.prefix(columns) where !cell.isContinuation {
                let look = looks[cell.look]
                curses_set_cell(base + count, cell.scalar.value, cell.packedMarks, look.attributes, look.pair)
                count += 1
            }
            curses_set_cell(base + count, 0, 0, 0, 0)
            mvwadd_wchnstr(curses_screen(), Int32(y), Int32(x), base, Int32(count))
        }
    }
}

// MARK: - Giving the terminal away and taking it back

extension CursesTerminal {
    /// Gives the terminal back as it was. Stop the process afterwards with SIGSTOP, or run the editor.
    public mutating func suspend() {
        guard !isendwin() else { return }
        def_prog_mode()
        send(Sequences.pasteOff)
        endwin()
        clinux_crash_guard_arm(0)
    }

    /// Takes the terminal again, also in another size.
    public mutating func resume() {
        guard isendwin() else { return }
        clinux_crash_guard_arm(1)
        reset_prog_mode()
        _ = resize()
        // Leaves the suspended state; what it shows is the frame from before.
        doupdate()
        repaint()
        send(Sequences.pasteOn)
    }

    /// Asks for presses, releases and the wheel, or for nothing.
    public mutating func setMouse(_ isOn: Bool) {
        let events =
            curses_left_pressed | curses_left_released | curses_middle_pressed | curses_right_pressed
            | curses_wheel_up | curses_wheel_down
        mousemask(isOn ? events : 0, nil)
        hasMouse = isOn
    }

    /// Sends the text by OSC 52; false for more than 74,000 bytes, which terminals cut, and on the Linux console.
    public mutating func copyToClipboard(_ text: String) -> Bool {
        guard text.utf8.count <= 74_000, !name.hasPrefix("linux") else { return false }
        send("\u{1B}]52;c;" + base64(Array(text.utf8)) + "\u{07}")
        return true
    }

    /// Rings.
    public mutating func bell() {
        send("\u{07}")
    }

    private func send(_ text: String) {
        CursesTerminal.write(text)
    }

    /// Past ncurses, which has nothing waiting between two frames.
    private static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}

// MARK: - Keys

extension CursesTerminal {
    /// The keys pressed since the last call.
    public mutating func pendingKeys() -> [KeyPress] {
        // Reading would take the screen back while another program has it.
        guard !isendwin() else { return [] }
        var input: [RawKey] = []
        var value = wint_t()
        // What is left of a flood is still there at the next call.
        while input.count < 65_536 {
            let result = wget_wch(curses_screen(), &value)
            if result == ERR { break }
            if result == KEY_CODE_YES { append(code: Int32(value), to: &input) } else { input.append(.character(value)) }
        }
        return decoder.keys(from: input, at: milliseconds())
    }

    private func append(code: Int32, to input: inout [RawKey]) {
        switch code {
        case PasteCode.begin: input.append(.pasteBegin)
        case PasteCode.end: input.append(.pasteEnd)
        case KEY_RESIZE: break
        case KEY_MOUSE: if let report = mouseReport() { input.append(.mouse(report)) }
        default: input.append(.code(code))
        }
    }

    private func mouseReport() -> MouseReport? {
        var event = MEVENT()
        guard getmouse(&event) == OK, hasMouse else { return nil }
        let kinds: [(mmask_t, MouseReport.Kind)] = [
            (curses_left_pressed, .leftPress), (curses_left_released, .leftRelease),
            (curses_middle_pressed, .middlePress), (curses_right_pressed, .rightPress),
            (curses_wheel_up, .wheelUp), (curses_wheel_down, .wheelDown),
        ]
        guard let kind = kinds.first(where: { event.bstate & $0.0 != 0 })?.1 else { return nil }
        return MouseReport(kind: kind, x: Int(event.x), y: Int(event.y))
    }

    private func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
