internal import ArgumentParser
internal import Operations
internal import SessionModel
internal import SessionQuery

/// `destroy`: ends sessions.
struct DestroyVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "End sessions: those that are named, or those that fit a query.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Option(name: .customLong("where"), help: ArgumentHelp("The sessions that fit.", valueName: "query"))
    var condition: String?

    @Option(
        help: ArgumentHelp("First save them to a file that restore brings back.", valueName: "file"),
        completion: .file())
    var export: String?

    @Argument(help: "Ids, keys, or starts of them.")
    var ids: [String] = []

    mutating func validate() throws {
        if ids.isEmpty == (condition == nil) {
            throw ValidationError("Name the sessions, or give --where QUERY: one of the two.")
        }
        if export == "-" { throw ValidationError(ExportFile.noFile) }
    }

    func run(in surroundings: Surroundings) async throws {
        let early = try QueryReader.early(condition)
        let opened = try await OpenTheStore(surroundings, common).open()
        let destruction = Destruction(surroundings: surroundings, common: common, act: act, opened: opened)
        let doomed =
            if condition == nil { try await destruction.sessions(named: ids) } else {
                try await destruction.sessions(fitting: query(early, surroundings, opened))
            }
        try await destruction.run(doomed, export: export)
    }

    private func query(
        _ early: Query?, _ surroundings: Surroundings, _ opened: OpenedStore
    ) async throws(Failure) -> Query {
        if let early { return early }
        return try await SavedFilters(surroundings: surroundings, opened: opened).query(condition, isForAct: true)
    }
}
