internal import CLinux
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
    /// - Throws: Why there is no terminal to run on: a sentence; what `opening.themes` throws.
    public static func run(_ opening: ConsoleOpening) throws -> ConsoleEnding {
        // The columns of a long list grow, and sorting them takes as much again for some milliseconds.
        clinux_return_large_blocks(1 << 20)
        let signals = try SignalDescriptor([SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT])
        let mailbox = try Mailbox()
        CursesTerminal.adoptLanguage(of: opening.environment)
        let runner = EffectRunner(opening, mailbox: mailbox)
        // Other threads open the store while this one reads a theme and makes the terminal ready.
        runner.run(.open)
        for warning in opening.warnings { mailbox.post(.message(.warning, warning)) }
        let first = opening.firstTheme()
        let themes = try first.map { [$0] } ?? opening.themes()
        let shelf = ThemeShelf(known: first == nil ? themes : nil, read: opening.themes)
        var terminal = try CursesTerminal(environment: opening.environment, isASCII: opening.isASCII)
        var loop = Loop(
            opening, themes: themes, shelf: shelf, runner: runner, mailbox: mailbox, signals: signals,
            size: terminal.size)
        let signal = loop.turn(&terminal)
        if signal != nil { loop.keepUnsaved() }
        loop.end()
        return ConsoleEnding(signal: signal, lastWords: loop.lastWords)
    }
}

/// How a console ended.
public struct ConsoleEnding: Sendable {
    /// The signal that ended it; nil when the operator left.
    public var signal: Int32?
    /// What is to be said once the terminal is the shell's again, a sentence each.
    public var lastWords: [String]
}

/// The state of a running loop.
private struct Loop: ~Copyable {
    private let opening: ConsoleOpening
    private let mailbox: Mailbox
    private let signals: SignalDescriptor
    private let runner: EffectRunner
    private let shelf: ThemeShelf
    private var console: Console
    /// The themes that are known: one until a key is pressed, then all.
    private var themes: [Theme]
    private var knowsThemes = false
    /// Whether the other themes are being read.
    private var fillsShelf = false
    private var theme: Theme
    private var isLeaving = false
    /// What was taken out of the mailbox and not yet in, the newest first.
    private var news: [ConsoleEvent] = []
    /// Whether something happened since the last frame.
    private var needsFrame = false
    private var pacer: FramePacer
    /// What the terminal was told last.
    private var wish = TerminalWish()
    /// What a key asks of others: it begins once the key's own frame is out, so that nobody waits for it to be set going.
    private var asked: [Effect] = []

    /// A signal to end that came while a program had the terminal.
    private var ending: Int32?
    /// What was typed in an editor that nobody can save any more.
    private var typed: [[UInt8]] = []
    /// What is to be said at the very end.
    private(set) var lastWords: [String] = []

    /// Whether a key's frame was sent and what follows from it is still to be done.
    private var owesRest = false

    /// How long after a key's frame nothing is done, in milliseconds: whoever shows the frame gets the processor first,
    /// and finds it warm with the next key.
    private static let courtesy = 1
    /// The longest that news are taken in before the next frame, in milliseconds.
    private static let patience: Int64 = 8

    init(
        _ opening: ConsoleOpening, themes: [Theme], shelf: ThemeShelf, runner: EffectRunner, mailbox: Mailbox,
        signals: SignalDescriptor, size: Size
    ) {
        self.opening = opening
        self.themes = themes
        self.shelf = shelf
        self.runner = runner
        self.mailbox = mailbox
        self.signals = signals
        theme = themes.first ?? .monochrome
        pacer = FramePacer(interval: wish.pace.milliseconds)
        console = Console(
            themeNames: themes.map(\.name), themeName: theme.name, alarms: opening.alarms, isSlow: opening.isSlow,
            vocabulary: opening.vocabulary)
        _ = console.handle(.resized(size), at: opening.now())
    }

    func end() {
        mailbox.close()
        let runner = runner
        Task.detached { await runner.close() }
        // The store gets a moment to say goodbye; a dead one does not keep the shell waiting.
        let deadline = monotonicMilliseconds() + 300
        while monotonicMilliseconds() < deadline, !runner.isClosed { usleep(2_000) }
    }

    mutating func turn(_ terminal: inout CursesTerminal) -> Int32? {
        show(&terminal)
        while true {
            let result = poll(
                [terminal.inputDescriptor, mailbox.descriptor, signals.descriptor],
                timeoutMilliseconds: !news.isEmpty ? 0 : owesRest ? Self.courtesy : wait)
            if owesRest {
                finishFrame(&terminal)
                if result.isTimeout { continue }
            }
            if result.isClosed(terminal.inputDescriptor) { return SIGHUP }
            if result.isReady(signals.descriptor) {
                for signal in signals.pending() {
                    switch signal {
                    case SIGWINCH, SIGCONT: hand(.resized(terminal.resize()), &terminal)
                    default: return signal
                    }
                }
                show(&terminal)
            }
            // Keys first, and their frame at once: whoever pressed one waits for it.
            if result.isReady(terminal.inputDescriptor) {
                learnThemes(&terminal)
                take(.keys(terminal.pendingKeys()), &terminal)
                if let ending { return ending }
                if isOver {
                    begin()
                    return nil
                }
                show(&terminal, isForKey: true)
                pacer.forgive()
            }
            if !news.isEmpty || result.isReady(mailbox.descriptor) {
                if owesRest { finishFrame(&terminal) }
                takeNewsIn(&terminal)
            }
            if let ending { return ending }
            if isOver { return nil }
            // A tick of the clock that comes too early waits for its turn.
            if result.isTimeout { needsFrame = true }
            if needsFrame, pacer.wait(at: monotonicMilliseconds()) == 0 {
                show(&terminal)
                pacer.drew(at: monotonicMilliseconds())
            }
        }
    }

    private var isOver: Bool { isLeaving || console.hasQuit }

    /// Takes in what happened elsewhere, one by one, until a key waits or a frame should show it.
    private mutating func takeNewsIn(_ terminal: inout CursesTerminal) {
        let end = monotonicMilliseconds() + Self.patience
        while true {
            // What came meanwhile as well: what it asks of others need not wait for a frame.
            if news.isEmpty { news = mailbox.take(limit: 64).reversed() }
            guard let event = news.popLast() else { return }
            needsFrame = true
            hand(event, &terminal)
            fillShelf(after: event)
            if isOver || monotonicMilliseconds() >= end { return }
            if poll([terminal.inputDescriptor], timeoutMilliseconds: 0).isReady(terminal.inputDescriptor) { return }
        }
    }

    private var wait: Int? {
        let now = opening.now()
        let change = console.nextChange(after: now).map { Int(max(1, $0.milliseconds(since: now))) }
        guard needsFrame else { return change }
        let frame = Int(pacer.wait(at: monotonicMilliseconds()))
        return min(change ?? frame, frame)
    }

    private mutating func show(_ terminal: inout CursesTerminal, isForKey: Bool = false) {
        needsFrame = false
        let now = opening.now()
        console.prepare(at: now, isForKey: isForKey, over: terminal.frameSize)
        draw(&terminal, at: now)
        owesRest = isForKey && asked.isEmpty
        if !owesRest { finishFrame(&terminal) }
    }

    /// Whatever else follows from a frame: once it is out, for somebody may be waiting for it.
    private mutating func finishFrame(_ terminal: inout CursesTerminal) {
        owesRest = false
        carryOut(console.wasDrawn(), &terminal)
        fulfil(console.terminalWish, &terminal)
        begin()
    }

    /// Hands on what is asked of others.
    private mutating func begin() {
        for effect in asked { runner.run(effect) }
        asked.removeAll(keepingCapacity: true)
    }

    /// Keeps the terminal to what the console wants of it.
    private mutating func fulfil(_ new: TerminalWish, _ terminal: inout CursesTerminal) {
        guard new != wish else { return }
        if new.hasMouse != wish.hasMouse { terminal.setMouse(new.hasMouse) }
        if let title = new.title, title != wish.title { terminal.setTitle(title) }
        if new.pace != wish.pace {
            pacer = FramePacer(interval: new.pace.milliseconds)
            terminal.setEscapeDelay(new.pace.escapeDelay)
        }
        wish = new
    }

    private mutating func draw(_ terminal: inout CursesTerminal, at now: Timestamp) {
        if console.isStep {
            terminal.drawOver(theme: theme) { console.drawStep(on: &$0) }
            return
        }
        var canvas = Canvas(size: terminal.size, glyphs: terminal.glyphs)
        let cursor = console.draw(on: &canvas, at: now)
        terminal.draw(canvas.grid, cursor: cursor, theme: theme)
    }

    private mutating func hand(_ event: ConsoleEvent, _ terminal: inout CursesTerminal) {
        take(event, &terminal)
        begin()
    }

    /// Takes an event in; what it asks of others waits for `begin`.
    private mutating func take(_ event: ConsoleEvent, _ terminal: inout CursesTerminal) {
        carryOut(console.handle(event, at: opening.now()), &terminal)
    }

    private mutating func carryOut(_ effects: [Effect], _ terminal: inout CursesTerminal) {
        for effect in effects {
            switch effect {
            case .quit: isLeaving = true
            case .repaint: terminal.repaint()
            case .bell: terminal.bell()
            case .copy(let order): copy(order, &terminal)
            case .theme(let name): use(theme: name, &terminal)
            case .suspend: suspend(&terminal)
            case .save(let text): mailbox.post(.saved(opening.keep(text)))
            case .runInTerminal(let ticket, let program):
                let run = opening.runInTerminal
                let result = lend(&terminal) { run(program) }
                mailbox.post(.ownEnded(ticket, result))
            case .edit(let ticket, let text, let line):
                let edit = opening.edit
                let result = lend(&terminal) { edit(text, line) }
                if ending != nil, case .success(let new) = result, new != text { typed.append(new) }
                mailbox.post(.edited(ticket, result))
            case .open, .scan, .stop, .search, .readValues, .remember, .runOwn, .export, .planRestore,
                .rehearse, .read, .inspect, .look, .act, .stopAct, .notDone, .find,
                .readUsers, .readWhatIf, .planLogout, .logOut, .standDown, .unlock, .lock, .explain, .loadJournal,
                .noteReveal:
                asked.append(effect)
            }
        }
    }

    /// Gives the terminal to a program until that is done. A signal to end that came meanwhile counts then; Ctrl-C was the
    /// program's.
    private mutating func lend<Outcome>(_ terminal: inout CursesTerminal, _ program: () -> Outcome) -> Outcome {
        terminal.suspend()
        let result = program()
        terminal.resume()
        for signal in signals.pending() where signal == SIGTERM || signal == SIGHUP { ending = signal }
        mailbox.post(.resized(terminal.resize()))
        return result
    }

    /// Keeps what was typed and not saved where nobody is asked about it any more.
    mutating func keepUnsaved() {
        lastWords = (console.unsavedTexts + typed).map { text in
            switch opening.keep(text) {
            case .success(let path): "What you typed was not saved; it is kept in \(path)."
            case .failure(let failure): "What you typed was not saved and could not be kept: \(failure.sentence)"
            }
        }
    }

    /// Reads the other themes once the first rows are there, and nobody waits for them any more.
    private mutating func fillShelf(after event: ConsoleEvent) {
        guard !fillsShelf else { return }
        switch event {
        case .read, .readFailed, .scanEnded, .openFailed:
            fillsShelf = true
            shelf.fill()
        default: break
        }
    }

    /// Makes all themes known, before the first key that could ask for one.
    private mutating func learnThemes(_ terminal: inout CursesTerminal) {
        guard !knowsThemes else { return }
        knowsThemes = true
        let all = shelf.all
        guard !all.isEmpty else { return }
        themes = all
        hand(.themes(all.map(\.name)), &terminal)
    }

    private func copy(_ order: CopyOrder, _ terminal: inout CursesTerminal) {
        switch order.content {
        case .text(let text): mailbox.post(.copied(order, terminal.copyToClipboard(text)))
        case .cookie: runner.run(.copy(order))
        }
    }

    private mutating func use(theme name: String, _ terminal: inout CursesTerminal) {
        guard let found = themes.first(where: { $0.name == name }) else { return }
        theme = found
        terminal.repaint()
        mailbox.post(.themed(name))
        guard terminal.colorDepth == .mono else { return }
        let reason = opening.environment["NO_COLOR"]?.isEmpty == false ? "NO_COLOR is set" : "this terminal has none"
        mailbox.post(.message(.info, "The theme is \(name), without its colours: \(reason)."))
    }

    private func suspend(_ terminal: inout CursesTerminal) {
        terminal.suspend()
        kill(0, SIGTSTP)
        terminal.resume()
        mailbox.post(.resized(terminal.resize()))
    }
}
