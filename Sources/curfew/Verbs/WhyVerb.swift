internal import ArgumentParser
internal import Operations
internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// `why`: what became of a session.
struct WhyVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say whether a session lives, or why it ended, with the evidence.",
        discussion: """
            Without --wait only the store and this machine's journal can tell; with it the session is watched, and an end \
            that comes in that time is explained. What can't be told is said to be unknown.
            """)

    @OptionGroup var common: CommonOptions

    @Option(
        name: .customLong("wait"),
        help: ArgumentHelp("Watch a living session for so long, until it ends: 10m, 1h.", valueName: "duration"))
    var period: String?

    @Argument(help: "An id, a key, or the start of one.")
    var id: String

    mutating func validate() throws {
        guard let period else { return }
        do throws(DurationError) {
            _ = try DurationText.parse(period)
        } catch {
            throw ValidationError("--wait: \(error.description)")
        }
    }

    func run(in surroundings: Surroundings) async throws {
        var opening = OpenTheStore(surroundings, common)
        opening.looksOnly = true
        let opened = try await opening.open()
        let session = try await session(in: opened.target)
        var seen: SeenEnd?
        if let session, let period {
            let watch = EndWatch(target: opened.target, key: session.key, now: surroundings.now)
            seen = try await watch.run(milliseconds: try DurationText.parse(period))
        }
        let explanation = try await explain(session, seen, opened)
        guard explanation.isKnown || seen != nil else {
            throw Failure(
                .nothingMatched,
                "\(opened.target.name) has no session '\(SessionID.shorten(id))'. \(explanation.sentence)")
        }
        try print(explanation, session, opened.target)
    }

    private func session(in target: OpenStore) async throws(Failure) -> Session? {
        do throws(Failure) {
            return try await Resolving.session(id, in: target, forAct: false)
        } catch {
            guard error.code == .nothingMatched else { throw error }
            return nil
        }
    }

    private func explain(
        _ session: Session?, _ seen: SeenEnd?, _ opened: OpenedStore
    ) async throws(Failure) -> EndExplanation {
        let target = opened.target
        let keys = session.map { [$0.key] } ?? target.keys(meantBy: id)
        let names =
            session.map { there in [there.id?.whole, there.key.text].compactMap { $0 } }
            ?? target.names(meantBy: id)
        do throws(StoreError) {
            return try await opened.operations.explain(keys, names: names, seen: seen)
        } catch {
            throw Failure(error)
        }
    }

    private func print(
        _ explanation: EndExplanation, _ session: Session?, _ target: OpenStore
    ) throws(Failure) {
        var output = DataOutput()
        if common.json {
            try output.line([
                "id": .optional(session.flatMap { $0.key.dataName(of: $0.id) }),
                "key": .optional(session?.key.dataName),
                "store": .string(target.name),
                "state": .string(explanation.cause == nil ? "live" : explanation.isThere ? "expired" : "gone"),
                "cause": .optional(explanation.cause?.kind.rawValue),
                "certainty": .optional(explanation.cause?.certainty.rawValue),
                "evidence": .optional(explanation.cause?.evidence), "sentence": .string(explanation.sentence),
            ])
        } else {
            let name = session.map { target.shortName($0.key, id: $0.id) } ?? SessionID.shorten(id)
            try output.line(SafeText.line("\(name): \(explanation.sentence)"))
        }
        try output.flush()
    }
}
