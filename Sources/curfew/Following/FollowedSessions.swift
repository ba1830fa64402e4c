internal import SessionFormats
internal import Operations
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// The sessions that are followed, as far as they are known, and what news means for them.
struct FollowedSessions {
    private let target: OpenStore
    private let follower: ChangeFollower
    private let now: @Sendable () -> Timestamp
    private var table: SessionTable
    private var interpreter = ChangeInterpreter()
    private var source = SessionEvent.Source.push
    /// Whether the list has been read once.
    private(set) var isListed = false
    /// When the next session's time is up; nil for none.
    private var nextDeadline: Int64?
    private var isLost = false
    /// Since when changes may have been missed; nil where none may.
    private var blindSince: Timestamp?

    init(target: OpenStore, follower: ChangeFollower, now: @escaping @Sendable () -> Timestamp) {
        self.target = target
        self.follower = follower
        self.now = now
        table = SessionTable(layouts: target.context.layouts)
    }

    /// Takes in what the feed says.
    mutating func take(_ news: ChangeNews, _ deliver: (SessionEvent) throws(Failure) -> Void) async throws(Failure) {
        switch news {
        case .connected(let kind):
            source = kind.isPush ? .push : .poll
            if !isListed { try await listFirst() } else if isLost { try await resync(deliver) }
        case .observed(let observations): try report(observations, source, deliver)
        case .gap(let reason):
            if !isLost { try gap(reason, deliver) }
            try await resync(deliver)
        case .due: try await isLost ? resync(deliver) : listAgain(deliver)
        case .measured: break
        case .lost(let error): try lose(error.description, deliver)
        }
    }

    /// Notes that the store is away, once.
    mutating func lose(_ reason: String, _ deliver: (SessionEvent) throws(Failure) -> Void) throws(Failure) {
        guard !isLost else { return }
        isLost = true
        try gap(reason, deliver)
    }

    /// Lists again after something may have been missed.
    private mutating func resync(_ deliver: (SessionEvent) throws(Failure) -> Void) async throws(Failure) {
        try await listAgain(deliver)
        isLost = false
        blindSince = nil
        try deliver(SessionEvent(at: now(), kind: .resynced, source: .poll))
    }

    private mutating func gap(_ reason: String, _ deliver: (SessionEvent) throws(Failure) -> Void) throws(Failure) {
        if blindSince == nil { blindSince = now() }
        try deliver(SessionEvent(at: now(), kind: .gap, source: source, note: reason))
    }

    // MARK: Deadlines

    /// Reads those again whose time should be up, and reports those that are gone or dead.
    mutating func confirmDeadlines(_ deliver: (SessionEvent) throws(Failure) -> Void) async throws(Failure) {
        guard isListed, !isLost, let next = nextDeadline else { return }
        let time = target.storeTime(now()).milliseconds
        guard next <= time else { return }
        var keys: [SessionKey] = []
        for row in 0..<table.rowLimit where table.isLive(row) && table.deadline(row) <= time {
            if table.deadline(row) != RowFacts.unknown, !reported.contains(table.key(row)) {
                keys.append(table.key(row))
            }
        }
        for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            let batch = Array(keys[start..<min(start + OpenStore.batch, keys.count)])
            try reportDead(try await look(batch), deliver)
        }
        findNextDeadline()
    }

    /// Sessions whose end was reported though their record is still there.
    private var reported: Set<SessionKey> = []

    private mutating func reportDead(
        _ observations: [Observation], _ deliver: (SessionEvent) throws(Failure) -> Void
    ) throws(Failure) {
        let time = target.storeTime(now())
        for observation in observations {
            if let session = observation.session, session.state(at: time) == .expired {
                reported.insert(session.key)
                var event = SessionEvent(
                    at: now(), kind: .expired, source: .derived, id: session.id, key: session.key,
                    user: session.user, deadline: session.deadline)
                let moment = session.deadline.moment?.iso8601 ?? "?"
                event.cause = EndCause(
                    .unswept, .certain, "its time was up at \(moment), and the store still holds it")
                try deliver(event)
            } else {
                try report([observation], .derived, deliver)
            }
        }
    }

    private mutating func findNextDeadline() {
        nextDeadline = nil
        for row in 0..<table.rowLimit where table.isLive(row) {
            let deadline = table.deadline(row)
            guard deadline != RowFacts.unknown, deadline != RowFacts.never, deadline < nextDeadline ?? .max,
                reported.isEmpty || !reported.contains(table.key(row))
            else { continue }
            nextDeadline = deadline
        }
    }

    // MARK: Observations

    private mutating func report(
        _ observations: [Observation], _ source: SessionEvent.Source,
        _ deliver: (SessionEvent) throws(Failure) -> Void
    ) throws(Failure) {
        var events: [SessionEvent] = []
        for observation in observations {
            guard let event = interpret(observation, source) else { continue }
            // A request that was under way saves what it had: whoever ended the session is to know that it is back.
            if event.kind == .destroyed, let key = event.key { interpreter.noteEnded([key], at: now()) }
            // A payload that moved to another key is one event, not a destroyed and a created one beside it.
            if event.kind == .regenerated {
                events.removeAll {
                    $0.key == event.oldKey && $0.kind == .destroyed || $0.key == event.key && $0.kind == .created
                }
            }
            events.append(event)
        }
        for event in events { try deliver(event) }
    }

    /// What an observation means; nil for nothing, or for what was reported already.
    private mutating func interpret(_ observation: Observation, _ source: SessionEvent.Source) -> SessionEvent? {
        let time = target.storeTime(now())
        let wasReported = reported.contains(observation.key)
        if let session = observation.session, session.state(at: time) == .live { reported.remove(observation.key) }
        let event = interpreter.interpret(
            observation, source: source, table: &table, at: now(), storeTime: time,
            blindSince: blindSince)
        if let deadline = observation.session?.deadline.moment?.milliseconds, deadline < nextDeadline ?? .max {
            nextDeadline = max(deadline, time.milliseconds)
        }
        guard event?.kind == .expired, wasReported else { return event }
        reported.remove(observation.key)
        return nil
    }

    private func look(_ keys: [SessionKey]) async throws(Failure) -> [Observation] {
        do throws(StoreError) {
            var observations: [Observation] = []
            try await follower.look(again: keys) { observations = $0 }
            return observations
        } catch {
            throw Failure(error)
        }
    }

    // MARK: Listing

    /// Reads the list without a word, and what each session holds, so that changes can be told field by field.
    private mutating func listFirst() async throws(Failure) {
        table = try await Census.take(target).table
        isListed = true
        let rows = (0..<table.rowLimit).filter(table.isLive).prefix(Self.mostRemembered)
        for start in stride(from: rows.startIndex, to: rows.endIndex, by: OpenStore.batch) {
            let keys = rows[start..<min(start + OpenStore.batch, rows.endIndex)].map { table.key($0) }
            let observations = try await look(keys)
            for observation in observations {
                guard let session = observation.session, let row = table.row(of: session.key) else { continue }
                table.setDeadline(row, session.deadline.tableValue)
                table.setUser(row, session.user)
                if session.state(at: target.storeTime(now())) == .expired { reported.insert(session.key) }
            }
        }
        findNextDeadline()
    }

    /// Of a larger store, only so many payloads are read to begin with.
    private static let mostRemembered = 20_000

    /// Lists again and reports what differs.
    private mutating func listAgain(_ deliver: (SessionEvent) throws(Failure) -> Void) async throws(Failure) {
        let census = try await Census.take(target)
        var keys: [SessionKey] = []
        for row in 0..<table.rowLimit where table.isLive(row) {
            let key = table.key(row)
            if census.table.row(of: key) == nil { keys.append(key) }
        }
        for row in 0..<census.table.rowLimit where census.table.isLive(row) {
            let key = census.table.key(row)
            let known = table.row(of: key)
            // A payload can change and its deadline stay, so a small store is read whole.
            if census.table.count <= Self.mostRemembered || known == nil
                || known.map(table.deadline) != census.table.deadline(row)
            {
                keys.append(key)
            }
        }
        for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            let batch = Array(keys[start..<min(start + OpenStore.batch, keys.count)])
            try report(try await look(batch), .poll, deliver)
        }
        findNextDeadline()
    }
}
