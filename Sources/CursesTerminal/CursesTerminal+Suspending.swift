internal import CLinux
internal import CNcurses

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
}
