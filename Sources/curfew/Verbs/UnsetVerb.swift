internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `unset`: takes one value out of a payload.
struct UnsetVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Take one field out of a session's payload.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Argument(help: "An id, a key, or the start of one.")
    var id: String

    @Argument(help: "The field, as in role, user.name or cart[0].price.")
    var path: String

    func run(in surroundings: Surroundings) async throws {
        let path = try PathReader.path(path)
        try await SingleAct(surroundings: surroundings, common: common, act: act).run(.unset, on: id) {
            (session, opened) throws(Failure) in
            let payload = try PathReader.payload(of: session)
            do throws(PayloadEditError) {
                let name = opened.target.shortName(session.key, id: session.id)
                return (try payload.removing(path), "Take \(path) out of \(name)")
            } catch {
                throw Failure(error.isUsage ? .usage : .refused, error.description)
            }
        } perform: { (session, payload, operations) async throws(OperationError) in
            try await operations.edit(session, to: payload, verb: .unset, reason: common.reason)
        }
    }
}
