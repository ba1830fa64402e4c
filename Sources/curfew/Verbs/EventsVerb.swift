internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `events`: follows what happens to the sessions of a store.
struct EventsVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Follow what happens to sessions, an event a line, until Ctrl-C.")

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp("List a store that reports no changes again every so many seconds.", valueName: "seconds"))
    var poll: Int?

    @Flag(help: "With --json: also why a session ended, how sure that is, and the key that a fresh id has replaced.")
    var why = false

    mutating func validate() throws {
        if let poll, !(1...86_400).contains(poll) {
            throw ValidationError("--poll takes a number of seconds from 1 to 86400, not \(poll).")
        }
    }

    func run(in surroundings: Surroundings) async throws {
        var opening = OpenTheStore(surroundings, common)
        opening.poll = poll
        let opened = try await opening.open()
        var printer = EventPrinter(target: opened.target, json: common.json, isExplained: why)
        try await EventFollowing(opened.target, now: surroundings.now).run { (event) throws(Failure) in
            try printer.print(event)
        }
    }
}
