internal import SessionModel

/// How a deadline is to be moved.
enum DeadlineChange: Equatable {
    /// So many milliseconds from where it is.
    case by(Int64)
    /// So many milliseconds from now.
    case fromNow(Int64)
    /// To a moment.
    case at(Timestamp)
    /// Away.
    case never

    /// Reads `+30m`, `-5m`, `=1h`, `@2026-11-21T18:00:00Z` or `never`.
    init(_ text: String) throws(Failure) {
        let rest = String(text.dropFirst())
        switch text.first {
        case "+": self = .by(try Self.length(rest))
        case "-": self = .by(-(try Self.length(rest)))
        case "=": self = .fromNow(try Self.length(rest))
        case "@":
            guard let moment = Timestamp(iso8601: rest) else {
                throw Failure(.usage, "'\(rest)' is no moment; write one like 2026-11-21T18:00:00Z.")
            }
            self = .at(moment)
        case _ where text == "never": self = .never
        default:
            throw Failure(
                .usage, "'\(text)' is no change of a deadline; write +30m, -5m, =1h, @2026-11-21T18:00:00Z or never.")
        }
    }

    private static func length(_ text: String) throws(Failure) -> Int64 {
        do throws(DurationError) {
            return try DurationText.parse(text)
        } catch {
            throw Failure(.usage, error.description)
        }
    }

    /// The deadline a session gets.
    ///
    /// - Parameter now: The store's own time.
    func deadline(of session: Session, at now: Timestamp) throws(Failure) -> Deadline {
        let deadline: Deadline
        switch self {
        case .by(let length):
            guard let moment = session.deadline.moment else {
                throw Failure(
                    .refused,
                    "The session never ends, so its deadline can't be moved by a length; give one from now, as in =1h.")
            }
            deadline = .at(moment.adding(milliseconds: length))
        case .fromNow(let length): deadline = .at(now.adding(milliseconds: length))
        case .at(let moment): deadline = .at(moment)
        case .never: deadline = .never
        }
        if deadline.hasPassed(at: now) {
            throw Failure(.refused, "That deadline has passed already; to end the session, destroy it.")
        }
        return deadline
    }
}
