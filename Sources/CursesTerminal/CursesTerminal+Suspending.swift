internal import CLinux
internal import CNcurses
internal import Glibc

extension CursesTerminal {
    /// Gives the terminal back as it was. Stop the process afterwards with SIGSTOP, or run the editor.
    public mutating func suspend() {
        guard !isendwin() else { return }
        def_prog_mode()
        send(Sequences.pasteOff)
        endwin()
        // Ctrl-Z in an editor stops this process with it: ncurses' own answer to that would take the terminal back from
        // the editor that goes on.
        stopHandler = signal(SIGTSTP, SIG_DFL)
        if title != nil { send(Sequences.titleBack) }
        clinux_crash_guard_arm(0)
    }

    /// Takes the terminal again, also in another size.
    public mutating func resume() {
        guard isendwin() else { return }
        if let stopHandler { signal(SIGTSTP, stopHandler) }
        stopHandler = nil
        armCrashGuard()
        reset_prog_mode()
        _ = resize()
        // Leaves the suspended state; what it shows is the frame from before.
        doupdate()
        repaint()
        send(Sequences.pasteOn)
        if title != nil { send(Sequences.titleKeep) }
        showTitle()
    }
}
