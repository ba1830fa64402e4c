internal import Configuration
internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `journal`: the operators' trail.
struct JournalVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Show what operators did; verify checks that no line was changed.")

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("At most so many lines, the last ones.", valueName: "count"))
    var limit: Int?

    @Argument(help: "verify")
    var task: Task?

    /// What can be done with the journal beside reading it.
    enum Task: String, CaseIterable, ExpressibleByArgument {
        case verify
    }

    mutating func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0, not \(limit).") }
    }

    func run(in surroundings: Surroundings) async throws {
        let journal = Journal(directory: surroundings.paths.state)
        switch task {
        case .verify: try await verify(journal)
        case nil: try await show(journal)
        }
    }

    private func show(_ journal: Journal) async throws {
        let lines = try await journal.lines(limit: limit ?? 1000)
        var output = DataOutput()
        for line in lines {
            guard !common.json else {
                try output.line(line.text)
                continue
            }
            let reason = line.reason.map { ": \($0)" } ?? ""
            let who = line.from.isEmpty ? line.who : "\(line.who) from \(line.from)"
            let note = line.note.map { " (\($0))" } ?? ""
            try output.line(
                SafeText.line(
                    "\(line.at.iso8601)  \(who)  \(line.verb)  \(line.store)  \(line.result)\(reason)\(note)"))
        }
        try output.flush()
        if lines.isEmpty { Notice.write("The journal is empty.") }
    }

    private func verify(_ journal: Journal) async throws {
        let verdict = try await journal.verify()
        var output = DataOutput()
        if common.json {
            try output.line(["intact": .boolean(verdict.isIntact), "message": .string(verdict.sentence)])
        } else if verdict.isIntact {
            try output.line(verdict.sentence)
        }
        try output.flush()
        if !verdict.isIntact { throw Failure(.failed, verdict.sentence) }
    }
}

extension JournalVerdict {
    fileprivate var isIntact: Bool {
        switch self {
        case .intact: true
        case .broken, .cut: false
        }
    }
}
