internal import ArgumentParser
internal import Operations
internal import SessionModel
internal import StoreKit

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
        if raw { return try RawRecord(await whole(session, opened.target), opened.target, reveals: reveal).print() }
        let page = SessionPage(target: opened.target, reveals: reveal, now: surroundings.now())
        try common.json ? page.printJSON([session]) : page.print(session)
    }

    /// A session with its record whole, where only the beginning of a large one was read.
    private func whole(_ session: Session, _ target: OpenStore) async throws(Failure) -> Session {
        guard case .head = session.record.content else { return session }
        do throws(StoreError) {
            let records = try await target.store.records([session.key], limit: RawRecord.readLimit)
            return records[0].map { target.session(from: $0) } ?? session
        } catch {
            throw Failure(error)
        }
    }
}
