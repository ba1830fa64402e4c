public import SessionModel
public import StoreKit

/// An end that was watched.
public struct SeenEnd: Hashable, Sendable {
    /// When it became known, by our clock.
    public var at: Timestamp
    /// Why, as far as watching tells.
    public var cause: EndCause

    /// Creates one.
    public init(at: Timestamp, cause: EndCause) {
        self.at = at
        self.cause = cause
    }
}

/// What became of a session, by the store, by what was watched, and by the journal.
public struct EndExplanation: Hashable, Sendable {
    /// Why it ended; nil for one that lives.
    public var cause: EndCause?
    /// All of it, in a sentence.
    public var sentence: String
    /// Whether the store still holds it.
    public var isThere: Bool
    /// Whether anything at all is known of it: an act on a store that is not known to be this one is nothing.
    public var isKnown: Bool

    /// The explanation of a cause.
    init(_ cause: EndCause, isThere: Bool = false, isKnown: Bool = true) {
        self.cause = cause
        sentence = cause.sentence
        self.isThere = isThere
        self.isKnown = isKnown
    }

    /// The explanation of a session that has not ended.
    init(living sentence: String) {
        self.sentence = sentence
        isThere = true
        isKnown = true
    }
}

extension Operations {
    /// Says what became of a session: whether it lives, and if not, why, with the evidence.
    ///
    /// - Parameters:
    ///   - keys: The keys it may be under; the first one that is there counts.
    ///   - names: What the journal may know it by: its id, its key.
    ///   - seen: The end that was watched; nil where none was.
    public func explain(
        _ keys: [SessionKey], names: [String], seen: SeenEnd?
    ) async throws(StoreError) -> EndExplanation {
        for session in try await target.sessions(keys) {
            if let session { return explain(session) }
        }
        let acts = await lastActs(on: names, about: seen)
        let act = acts.here
        if let act, let seen, seen.at.milliseconds(since: act.line.at).magnitude > Self.near {
            // What the journal tells of was another end, or no end at all.
            return EndExplanation(act.ends && seen.cause.kind == .gap ? act.cause : seen.cause)
        }
        if let act, act.ends { return EndExplanation(act.cause) }
        if let seen { return EndExplanation(seen.cause) }
        let evidence = "nobody watched when it ended, and the journal of this machine has no act that ended it"
        return EndExplanation(
            EndCause(.unknown, .unknown, evidence + words(ofActElsewhere: acts.elsewhere)), isKnown: act != nil)
    }

    /// What is said of an act that would explain it, had it been on this store; nothing where there was none.
    private func words(ofActElsewhere act: Act?) -> String {
        guard let act, act.ends else { return "" }
        let line = act.line
        let place = line.store == target.name ? line.address ?? line.store : line.store
        return " here, only one on this id in \(place): \(line.verb) at \(line.at.iso8601) \(act.source)"
    }

    /// How far apart an act and the news of an end may be, in milliseconds.
    private static let near: Int64 = 15_000

    /// How long after an end the line of the act that made it is waited for, in milliseconds.
    private static let late: Int64 = 2_000

    /// The last acts that the journal has on a session. The line of an act is written when it is over, so that the news of
    /// an end may come first.
    private func lastActs(on names: [String], about seen: SeenEnd?) async -> Acts {
        var acts = await lastActs(on: names, from: 0)
        guard let seen, seen.cause.mayBeAnAct else { return acts }
        let age = max(0, now().milliseconds(since: seen.at))
        for _ in stride(from: age, to: Self.late, by: 100) {
            if let act = acts.here, act.ends, seen.at.milliseconds(since: act.line.at).magnitude <= Self.near { break }
            guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { break }
            let later = await lastActs(on: names, from: acts.end)
            acts = Acts(
                here: later.here ?? acts.here, elsewhere: later.elsewhere ?? acts.elsewhere, end: later.end)
        }
        return acts
    }

    private func explain(_ session: Session) -> EndExplanation {
        let time = target.storeTime(now())
        guard let clock = session.diesBy, let moment = clock.deadline.moment else {
            return EndExplanation(living: "It lives, and no clock ends it.")
        }
        let left = moment.milliseconds(since: time)
        if left > 0 {
            return EndExplanation(
                living: "It lives: it ends in \(DurationText.compact(milliseconds: left)), at \(moment.iso8601), "
                    + "by \(clock.source).")
        }
        let evidence = "its time was up at \(moment.iso8601) by \(clock.source), and the store still holds it"
        return EndExplanation(EndCause(.unswept, .certain, evidence), isThere: true)
    }

    /// An act that the journal has on a session.
    private struct Act {
        let line: JournalLine

        /// Whether it is one that ends sessions.
        var ends: Bool { [Verb.destroy, .logout, .regenerate].map(\.rawValue).contains(line.verb) }
        /// Where it stands.
        var source: String { "(line \(line.number) of the journal)" }

        var cause: EndCause {
            let reason = line.reason.map { ", reason: \($0)" } ?? ""
            let who = line.from.isEmpty ? line.who : "\(line.who) from \(line.from)"
            let kind: EndCause.Kind = line.verb == Verb.regenerate.rawValue ? .idChanged : .operator
            // One line may be about several sessions, of which some were not ended.
            let isSure = line.result == "done \(max(line.count, 1))"
            let doubt = line.isUnanswered ? ", of which it is not known how far it came" : ""
            return EndCause(
                kind, isSure ? .certain : .likely,
                "\(who), \(line.verb) at \(line.at.iso8601)\(reason)\(doubt) \(source)")
        }
    }

    /// The last acts on this store and on others, and where the lines of the journal end, in bytes.
    private struct Acts {
        var here: Act?
        var elsewhere: Act?
        var end: Int
    }

    private func lastActs(on names: [String], from start: Int) async -> Acts {
        do throws(JournalError) {
            let traces = try await journal.lastActs(
                on: try await journal.hashes(names), in: target, from: start)
            return Acts(
                here: traces.here.line.map { Act(line: $0) }, elsewhere: traces.elsewhere.line.map { Act(line: $0) },
                end: traces.end)
        } catch {
            return Acts(end: start)
        }
    }
}
