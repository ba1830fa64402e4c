internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `show`: one session, with all that is known of it.
struct ShowVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a session: its clocks, what is known of it, its payload.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "The record's own bytes and nothing else.")
    var raw = false

    @Flag(help: "Show hidden values; the journal notes it.")
    var reveal = false

    @Argument(help: "An id, a key, or the start of one.")
    var id: String

    func run(in surroundings: Surroundings) async throws {
        let opened = try await OpenTheStore(surroundings, common).open()
        let session = try await Resolving.session(id, in: opened.target, forAct: false)
        if reveal { try await Reveal.note([session], opened, reason: common.reason) }
        if raw { return try RawRecord(session, opened.target, reveals: reveal).print() }
        let page = SessionPage(target: opened.target, reveals: reveal, now: surroundings.now())
        try common.json ? page.printJSON([session]) : page.print(session)
    }
}
