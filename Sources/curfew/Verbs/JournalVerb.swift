internal import Configuration
internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `journal`: the operators' trail.
struct JournalVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Show what operators did; verify checks that no line was changed.")

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "At most so many lines, the last ones; without it 1000, and with --json all.", valueName: "count"))
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
        if common.json { return try await printJSON(journal) }
        let shown = limit ?? Self.usualLimit
        // One line more than is shown tells whether there are more.
        let lines = try await journal.lines(limit: shown == .max ? shown : shown + 1)
        try printTable(lines.suffix(shown))
        if lines.isEmpty { Notice.write("The journal is empty.") }
        if limit == nil, lines.count > shown {
            Notice.write("These are the last \(shown) lines; --limit COUNT gives more, and --json all.")
        }
    }

    private static let usualLimit = 1000

    /// Prints the lines as they are; one that is damaged is no JSON, so it is left out and told of.
    private func printJSON(_ journal: Journal) async throws {
        var output = DataOutput(endsWhenClosed: true)
        var damaged: [Int] = []
        var offset = 0
        if let limit { offset = try await journal.offset(ofLast: limit) }
        while true {
            let page = try await journal.page(from: offset)
            guard !page.lines.isEmpty else { break }
            for line in page.lines where !line.isDamaged { try output.line(line.text) }
            damaged += page.lines.filter(\.isDamaged).map(\.number)
            offset = page.end
        }
        try output.flush()
        guard let first = damaged.first else { return }
        Notice.write(
            damaged.count == 1
                ? "Line \(first) of the journal is damaged and was left out; curfew journal verify checks them all."
                : "\(damaged.count) lines of the journal are damaged and were left out, the first of them line \(first);"
                    + " curfew journal verify checks them all.")
    }

    private func printTable(_ lines: some Sequence<JournalLine>) throws(Failure) {
        var output = DataOutput(endsWhenClosed: true)
        for line in lines {
            if let damage = line.damage {
                try output.line(SafeText.line(damage))
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
