internal import CNcurses
internal import Glibc
public import TerminalKit

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
            if result == KEY_CODE_YES {
                append(code: Int32(value), to: &input)
            } else {
                input.append(.character(value))
            }
        }
        return decoder.keys(from: input, at: milliseconds())
    }

    /// Asks for presses, releases and the wheel, or for nothing.
    public mutating func setMouse(_ isOn: Bool) {
        let events =
            curses_left_pressed | curses_left_released | curses_middle_pressed | curses_right_pressed
            | curses_wheel_up | curses_wheel_down
        mousemask(isOn ? events : 0, nil)
        hasMouse = isOn
    }

    /// Waits so long for what follows an ESC.
    public mutating func setEscapeDelay(_ milliseconds: Int32) {
        set_escdelay(milliseconds)
        decoder.sequenceTimeout = max(KeyDecoder.sequenceTimeout, Int64(milliseconds))
    }

    private func append(code: Int32, to input: inout [RawKey]) {
        switch code {
        case PasteCode.begin: input.append(.pasteBegin)
        case PasteCode.end: input.append(.pasteEnd)
        case KEY_RESIZE: break
        case KEY_MOUSE: input += mouseReports().map(RawKey.mouse)
        default: input.append(.code(code))
        }
    }

    /// What one code stands for, in the order in which it happened: a press and a release that come at once are one
    /// code, and `getmouse` gives the last one first.
    private func mouseReports() -> [MouseReport] {
        var reports: [MouseReport] = []
        var event = MEVENT()
        for _ in 0..<Self.mostMouseEvents where getmouse(&event) == OK {
            if hasMouse, let report = mouseReport(event) { reports.append(report) }
        }
        return reports.reversed()
    }

    /// How many events ncurses keeps (`EV_MAX`).
    private static let mostMouseEvents = 8

    private func mouseReport(_ event: MEVENT) -> MouseReport? {
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
