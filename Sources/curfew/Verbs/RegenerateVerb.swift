internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `regenerate`: gives a session a fresh id.
struct RegenerateVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "regenerate", abstract: "Give a session a fresh id, and print it with its cookie.",
        discussion: "The visitor's cookie no longer fits: to the visitor this is a logout.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Argument(help: "An id, a key, or the start of one.")
    var id: String

    func run(in surroundings: Surroundings) async throws {
        try await SingleAct(surroundings: surroundings, common: common, act: act).run(.regenerate, on: id) {
            (session, opened) throws(Failure) in
            ((), "Give \(opened.target.shortName(session.key, id: session.id)) a fresh id")
        } perform: { (session, _, operations) async throws(OperationError) in
            try await operations.regenerate(session, reason: common.reason, random: SystemRandomNumberGenerator())
        }
    }
}
