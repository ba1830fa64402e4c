internal import Glibc
internal import Operations
internal import SessionModel

/// What stands between an act and its being done: rights, reason, count, and a person's yes.
struct ActGate {
    let surroundings: Surroundings
    let common: CommonOptions
    let act: ActOptions
    /// The stores it would be done on.
    let targets: [OpenStore]

    init(surroundings: Surroundings, common: CommonOptions, act: ActOptions, target: OpenStore) {
        self.init(surroundings: surroundings, common: common, act: act, targets: [target])
    }

    init(surroundings: Surroundings, common: CommonOptions, act: ActOptions, targets: [OpenStore]) {
        self.surroundings = surroundings
        self.common = common
        self.act = act
        self.targets = targets
    }

    /// Lets an act pass, or refuses it.
    ///
    /// - Parameters:
    ///   - deed: What would be done, for the question: "Destroy 3 sessions of shop".
    ///   - count: To how many sessions.
    ///   - user: Whose they are, where it is about one user: their name confirms as the count does.
    func pass(_ deed: String, count: Int, user: String? = nil) throws(Failure) {
        try mayPass(deed, count: count, user: user)
        guard common.yes || Question.isAnsweredYes(deed) else { throw Failure(.refused, "Nothing was done.") }
    }

    /// Refuses an act that would be refused without a question: before somebody's work goes into it.
    func mayPass(_ deed: String, count: Int, user: String? = nil) throws(Failure) {
        if let refusal = targets.lazy.compactMap(\.refusal).first { throw Failure(refusal) }
        if let target = targets.first(where: \.isProduction) { try passProduction(target, count) }
        try check(count, user)
        guard common.yes || surroundings.canAsk else {
            throw Failure(
                .refused, "\(deed) was not done: there is no terminal to ask on. Add --yes to do it, --dry-run to look."
            )
        }
    }

    private func passProduction(_ target: OpenStore, _ count: Int) throws(Failure) {
        if !Operations.isReason(common.reason) { throw Failure(OperationError.reasonMissing(store: target.name)) }
        if count > 1, act.confirm == nil {
            throw Failure(
                .refused,
                "\(target.name) is production and this is about \(Self.sessions(count)); confirm with --confirm \(count)."
            )
        }
    }

    private func check(_ count: Int, _ user: String?) throws(Failure) {
        guard let confirmed = act.confirm, confirmed != user else { return }
        guard let number = Int(confirmed) else {
            guard let user else {
                throw Failure(.usage, "--confirm takes the number of sessions, not '\(confirmed)'.")
            }
            throw Failure(.refused, "--confirm says \(confirmed), but it is about \(user). Nothing was done.")
        }
        guard number == count else {
            throw Failure(
                .refused, "--confirm says \(number), but it is about \(Self.sessions(count)). Nothing was done.")
        }
    }

    /// "1 session", "3 sessions".
    static func sessions(_ count: Int) -> String { count == 1 ? "1 session" : "\(count) sessions" }
}
