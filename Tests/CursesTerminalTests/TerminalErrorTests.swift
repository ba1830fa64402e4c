import Testing

@testable import CursesTerminal

@Suite struct `Terminal errors` {
    @Test(arguments: [
        (TerminalError.notATerminal, "The console needs a terminal for both input and output."),
        (
            .unknownTerminal("bogus"),
            "The terminal database has no entry for TERM=bogus. Try: TERM=xterm-256color"
        ),
        (
            .unknownTerminal(""),
            "TERM is not set, so nothing is known about this terminal. Try: TERM=xterm-256color"
        ),
        (
            .noCursorAddressing("dumb"),
            "A terminal of type dumb cannot place its cursor, which the console needs. Try: TERM=xterm-256color"
        ),
        (.refused("vt52"), "The terminal of type vt52 could not be opened."),
    ])
    func `say what is wrong and what to try`(error: TerminalError, sentence: String) {
        #expect(error.description == sentence)
    }
}
