internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `set`: puts one value into a payload.
struct SetVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set one field of a session's payload.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Argument(help: "An id, a key, or the start of one.")
    var id: String

    @Argument(help: "The field, as in role, user.name or cart[0].price.")
    var path: String

    @Argument(help: "The value as JSON: a text in double quotes; - reads it from standard input.")
    var value: String

    func run(in surroundings: Surroundings) async throws {
        let path = try PathReader.path(path)
        let raw = value == "-" ? try LineReader.standardInput() : Array(value.utf8)
        try await SingleAct(surroundings: surroundings, common: common, act: act).run(.set, on: id) {
            (session, opened) throws(Failure) in
            let payload = try PathReader.payload(of: session)
            do throws(PayloadEditError) {
                let name = opened.target.shortName(session.key, id: session.id)
                return (try payload.setting(path, to: raw), "Set \(path) of \(name)")
            } catch {
                throw Failure(error.isUsage ? .usage : .refused, error.description)
            }
        } perform: { (session, payload, operations) async throws(OperationError) in
            try await operations.edit(session, to: payload, verb: .set, reason: common.reason)
        }
    }
}
