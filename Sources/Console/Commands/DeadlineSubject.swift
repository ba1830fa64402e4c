internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Whose deadline is moved: fixed when it is asked, for the list moves on while something is typed.
enum DeadlineSubject: Sendable {
    /// One session, as it was read last.
    case session(Session)
    /// Those that are marked, and how many more the filter hides.
    case marked([SessionKey], hidden: Int)

    /// The sessions.
    var keys: [SessionKey] {
        switch self {
        case .session(let session): [session.key]
        case .marked(let keys, _): keys
        }
    }

    /// What stands before the text in the prompt.
    var lead: String {
        switch self {
        case .marked(let keys, _): return "ttl of \(keys.count) marked: "
        case .session(let session):
            let name = SessionID.shorten(Printable.text(session.id?.whole ?? session.key.text))
            let user = session.user.map { " (\(TextWidth.truncate(Printable.text($0), to: 20)))" } ?? ""
            return "ttl of \(name)\(user): "
        }
    }

    /// Takes in what its session has become.
    mutating func update(_ new: Session) {
        switch self {
        case .session(let old) where old.key == new.key: self = .session(new)
        case .session, .marked: break
        }
    }
}

extension Console {
    /// Whose deadline a command moves that is given now; nil where the session has to be read first.
    private var deadlineSubject: DeadlineSubject? {
        let marks = view == .sessions ? list.visibleMarks() : (rows: [], hidden: 0)
        if !marks.rows.isEmpty { return .marked(marks.rows.map { list.table.key($0) }, hidden: marks.hidden) }
        return loadedTarget.map(DeadlineSubject.session)
    }

    mutating func openTTL() -> [Effect] {
        guard let subject = deadlineSubject else { return loadTarget(then: "ttl") }
        sessionsView.holdCursor()
        open(.ttl)
        prompt?.subject = subject
        return []
    }

    /// Moves the deadline of what a line is given for now.
    mutating func moveDeadline(_ text: String) -> [Effect] {
        guard let subject = deadlineSubject else { return loadTarget(then: "ttl \(text)") }
        return moveDeadline(text, of: subject)
    }

    mutating func moveDeadline(_ text: String, of subject: DeadlineSubject) -> [Effect] {
        do throws(DeadlineChangeError) {
            let change = try DeadlineChange(parsing: text)
            if change == .never, facts(of: subject.keys)?.isProduction == true {
                say(.error, "In production no session is made immortal; give a time.")
                return []
            }
            let living = subject.keys.filter { !isGone($0) }
            guard !living.isEmpty else {
                let what = subject.keys.count == 1 ? "that session has" : "all \(subject.keys.count) have"
                say(.warning, "ttl: \(what) ended meanwhile; nothing was done.")
                return []
            }
            switch subject {
            case .marked(let keys, let hidden):
                if living.count < keys.count {
                    say(.info, "\(keys.count - living.count) of the \(keys.count) have ended meanwhile.")
                }
                return confirmDeadlines(living, hidden: hidden, change, text)
            case .session(let session):
                let time = storeTime(of: session.key)
                let deadline = try change.deadline(of: session, now: time)
                guard session.state(at: time) != .expired else { return confirmRevival(session, deadline) }
                return perform(.deadline(session, deadline))
            }
        } catch {
            say(.error, error.description)
            return []
        }
    }

    /// Whether a session is known to be no more; one that is open may be in no list.
    private func isGone(_ key: SessionKey) -> Bool {
        if let inspector, inspector.session.key == key { return inspector.hasEnded }
        return isOver(key)
    }

    private mutating func confirmRevival(_ session: Session, _ deadline: Deadline) -> [Effect] {
        guard let facts else { return [] }
        dialog = ConfirmDialog.reviving(session, until: deadline, title: describe(session.key), facts: facts)
        return []
    }

    private mutating func confirmDeadlines(
        _ keys: [SessionKey], hidden: Int, _ change: DeadlineChange, _ text: String
    ) -> [Effect] {
        let part = actable(keys, .setDeadline)
        guard let facts = facts(of: part.keys), !part.keys.isEmpty else {
            say(.warning, (["No deadline can be moved."] + part.refusals).joined(separator: " "))
            return []
        }
        dialog = ConfirmDialog.movingDeadlines(
            part.keys, to: change, text: text, samples: samples(of: part.keys), hidden: hidden,
            others: part.refusals + [part.keys.count > 1 ? unseen : nil].compactMap { $0 },
            warning: away(part.keys, "moved"), facts: facts)
        return []
    }
}
