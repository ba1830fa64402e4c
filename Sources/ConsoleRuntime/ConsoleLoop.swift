internal import Console
internal import CursesTerminal
internal import Glibc
internal import SessionModel
internal import SystemEvents
internal import TerminalKit

/// The loop: draw, sleep in one poll, take in what happened, begin what it asks for.
public enum ConsoleLoop {
    /// Runs the console on this process's terminal until the operator leaves it.
    ///
    /// Call it on the main thread, before any other thread was started, and leave `main` by returning.
    /// - Returns: The signal that ended it; nil when the operator left.
    /// - Throws: Why there is no terminal to run on: a sentence.
    public static func run(_ opening: ConsoleOpening) throws -> Int32? {
        let signals = try SignalDescriptor([SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT])
        let mailbox = try Mailbox()
        var terminal = try CursesTerminal(environment: opening.environment, isASCII: opening.isASCII)
        var loop = Loop(opening, mailbox: mailbox, signals: signals, size: terminal.size)
        loop.begin()
        let ending = loop.turn(&terminal)
        loop.end()
        return ending
    }
}

/// The state of a running loop.
private struct Loop {
    private let opening: ConsoleOpening
    private let mailbox: Mailbox
    private let signals: SignalDescriptor
    private let runner: EffectRunner
    private var console: Console
    private var theme: Theme
    private var isLeaving = false

    init(_ opening: ConsoleOpening, mailbox: Mailbox, signals: SignalDescriptor, size: Size) {
        self.opening = opening
        self.mailbox = mailbox
        self.signals = signals
        runner = EffectRunner(opening, mailbox: mailbox)
        theme = opening.themes.first ?? .monochrome
        console = Console(themeNames: opening.themes.map(\.name), themeName: theme.name)
        _ = console.handle(.resized(size), at: opening.now())
    }

    mutating func begin() {
        for effect in console.start(at: opening.now()) { runner.run(effect) }
    }

    func end() {
        let runner = runner
        Task.detached { await runner.close() }
        // The store gets a moment to say goodbye; a dead one does not keep the shell waiting.
        let deadline = monotonicMilliseconds() + 300
        while monotonicMilliseconds() < deadline, !runner.isClosed { usleep(2_000) }
    }

    mutating func turn(_ terminal: inout CursesTerminal) -> Int32? {
        while true {
            carryOut(console.prepare(at: opening.now()), &terminal)
            draw(&terminal)
            let result = poll(
                [terminal.inputDescriptor, mailbox.descriptor, signals.descriptor], timeoutMilliseconds: wait)
            if result.isClosed(terminal.inputDescriptor) { return SIGHUP }
            for signal in signals.pending() {
                switch signal {
                case SIGWINCH, SIGCONT: hand(.resized(terminal.resize()), &terminal)
                default: return signal
                }
            }
            if result.isReady(mailbox.descriptor) {
                for event in mailbox.take(limit: 64) { hand(event, &terminal) }
            }
            if result.isReady(terminal.inputDescriptor) { hand(.keys(terminal.pendingKeys()), &terminal) }
            if isLeaving || console.hasQuit { return nil }
        }
    }

    private var wait: Int? {
        let now = opening.now()
        return console.nextChange(after: now).map { Int(max(1, $0.milliseconds(since: now))) }
    }

    private mutating func draw(_ terminal: inout CursesTerminal) {
        var canvas = Canvas(size: terminal.size, glyphs: terminal.glyphs)
        let cursor = console.draw(on: &canvas, at: opening.now())
        terminal.draw(canvas.grid, cursor: cursor, theme: theme)
        console.wasDrawn()
    }

    private mutating func hand(_ event: ConsoleEvent, _ terminal: inout CursesTerminal) {
        carryOut(console.handle(event, at: opening.now()), &terminal)
    }

    private mutating func carryOut(_ effects: [Effect], _ terminal: inout CursesTerminal) {
        for effect in effects {
            switch effect {
            case .quit: isLeaving = true
            case .repaint: terminal.repaint()
            case .bell: terminal.bell()
            case .theme(let name): use(theme: name, &terminal)
            case .suspend: suspend(&terminal)
            case .save(let text): mailbox.post(.saved(opening.keep(text)))
            case .edit(let ticket, let text, let line):
                terminal.suspend()
                let result = opening.edit(text, line)
                terminal.resume()
                mailbox.post(.resized(terminal.resize()))
                mailbox.post(.edited(ticket, result))
            case .open, .scan, .stop, .search, .read, .inspect, .look, .act, .find, .readUsers, .planLogout, .logOut,
                .standDown, .loadJournal, .noteReveal:
                runner.run(effect)
            }
        }
    }

    private mutating func use(theme name: String, _ terminal: inout CursesTerminal) {
        guard let found = opening.themes.first(where: { $0.name == name }) else { return }
        theme = found
        terminal.repaint()
        mailbox.post(.themed(name))
    }

    private func suspend(_ terminal: inout CursesTerminal) {
        terminal.suspend()
        kill(0, SIGTSTP)
        terminal.resume()
        mailbox.post(.resized(terminal.resize()))
    }
}
