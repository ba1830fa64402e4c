internal import ArgumentParser
internal import Operations
internal import SessionModel
internal import SessionQuery

/// `export`: saves sessions to a file that `restore` brings back.
struct ExportVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Save sessions to a file that restore brings back: whole, with absolute deadlines, mode 0600.")

    @OptionGroup var common: CommonOptions

    @Option(name: .customLong("where"), help: ArgumentHelp("Only sessions that fit.", valueName: "query"))
    var condition: String?

    @Argument(help: "The file; none may be there.", completion: .file())
    var file: String

    mutating func validate() throws {
        if file == "-" { throw ValidationError(ExportFile.noFile) }
    }

    func run(in surroundings: Surroundings) async throws {
        let early = try QueryReader.early(condition)
        let opened = try await OpenTheStore(surroundings, common).open()
        let query = try await query(early, surroundings, opened)
        var keys: [SessionKey] = []
        let selection = Selection(target: opened.target, query: query, now: surroundings.now)
        let summary = try await selection.read { (sessions) throws(Failure) in keys += sessions.map(\.key) }
        if summary.unknown > 0 {
            Notice.write("\(summary.doubt), and will be left out.")
        }
        if keys.isEmpty { throw Failure(.nothingMatched, "No session of \(opened.target.name) fits.") }
        do throws(OperationError) {
            try await opened.operations.prepareExport()
        } catch {
            throw Failure(error)
        }
        let saved = try await ExportFile.save(keys, of: opened.target, to: file)
        if let warning = await opened.operations.noteExport(of: saved.keys, reason: common.reason) {
            Notice.write(warning)
        }
        if common.json {
            var output = DataOutput()
            try output.line([
                "verb": .string("export"), "store": .string(opened.target.name), "file": .string(file),
                "count": .integer(Int64(saved.keys.count)),
            ])
            try output.flush()
        } else {
            Notice.write(
                "Saved \(ActGate.sessions(saved.keys.count)) of \(opened.target.name) to \(file); curfew restore brings them back."
            )
        }
    }

    private func query(
        _ early: Query?, _ surroundings: Surroundings, _ opened: OpenedStore
    ) async throws(Failure) -> Query {
        if let early { return early }
        return try await SavedFilters(surroundings: surroundings, opened: opened).query(condition, isForAct: true)
    }
}
