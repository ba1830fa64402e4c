public import SessionModel

/// Makes events of observations: what was created, changed, touched, ended by its time, ended by somebody, or given
/// another id.
///
/// It knows what was there before from the table of sessions, and remembers for some seconds what ended and what came,
/// to see a payload move from one key to another.
public struct ChangeInterpreter: Sendable {
    private var recent: [Int: Trace] = [:]
    private var endedLately: [SessionKey: Timestamp] = [:]
    /// When what is too old was last forgotten; what is looked up may be a second older.
    private var prunedAt = Timestamp(milliseconds: 0)
    private static let memory: Int64 = 5_000
    private static let watchForReturn: Int64 = 30_000

    private struct Trace: Sendable {
        var key: SessionKey
        var id: SessionID?
        var hasEnded: Bool
        var at: Timestamp
    }

    private let keepsEnded: Bool

    /// Creates an interpreter.
    ///
    /// - Parameter keepsEnded: Whether the row of an ended session stays in the table, for the caller to remove.
    public init(keepsEnded: Bool = false) { self.keepsEnded = keepsEnded }

    /// Notes that these sessions were ended; should one be seen again within half a minute, it has returned.
    public mutating func noteEnded(_ keys: [SessionKey], at now: Timestamp) {
        for key in keys { endedLately[key] = now }
    }

    /// Notes that the operator brought these back, so that they are no returns.
    public mutating func noteRestored(_ keys: [SessionKey]) {
        for key in keys { endedLately[key] = nil }
    }

    /// Takes in an observation: brings the table up to date and tells what happened, if anything did.
    ///
    /// - Parameters:
    ///   - now: Our own time.
    ///   - storeTime: The store's time, which deadlines are measured against.
    ///   - blindSince: Since when changes may have been missed; nil where none may.
    public mutating func interpret(
        _ observation: Observation, source: SessionEvent.Source, table: inout SessionTable, at now: Timestamp,
        storeTime: Timestamp, blindSince: Timestamp? = nil
    ) -> SessionEvent? {
        if now.milliseconds(since: prunedAt).magnitude >= 1000 { forgetOld(now) }
        let row = table.row(of: observation.key)
        guard let session = observation.session else {
            return row.flatMap { ended($0, observation, source, &table, now, storeTime, blindSince) }
        }
        let deadline = session.deadline
        guard let row else {
            let (row, _) = table.insert(observation.key)
            update(row, session, &table)
            return came(observation, session, source, now)
        }
        let before = table.deadline(row)
        let userBefore = table.isUserKnown(row) ? table.user(row) : session.user
        update(row, session, &table)
        var event = SessionEvent(
            at: now, kind: .changed, source: source, id: session.id, key: session.key, user: session.user,
            deadline: deadline)
        if userBefore != session.user, session.payload != nil {
            event.userChange = .init(from: userBefore, to: session.user)
        }
        if let changes = observation.changes {
            if changes.isEmpty {
                if before == deadline.tableValue { return nil }
                event.kind = .touched
            }
            event.changes = changes
        } else if !observation.hasOtherData {
            if before == deadline.tableValue { return nil }
            event.kind = .touched
        }
        return event
    }

    private func update(_ row: Int, _ session: Session, _ table: inout SessionTable) {
        table.setDeadline(row, session.deadline.tableValue)
        if session.isUserKnown { table.setUser(row, session.user) }
    }

    private mutating func ended(
        _ row: Int, _ observation: Observation, _ source: SessionEvent.Source, _ table: inout SessionTable,
        _ now: Timestamp, _ storeTime: Timestamp, _ blindSince: Timestamp?
    ) -> SessionEvent? {
        let deadline = table.deadline(row)
        let isExpired =
            observation.saidExpired || deadline != RowFacts.unknown && deadline <= storeTime.milliseconds + 50
        var event = SessionEvent(
            at: now, kind: isExpired ? .expired : .destroyed, source: source, key: observation.key,
            user: table.user(row), deadline: Deadline(tableValue: deadline))
        event.cause =
            EndInquest(
                observation: observation, deadline: deadline, isExpired: isExpired, source: source,
                blindSince: blindSince, storeTime: storeTime
            ).cause
        if !keepsEnded { table.remove(row) }
        guard !isExpired, let fingerprint = observation.fingerprint else { return event }
        if let trace = recalled(fingerprint, now), !trace.hasEnded, trace.key != observation.key {
            recent[fingerprint] = nil
            event.kind = .regenerated
            event.source = .derived
            event.oldKey = observation.key
            event.key = trace.key
            event.id = trace.id
            event.cause = Self.sameData
            return event
        }
        recent[fingerprint] = Trace(key: observation.key, hasEnded: true, at: now)
        return event
    }

    private static let sameData = EndCause(
        .idChanged, .likely, "the same data was there under another id within five seconds")

    private mutating func came(
        _ observation: Observation, _ session: Session, _ source: SessionEvent.Source, _ now: Timestamp
    ) -> SessionEvent {
        var event = SessionEvent(
            at: now, kind: .created, source: source, id: session.id, key: session.key, user: session.user,
            deadline: session.deadline)
        if let ended = endedLately[observation.key], now.milliseconds(since: ended) < Self.watchForReturn {
            event.kind = .returned
            let seconds = Double(now.milliseconds(since: ended)) / 1000
            event.note = "came back \((seconds * 10).rounded() / 10) s after it was ended"
            return event
        }
        guard let fingerprint = observation.fingerprint else { return event }
        if let trace = recalled(fingerprint, now), trace.hasEnded, trace.key != observation.key {
            recent[fingerprint] = nil
            event.kind = .regenerated
            event.source = .derived
            event.oldKey = trace.key
            event.cause = Self.sameData
            return event
        }
        recent[fingerprint] = Trace(key: observation.key, id: session.id, hasEnded: false, at: now)
        return event
    }

    private func recalled(_ fingerprint: Int, _ now: Timestamp) -> Trace? {
        recent[fingerprint].flatMap { now.milliseconds(since: $0.at) < Self.memory ? $0 : nil }
    }

    /// Many may have ended at once, so this is not for every observation.
    private mutating func forgetOld(_ now: Timestamp) {
        prunedAt = now
        if !recent.isEmpty { recent = recent.filter { now.milliseconds(since: $0.value.at) < Self.memory } }
        if !endedLately.isEmpty {
            endedLately = endedLately.filter { now.milliseconds(since: $0.value) < Self.watchForReturn }
        }
    }
}

extension Session {
    /// Whether it tells whose it is, or that it is nobody's: one that can't be read tells neither.
    public var isUserKnown: Bool { payload != nil || user != nil }
}
