internal import ArgumentParser
internal import Configuration
internal import Console
internal import Glibc
internal import SessionModel

/// From arguments to a verb that can be run.
struct CommandLineParser {
    private let surroundings: Surroundings

    init(_ surroundings: Surroundings) { self.surroundings = surroundings }

    /// The verb of the arguments; help and version are printed, and end the program.
    func verb(_ arguments: [String]) throws(Failure) -> any HeadlessVerb {
        // No verb is called like an address, and what it leads to is found out by whoever opens it.
        if arguments.count == 1, StoreChooserMaker.addresses.recognizes(arguments[0]) {
            return ConsoleVerb(plain: arguments[0])
        }
        let names = Curfew.verbNames
        if let console = try plainConsole(arguments, names) { return console }
        var order = try OperandOrder(arguments, verbs: names)
        if order.verb == "help", let word = order.operands.first, !names.contains(word) {
            let nearest = NearestName.among(names, to: word).map { " Did you mean '\($0)'?" }
            let remedy = nearest ?? " curfew --help lists the verbs."
            throw Failure(.usage, "There is no verb '\(word.hidingLogin)'.\(remedy)")
        }
        if order.verb == "help" || order.verb == nil && order.asksForHelp { return try parse(order.rawArguments) }
        if order.verb == nil {
            if let word = order.operands.first { try check(word, order, names) }
            order.verb = ConsoleVerb._commandName
        }
        do throws(Failure) {
            return try parse(order.arguments)
        } catch {
            throw try withStore(error, order)
        }
    }

    /// A failure about an operand that is a store: where a store goes.
    private func withStore(_ failure: Failure, _ order: OperandOrder) throws(Failure) -> Failure {
        guard let verb = order.verb, verb != ConsoleVerb._commandName,
            let word = order.operands.first(where: { failure.message == "Unexpected argument '\($0)'." }),
            case .store = try StoreChooserMaker(surroundings).chooser().meaning(of: word, verbs: [])
        else { return failure }
        var failure = failure
        failure.remedy =
            "A store goes behind --store: " + ShellLine(["curfew", verb, "--store", word.hidingLogin]).text
        return failure
    }

    /// The console for `curfew` and `curfew STORE`; nil for anything else. Of these the general parser has nothing to
    /// find out, and it takes some milliseconds in which the store could be asked already.
    private func plainConsole(_ arguments: [String], _ names: [String]) throws(Failure) -> ConsoleVerb? {
        guard arguments.count <= 1 else { return nil }
        let word = arguments.first
        if let word {
            guard !word.hasPrefix("-"), !word.isEmpty, !names.contains(word) else { return nil }
            try check(word, try OperandOrder(arguments, verbs: names), names)
        }
        return ConsoleVerb(plain: word)
    }

    /// Whether a word that is no verb can be a store.
    private func check(_ word: String, _ order: OperandOrder, _ names: [String]) throws(Failure) {
        if let second = order.operands.dropFirst().first, names.contains(second) {
            throw Failure(.usage, "The verb comes first: curfew \(second) --store \(word.hidingLogin)")
        }
        let chooser = try StoreChooserMaker(surroundings).chooser()
        switch chooser.meaning(of: word, verbs: names) {
        case .verb, .store: return
        case .unknown where word == "undo":
            throw Failure(
                .usage, "What was done here can't be taken back later: undo is the console's.",
                remedy: "End with curfew destroy --export FILE, and curfew restore FILE brings back what it ended.")
        case .unknown(let nearest):
            let question = nearest.map { " Did you mean '\($0)'?" } ?? " curfew --help lists the verbs."
            throw Failure(.usage, "There is no verb, profile, URL or path '\(word.hidingLogin)'.\(question)")
        }
    }

    private func parse(_ arguments: [String]) throws(Failure) -> any HeadlessVerb {
        do {
            var command = try Curfew.parseAsRoot(arguments)
            if let verb = command as? any HeadlessVerb { return verb }
            try command.run()
            throw Failure(.usage, "")
        } catch {
            throw ending(error)
        }
    }

    /// Prints help where that was asked for, and ends the program; a failure otherwise.
    private func ending(_ error: any Error) -> Failure {
        let code = Curfew.exitCode(for: error).rawValue
        guard code == 0 else {
            if let failure = error as? Failure { return failure }
            var failure = Failure(.usage, Self.sentence(Curfew.message(for: error)))
            failure.remedy = Self.helpHint(Curfew.fullMessage(for: error))
            // The parser lists values and usages below each other, and quotes nothing but what was typed.
            failure.isText = true
            return failure
        }
        var output = DataOutput()
        do throws(Failure) {
            try output.line(Curfew.fullMessage(for: error))
            try output.flush()
        } catch {
            return error
        }
        return .said(.done)
    }

    private static func sentence(_ message: String) -> String {
        message.hasSuffix(".") || message.hasSuffix("?") ? message : message + "."
    }

    /// The line of the parser's message that says how the verb is used.
    private static func helpHint(_ message: String) -> String? {
        let usage = message.split(separator: "\n").first { $0.hasPrefix("Usage:") }
        // The console has no verb that is typed.
        let isConsole = usage?.hasPrefix("Usage: curfew \(ConsoleVerb._commandName) ") ?? false
        return isConsole ? "Usage: curfew [STORE] [options], or curfew VERB [options]." : usage.map { $0 + "." }
    }
}

extension OperandOrder {
    /// Whether it is help or the version that is wanted, with no verb.
    fileprivate var asksForHelp: Bool { options.contains { ["--help", "-h", "--version"].contains($0) } }

    /// The arguments for the parser's own verbs: operands are names of verbs there.
    fileprivate var rawArguments: [String] {
        verb == "help" ? ["help"] + operands : options.filter { ["--help", "-h", "--version"].contains($0) }
    }
}
