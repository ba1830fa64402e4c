internal import ArgumentParser
internal import Operations
internal import SessionModel
internal import SessionQuery

/// `list`: the sessions, soonest to die first.
struct ListVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List sessions, the one first that dies first.")

    @OptionGroup var common: CommonOptions

    @Option(name: .customLong("where"), help: ArgumentHelp("Only sessions that fit.", valueName: "query"))
    var condition: String?

    @Option(
        help: ArgumentHelp(
            "ttl, user, id, key, size, age, idle, created, seen, state, format, one of --columns; -FIELD turns it round.",
            valueName: "field"))
    var sort: String?

    @Option(
        help: ArgumentHelp(
            "More columns for table and csv: ip, age, idle, or NAME=PATH out of the payloads, parted by commas.",
            valueName: "columns"))
    var columns: String?

    @Option(help: ArgumentHelp("At most so many.", valueName: "count"))
    var limit: Int?

    @Option(
        help: ArgumentHelp(
            "table, json, jsonl, csv or ids (a line each, line ends in them as %0A); --json is short for json.",
            valueName: "format"))
    var format: OutputFormat?

    @Flag(help: "With the payload.")
    var payload = false

    @Flag(help: "Show hidden values; the journal notes it.")
    var reveal = false

    @Flag(help: "Draw the table again every two seconds.")
    var watch = false

    mutating func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0, not \(limit).") }
        if common.json, let format, format != .json, format != .jsonl {
            throw ValidationError("--json and --format \(format.rawValue) contradict each other.")
        }
        if columns != nil, common.json || ![.table, .csv].contains(format ?? .table) {
            throw ValidationError("--columns goes with table and csv; json has the payload with --payload.")
        }
        if watch, (format ?? .table) != .table || common.json {
            throw ValidationError("--watch draws a table; leave out --format, or leave out --watch.")
        }
    }

    func run(in surroundings: Surroundings) async throws {
        let early = try QueryReader.early(condition)
        let columns = try ColumnCells.columns(columns)
        let order = try sort.map { text throws(Failure) in try SortOrder(text, columns: columns) } ?? .standard
        let opened = try await OpenTheStore(surroundings, common).open()
        let filters = SavedFilters(surroundings: surroundings, opened: opened)
        let query = if let early { early } else { try await filters.query(condition) }
        var selection = Selection(target: opened.target, query: query, order: order, now: surroundings.now)
        selection.limit = limit ?? .max
        selection.reveals = reveal
        let listing = SessionListing(
            selection: selection, opened: opened, reason: common.reason,
            format: format ?? (common.json ? .json : .table), columns: columns,
            withPayload: payload, reveals: reveal, isConditional: condition != nil)
        try await watch ? listing.redraw() : listing.print()
    }
}
