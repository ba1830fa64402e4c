internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `ttl`: moves a session's deadline.
struct TTLVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "ttl", abstract: "Move the deadline of a session.",
        discussion: "It holds until the application sets the deadline anew: with most frameworks at the visitor's next"
            + " request, with some only when it saves the session.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Argument(help: "An id, a key, or the start of one.")
    var id: String

    @Argument(help: "+30m or -5m from its deadline, =1h from now, @2026-11-21T18:00:00Z, or never.")
    var duration: String

    func run(in surroundings: Surroundings) async throws {
        let change = try Self.change(duration)
        try await SingleAct(surroundings: surroundings, common: common, act: act).run(.ttl, on: id) {
            (session, opened) throws(Failure) in
            let now = opened.target.storeTime(surroundings.now())
            let deadline = try Self.deadline(change, of: session, at: now)
            let name = opened.target.shortName(session.key, id: session.id)
            let end = "end \(deadline.moment.map { "at \($0.iso8601)" } ?? "never")"
            let isOver = session.state(at: now) == .expired
            return (deadline, isOver ? "Revive \(name), which has expired, and let it \(end)" : "Let \(name) \(end)")
        } perform: { (session, deadline, operations) async throws(OperationError) in
            try await operations.setDeadline(session, to: deadline, reason: common.reason)
        }
    }

    private static func change(_ text: String) throws(Failure) -> DeadlineChange {
        do throws(DeadlineChangeError) {
            return try DeadlineChange(parsing: text)
        } catch {
            throw Failure(.usage, error.description)
        }
    }

    private static func deadline(
        _ change: DeadlineChange, of session: Session, at now: Timestamp
    ) throws(Failure) -> Deadline {
        do throws(DeadlineChangeError) {
            return try change.deadline(of: session, now: now)
        } catch {
            throw Failure(.refused, error.description)
        }
    }
}
