internal import Glibc
internal import Operations
internal import SessionModel

/// What stands between an act and its being done: rights, reason, count, and a person's yes.
struct ActGate {
    let surroundings: Surroundings
    let common: CommonOptions
    let act: ActOptions
    let target: OpenStore

    /// Lets an act pass, or refuses it.
    ///
    /// - Parameters:
    ///   - deed: What would be done, for the question: "Destroy 3 sessions of shop".
    ///   - count: To how many sessions.
    func pass(_ deed: String, count: Int) throws(Failure) {
        if target.isReadOnly { throw Failure(OperationError.readOnly(store: target.name)) }
        if target.isProduction { try passProduction(count) }
        if let confirmed = act.confirm, confirmed != count {
            throw Failure(
                .refused, "--confirm says \(confirmed), but it is about \(Self.sessions(count)). Nothing was done.")
        }
        if act.yes { return }
        guard surroundings.canAsk else {
            throw Failure(
                .refused, "\(deed) was not done: there is no terminal to ask on. Add --yes to do it, --dry-run to look."
            )
        }
        Notice.write(bytes: Array("\(SafeText.line(deed))? [y/N] ".utf8))
        let answer = Interruption.whileAsking { LineReader.line(from: 0) } ?? ""
        guard ["y", "yes"].contains(answer.lowercased()) else {
            throw Failure(.refused, "Nothing was done.")
        }
    }

    private func passProduction(_ count: Int) throws(Failure) {
        if (common.reason ?? "").isEmpty { throw Failure(OperationError.reasonMissing(store: target.name)) }
        if count > 1, act.confirm == nil {
            throw Failure(
                .refused,
                "\(target.name) is production and this is about \(Self.sessions(count)); confirm with --confirm \(count)."
            )
        }
    }

    /// "1 session", "3 sessions".
    static func sessions(_ count: Int) -> String { count == 1 ? "1 session" : "\(count) sessions" }
}
