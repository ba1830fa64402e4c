internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `logout`: ends every live session of a user, and proves it.
struct LogoutVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "End every live session of a user, over one store or several, and prove it.",
        discussion: """
            A user is meant by any name that the user rule finds: number and text alike, whatever the case. Sessions \
            under another name count too where they surely are the same person's; --exact leaves those out, --also adds \
            names.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var many: ManyStoresOptions
    @OptionGroup var act: ActOptions

    @Option(help: ArgumentHelp("Spare one session: its id, eight characters of its start, or newest.", valueName: "id"))
    var keep: String?

    @Option(help: ArgumentHelp("Another name of the same user; may be given several times.", valueName: "name"))
    var also: [String] = []

    @Flag(help: "Only sessions that carry one of the names given.")
    var exact = false

    @Option(
        help: ArgumentHelp(
            "How long to watch for sessions that a request in flight saves again; 5 unless told, 0 for not at all.",
            valueName: "seconds"))
    var watch: Double = 5

    @Flag(help: "End again what comes back while watching.")
    var again = false

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("Go on ending this user's new sessions for so long: 15m, 1h.", valueName: "duration"))
    var period: String?

    @Argument(help: "The user: an id, a name or an e-mail address.")
    var user: String

    mutating func validate() throws {
        if user.isEmpty || also.contains("") { throw ValidationError("A user's name can't be empty.") }
        if !(watch >= 0 && watch <= 86_400) {
            throw ValidationError("--watch takes a number of seconds from 0 to 86400, not \(watch).")
        }
        if let period {
            do throws(DurationError) {
                _ = try DurationText.parse(period)
            } catch {
                throw ValidationError("--for: \(error.description)")
            }
        }
    }

    func run(in surroundings: Surroundings) async throws {
        let opened = try await OpenManyStores(surroundings, common, allProfiles: many.allProfiles).open()
        var request = LogoutRequest(user: user, alsoNamed: also, isExact: exact)
        request.keep = keep.map { $0 == "newest" ? .newest : .id($0) }
        let run = LogoutRun(surroundings: surroundings, common: common, act: act, opened: opened)
        try await run.run(
            request, watch: Int64(watch * 1000), endsAgain: again, standing: try period.map(DurationText.parse))
    }
}
