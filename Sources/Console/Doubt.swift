internal import Operations
internal import SessionModel

/// An act that was cut off by the loss of the store: whether it was done is found out by looking.
struct Doubt: Sendable {
    let act: ActRequest.Act
    private let title: String
    /// What it is called among the acts that can be taken back.
    private let name: String
    /// The logout that it is of; nil where it is another act.
    let logout: Ticket?
    /// The id that a change of the id has given the session, if it was done.
    let newID: SessionID?
    /// The sessions that were not looked at since.
    private(set) var keys: Set<SessionKey>
    /// Whether it was done to those that were.
    private(set) var results: [SessionKey: Bool] = [:]

    /// - Parameter title: What the act is called: "destroy of 3".
    init(
        _ act: ActRequest.Act, title: String? = nil, logout: Ticket? = nil, newID: SessionID? = nil,
        keys: some Sequence<SessionKey>
    ) {
        self.act = act
        self.logout = logout
        self.newID = newID
        self.title = title ?? act.title
        name = title ?? act.word
        self.keys = Set(keys)
    }

    /// Takes in what a look at one of its sessions showed.
    mutating func take(_ observation: Observation) {
        guard keys.remove(observation.key) != nil else { return }
        results[observation.key] = isDone(observation.session)
    }

    /// Whether what is seen of a session is what this act would have done to it.
    func explains(_ observation: Observation) -> Bool {
        switch act {
        case .edit, .deadline, .destroy: keys.contains(observation.key) && isDone(observation.session)
        // What else shows of these is nothing that only they would do.
        case .regenerate, .deadlines, .restore, .undo, .redo: false
        }
    }

    private var done: Int { results.values.count { $0 } }
    private var open: Int { results.count - done }

    private func isDone(_ session: Session?) -> Bool {
        switch act {
        case .destroy, .regenerate: session == nil
        case .edit(_, let payload, _): session?.payload == payload
        case .deadline(_, let deadline): session.map { Self.isNear($0.deadline, deadline) } ?? false
        case .deadlines, .restore, .undo, .redo: false
        }
    }

    /// A deadline as a store keeps it, rounded to its own resolution.
    private static func isNear(_ one: Deadline, _ other: Deadline) -> Bool {
        guard let one = one.moment, let other = other.moment else { return one == other }
        return one.milliseconds(since: other).magnitude <= 1000
    }

    /// What is known when all were looked at, as a sentence; nil before.
    var verdict: String? {
        guard keys.isEmpty else { return nil }
        let lead = "The \(title) that was cut off"
        switch act {
        case .deadlines: return "\(lead) stopped at one session; look at its deadline before you go on."
        case .restore, .undo, .redo: return "\(lead): look at the list before you go on."
        case .edit, .deadline, .regenerate, .destroy: break
        }
        guard done + open > 1 else { return done == 1 ? "\(lead) was done." : "\(lead) was not done." }
        return "\(lead): of \(done + open) in doubt \(done) were done, \(open) were not."
    }

    /// The sessions that it turned out not to be done to, and that there is nothing to take back of; nil where there
    /// are none.
    var notDone: CutOffAct? {
        switch act {
        case .deadlines, .restore, .undo, .redo: return nil
        case .edit, .deadline, .regenerate, .destroy: break
        }
        let keys = results.filter { !$0.value }.keys
        return keys.isEmpty ? nil : CutOffAct(name, keys: Set(keys))
    }

    /// Whether all of it turned out to be done.
    var wasDone: Bool { keys.isEmpty && open == 0 && done > 0 }
}
