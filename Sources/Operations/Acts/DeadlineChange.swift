public import SessionModel

/// How a deadline is to be moved, as a person writes it: `+30m`, `-5m`, `=1h`, `@2026-11-21T18:00:00Z`, `never`.
public enum DeadlineChange: Hashable, Sendable {
    /// By this many milliseconds, later or earlier.
    case by(milliseconds: Int64)
    /// To this many milliseconds from now.
    case fromNow(milliseconds: Int64)
    /// To this moment.
    case at(Timestamp)
    /// Away.
    case never

    /// Reads a change as it is written.
    public init(parsing text: String) throws(DeadlineChangeError) {
        let rest = String(text.dropFirst())
        switch text.first {
        case "+": self = .by(milliseconds: try Self.duration(rest, of: text))
        case "-": self = .by(milliseconds: -(try Self.duration(rest, of: text)))
        case "=": self = .fromNow(milliseconds: try Self.duration(rest, of: text))
        case "@":
            guard let moment = Timestamp(iso8601: rest) else { throw DeadlineChangeError(text: text, detail: nil) }
            self = .at(moment)
        default:
            guard text.lowercased() == "never" else { throw DeadlineChangeError(text: text, detail: nil) }
            self = .never
        }
    }

    private static func duration(_ text: String, of whole: String) throws(DeadlineChangeError) -> Int64 {
        do throws(DurationError) {
            return try DurationText.parse(text)
        } catch {
            throw DeadlineChangeError(text: whole, detail: "\(error)")
        }
    }

    /// The deadline of a session that results, or why none does.
    ///
    /// - Parameter now: The store's time.
    public func deadline(of session: Session, now: Timestamp) throws(DeadlineChangeError) -> Deadline {
        if case .by = self, session.payload == nil, session.clocks.isEmpty {
            throw DeadlineChangeError(text: "", detail: session.viewOnlyReason, isUnreadable: true)
        }
        return try deadline(from: session.deadline, now: now)
    }

    /// The deadline that results, or why none does.
    ///
    /// - Parameter now: The store's time.
    public func deadline(from current: Deadline, now: Timestamp) throws(DeadlineChangeError) -> Deadline {
        let deadline: Deadline
        switch self {
        case .never: return .never
        case .at(let moment): deadline = .at(moment)
        case .fromNow(let milliseconds): deadline = .at(now.adding(milliseconds: milliseconds))
        case .by(let milliseconds):
            guard let moment = current.moment else {
                throw DeadlineChangeError(text: "", detail: nil, isImmortal: true)
            }
            deadline = .at(moment.adding(milliseconds: milliseconds))
        }
        if deadline.hasPassed(at: now) { throw DeadlineChangeError(text: "", detail: nil, isPast: true) }
        return deadline
    }
}

/// Why a deadline can't be moved as asked.
public struct DeadlineChangeError: Error, Hashable, Sendable, CustomStringConvertible {
    var text: String
    var detail: String?
    var isImmortal = false
    var isPast = false
    /// When the session ends now can't be read; `detail` says why.
    var isUnreadable = false

    /// One sentence.
    public var description: String {
        if isUnreadable {
            return "When the session ends can't be read, so there is nothing to add to. "
                + (detail.map { "\($0) " } ?? "") + "Give a time with =1h or @…"
        }
        if isImmortal { return "The session never expires, so there is nothing to add to; give a time with =1h or @…" }
        if isPast { return "That moment has passed already; to end the session, destroy it." }
        let why = detail.map { " (\($0))" } ?? ""
        return "\"\(text)\" is no change of a deadline\(why); write +30m, -5m, =1h, @2026-11-21T18:00:00Z or never."
    }
}
