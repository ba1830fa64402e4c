internal import ArgumentParser
internal import Configuration
internal import Operations
internal import SessionModel

/// `run`: a command of the operator's own, about a session.
struct RunVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a command of the configuration about a session.",
        discussion: """
            Commands stand in config.toml as [commands.NAME]. What a command is given of the session is in its \
            environment (CURFEW_ID, CURFEW_USER, CURFEW_KEY, CURFEW_PROFILE, CURFEW_VALUE, ...), and the payload on its \
            standard input.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Argument(help: "The command's name.")
    var name: String

    @Argument(help: "An id, a key, or the start of one.")
    var id: String

    func run(in surroundings: Surroundings) async throws {
        let program = try program(surroundings)
        let opened = try await OpenTheStore(surroundings, common).open()
        let session = try await Resolving.session(id, in: opened.target, forAct: true)
        let deed =
            "Run \(program.name) for \(opened.target.shortName(session.key, id: session.id)) of \(opened.target.name)"
        if act.dryRun { return Notice.write("Would do: \(deed).") }
        if program.isDangerous {
            try ActGate(surroundings: surroundings, common: common, act: act, target: opened.target)
                .pass(deed, count: 1)
        }
        let outcome: ProgramOutcome
        do throws(OperationError) {
            outcome = try await opened.operations.run(
                program, on: session, environment: surroundings.environment, reason: common.reason)
        } catch {
            throw Failure(error)
        }
        try print(outcome)
        if case .stopped = outcome.ending { throw Failure(.interrupted, "") }
        guard outcome.isFine else { throw Failure(.failed, "\(program.name) \(outcome.ending.words).") }
    }

    private func program(_ surroundings: Surroundings) throws(Failure) -> OwnProgram {
        let configuration = try StoreChooserMaker(surroundings).chooser().world.configuration
        if let error = configuration.leftOut["commands.\(name)"] { throw Failure(error) }
        let commands = configuration.commands
        if let setting = commands.first(where: { $0.name == name }) { return OwnProgram(setting) }
        let near = NearestName.among(commands.map(\.name), to: name).map { " Did you mean '\($0)'?" }
        let known =
            commands.isEmpty
            ? " [commands.\(name)] describes one." : " There are \(commands.map(\.name).joined(separator: ", "))."
        throw Failure(.usage, "The configuration has no command '\(name)'.\(near ?? known)")
    }

    private func print(_ outcome: ProgramOutcome) throws(Failure) {
        if let warning = outcome.journalWarning { Notice.write(warning) }
        if outcome.isCut { Notice.write("What it printed is cut.") }
        var output = DataOutput()
        if common.json {
            let code: Int64? = if case .ended(let code) = outcome.ending { Int64(code) } else { nil }
            try output.line([
                "command": .string(name), "code": code.map(JSONValue.integer) ?? .null,
                "output": .string(String(decoding: outcome.output, as: UTF8.self)), "cut": .boolean(outcome.isCut),
            ])
        } else if DataOutput.isSeen {
            for line in String(decoding: outcome.output, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            {
                try output.line(SafeText.line(String(line)))
            }
        } else {
            try output.write(outcome.output)
        }
        try output.flush()
    }
}
