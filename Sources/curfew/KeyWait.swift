internal import Glibc

/// Waits for one key on the terminal, whatever it is.
enum KeyWait {
    /// Says what is waited for, on a line of its own, and waits; at once over where there is no terminal.
    static func wait(_ words: String) {
        var settings = termios()
        guard tcgetattr(0, &settings) == 0 else { return }
        Notice.write(bytes: Array("\n[\(SafeText.line(words))]".utf8))
        var raw = settings
        cfmakeraw(&raw)
        // What was typed while the program ran was for the program.
        tcsetattr(0, TCSAFLUSH, &raw)
        var byte: UInt8 = 0
        while read(0, &byte, 1) < 0, errno == EINTR {}
        // The rest of an arrow key's bytes goes with it.
        tcsetattr(0, TCSAFLUSH, &settings)
        Notice.write(bytes: [13, 10])
    }
}
