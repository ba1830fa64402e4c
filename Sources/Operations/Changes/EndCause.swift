internal import SessionModel

/// Why a session is no more, as far as the store can tell: what speaks for it, and how sure that is.
public struct EndCause: Hashable, Sendable {
    /// Why; the raw value is the word of the command line's JSON.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Its time was up.
        case expired
        /// Its time was up, and the store still holds it.
        case unswept
        /// The store threw it out for want of memory.
        case evicted
        /// The application ended it, or another client of the store.
        case application
        /// An operator ended it.
        case `operator`
        /// It goes on under another id.
        case idChanged = "id_changed"
        /// It ended while nobody could watch.
        case gap
        /// The store can't tell.
        case unknown
    }

    /// How sure it is; the raw value is the word of the command line's JSON.
    public enum Certainty: String, CaseIterable, Hashable, Sendable {
        case certain, likely, unknown
    }

    /// Why.
    public var kind: Kind
    /// How sure that is.
    public var certainty: Certainty
    /// What speaks for it: the rest of a sentence.
    public var evidence: String

    /// Creates a cause.
    public init(_ kind: Kind, _ certainty: Certainty, _ evidence: String) {
        self.kind = kind
        self.certainty = certainty
        self.evidence = evidence
    }

    /// The word for it in a column of twelve.
    public var label: String {
        switch kind {
        case .expired: "expired"
        case .unswept: "unswept"
        case .evicted: "evicted"
        case .application: "app, client"
        case .operator: "operator"
        case .idChanged: "new id"
        case .gap: "in a gap"
        case .unknown: "unknown"
        }
    }

    /// All of it in one sentence.
    public var sentence: String {
        let claim =
            switch kind {
            case .expired: "It expired on time"
            case .unswept: "It has expired, and is not swept yet"
            case .evicted: "The store threw it out for want of memory"
            case .application: "The application ended it, or another client of the store"
            case .operator: "An operator ended it"
            case .idChanged: "It goes on under another id"
            case .gap: "It ended while nobody could watch, so why is not known"
            case .unknown: "Why it ended is not known"
            }
        let doubt = certainty == .likely ? " (likely)" : certainty == .certain ? " (certain)" : ""
        return "\(claim)\(doubt): \(evidence)."
    }

    /// Whether an operator's act elsewhere may be behind it.
    var mayBeAnAct: Bool {
        switch kind {
        case .application, .idChanged, .gap, .unknown: true
        case .expired, .unswept, .evicted, .operator: false
        }
    }
}

/// What is known, at the end of a session, of all that may have ended it.
struct EndInquest {
    /// What was seen of it.
    let observation: Observation
    /// When it would have ended, as the table of sessions has it.
    let deadline: Int64
    /// Whether that moment has passed, or the store said so.
    let isExpired: Bool
    let source: SessionEvent.Source
    /// Since when changes may have been missed; nil where none may.
    let blindSince: Timestamp?
    /// The store's time.
    let storeTime: Timestamp

    /// The most that can be said without guessing.
    var cause: EndCause {
        if source == .operator { return EndCause(.operator, .certain, "it was ended from this console") }
        if observation.saidEvicted { return EndCause(.evicted, .certain, "the store itself said so") }
        if observation.saidExpired { return EndCause(.expired, .certain, "the store itself said that its time was up") }
        if let blindSince, source != .push { return lost(since: blindSince) }
        if isExpired { return expired }
        return early
    }

    private var expired: EndCause {
        let end = Timestamp(milliseconds: deadline)
        let late = DurationText.exact(milliseconds: max(0, storeTime.milliseconds(since: end)))
        return EndCause(
            .expired, .likely, "its deadline at \(end.iso8601) had passed when it was found gone \(late) later")
    }

    private func lost(since: Timestamp) -> EndCause {
        let rest =
            deadline == RowFacts.unknown
            ? "" : isExpired ? "; its deadline passed meanwhile" : "; \(left) were left when the store was listed again"
        return EndCause(
            .gap, .unknown, "changes may have been missed from \(since.iso8601) on, and then it was gone\(rest)")
    }

    private var left: String {
        if deadline == RowFacts.never { return "all its days" }
        let left = Timestamp(milliseconds: deadline).milliseconds(since: storeTime)
        return DurationText.compact(milliseconds: max(0, left))
    }

    /// Gone before its time: somebody's act, unless the store can have thrown it out.
    private var early: EndCause {
        guard deadline != RowFacts.unknown else {
            return EndCause(.unknown, .unknown, "its deadline had not been read")
        }
        let early = deadline == RowFacts.never ? "it had no deadline" : "it went \(left) before its deadline"
        switch observation.eviction {
        case .impossible, .none:
            let memory = observation.eviction == .none ? ", the store threw nothing out" : ""
            return EndCause(
                .application, source == .push ? .certain : .likely,
                "\(early), no operator's act is known\(memory), and changes were followed all the time")
        case .some(let count):
            let records = count == 1 ? "one record" : "\(count) records"
            return EndCause(
                .unknown, .unknown,
                "\(early), and the store has thrown out \(records) for want of memory meanwhile without saying which")
        case .unknown:
            return EndCause(
                .unknown, .unknown, "\(early), and whether the store threw it out for want of memory can't be found out"
            )
        }
    }
}
