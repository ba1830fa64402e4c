internal import Operations
internal import SessionModel
internal import TerminalKit

/// A run of an operator's own command, under way or over.
struct OwnRun: Sendable {
    let ticket: Ticket
    let command: OwnCommand
    let key: SessionKey
}

extension Console {
    /// The operator's own commands of a view.
    func ownCommands(of view: ViewKind) -> [Command] {
        vocabulary.commands.filter { $0.views.contains(view) }.map(\.command)
    }

    /// All commands of a view, with the keys they have here, the operator's own last.
    func commands(of view: ViewKind) -> [Command] { vocabulary.keyed(Command.of(view)) + ownCommands(of: view) }

    /// The command of a key in a view.
    func command(bound key: KeyPress, in view: ViewKind) -> Command? {
        guard vocabulary.keys.isEmpty else { return commands(of: view).first { $0.keys.contains(key) } }
        return Command.bound(to: key, in: view) ?? ownCommands(of: view).first { $0.keys.contains(key) }
    }

    /// The key of a command as sentences name it.
    func keyName(_ command: String) -> String { vocabulary.keyName(command) }

    /// Why a command of the operator's own can't be given just now.
    func cannotRun(_ own: OwnCommand) -> String? {
        if let ownRun { return "\(ownRun.command.name) is still running" }
        guard own.program.isDangerous, let facts = targetFacts, facts.isReadOnly else { return nil }
        return "\(own.name) is declared dangerous, and \(facts.name) is open read-only"
    }

    /// Runs a command of the operator's own, after a question where it is dangerous.
    mutating func beginOwn(_ own: OwnCommand) -> [Effect] {
        guard let key = targetKey else { return [] }
        if own.program.isDangerous, let facts = targetFacts {
            dialog = ConfirmDialog.running(
                own, on: key, title: describe(key), facts: facts, undo: keyName("undo"))
            return []
        }
        return runOwn(own, on: key, reason: nil)
    }

    mutating func runOwn(_ own: OwnCommand, on key: SessionKey, reason: String?) -> [Effect] {
        let ticket = nextTicket()
        ownRun = OwnRun(ticket: ticket, command: own, key: key)
        if own.output == .show {
            dialog = ProgramCard(ticket, title: "\(own.name): \(describe(key))", limit: own.program.limit)
        } else {
            say(.info, "\(own.name) is running; \(keyName("back")) stops it.")
        }
        return [.runOwn(ticket, own, key, reason: reason)]
    }

    /// Stops the program under way; nil where none is.
    mutating func stopOwn() -> [Effect]? {
        guard let ownRun else { return nil }
        return [.stop(ownRun.ticket)]
    }

    /// A program that wants the terminal gets it, unless it was stopped meanwhile.
    mutating func ownReady(_ ticket: Ticket, _ program: TerminalProgram) -> [Effect] {
        ownRun?.ticket == ticket ? [.runInTerminal(ticket, program)] : []
    }

    mutating func ownEnded(_ ticket: Ticket, _ result: Result<ProgramOutcome, OwnFailure>) {
        guard let run = ownRun, run.ticket == ticket else { return }
        ownRun = nil
        let name = run.command.name
        let card = (dialog as? ProgramCard).flatMap { $0.ticket == ticket ? $0 : nil }
        switch result {
        case .failure(let failure):
            if card != nil { dialog = nil }
            say(.error, failure.sentence)
        case .success(let outcome):
            if let warning = outcome.journalWarning { say(.warning, warning) }
            if var card {
                card.show(outcome, within: size)
                dialog = card
            } else if run.command.output == .message, outcome.isFine {
                say(
                    .success,
                    "\(name): \(ProgramText.lines(outcome.output).first { !$0.isEmpty } ?? "it printed nothing").")
            } else {
                let level: Message.Level = outcome.isFine ? .success : outcome.ending == .stopped ? .info : .error
                say(level, "\(name) \(outcome.ending.words).")
            }
        }
    }
}

/// A program that has the terminal to itself, with all that it is given.
public struct TerminalProgram: Hashable, Sendable {
    /// The program and its arguments.
    public var arguments: [String]
    /// Its environment.
    public var environment: [String: String]
    /// What it finds on standard input.
    public var input: [UInt8]

    /// Creates a program.
    public init(arguments: [String], environment: [String: String], input: [UInt8]) {
        self.arguments = arguments
        self.environment = environment
        self.input = input
    }
}

/// Why a program could not be run: one sentence.
public struct OwnFailure: Error, Hashable, Sendable {
    /// The sentence.
    public var sentence: String

    /// Creates a failure.
    public init(_ sentence: String) { self.sentence = sentence }
}
