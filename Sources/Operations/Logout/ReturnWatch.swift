internal import SessionModel
internal import StoreKit

/// Looks for ended sessions again and again, since a request that was under way may save one again.
struct ReturnWatch: Sendable {
    private let parts: [Part]
    private let wanted: Set<String>
    private let names: [String]
    private let reason: String?
    private let restored: RestoredSessions
    private let now: @Sendable () -> Timestamp

    /// What was ended in one store.
    private struct Part: Sendable {
        let place: Int
        let desk: Operations
        let reader: OpenStore
        let ids: [SessionKey: SessionID]
        let keys: [SessionKey]
    }

    /// What a session that was ended is at the end of the watch.
    enum State: Hashable, Sendable {
        /// It is gone.
        case gone
        /// It is there again: why, in a sentence.
        case there(String)
        /// It was there again, and was ended again, so many times.
        case endedAgain(Int)
        /// There is a session under its key, but this user is not logged in with it.
        case withoutUser
        /// The operator brought it back.
        case restored
        /// The store could not be read when the watch ended.
        case unseen
    }

    /// What a watch came to.
    struct Result: Sendable {
        /// How long it watched, in milliseconds.
        var watched: Int64
        /// What became of the sessions, by store.
        var states: [Int: [SessionKey: State]]
    }

    /// How often one session is ended again before it is left to the operator.
    private static let mostEndings = 5
    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(1)

    init(
        _ receipt: LogoutReceipt, names: [String], on desks: [Operations], reading readers: [OpenStore],
        reason: String?, sparing: RestoredSessions, now: @escaping @Sendable () -> Timestamp
    ) {
        parts = receipt.parts.compactMap { part in
            let lines = part.receipt.watchable
            guard !lines.isEmpty else { return nil }
            return Part(
                place: part.place, desk: desks[part.place], reader: readers[part.place],
                ids: lines.reduce(into: [:]) { $0[$1.key] = $1.id }, keys: lines.map(\.key))
        }
        wanted = Set(names.map(UserNames.folded))
        self.names = names
        self.reason = reason
        restored = sparing
        self.now = now
    }

    /// Watches all stores until the time is over or the task is cancelled, and looks a last time at the end.
    func run(
        milliseconds: Int64, endsAgain: Bool, deliver: @escaping @Sendable (ReturnedSession) -> Void
    ) async -> Result {
        let start = now()
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        let states = await withTaskGroup(of: (Int, [SessionKey: State]).self) { group in
            for part in parts {
                group.addTask { (part.place, await watch(part, until: end, endsAgain, since: start, deliver)) }
            }
            var states: [Int: [SessionKey: State]] = [:]
            for await (place, found) in group { states[place] = found }
            return states
        }
        return Result(watched: max(0, now().milliseconds(since: start)), states: states)
    }

    private func watch(
        _ part: Part, until end: ContinuousClock.Instant, _ endsAgain: Bool, since start: Timestamp,
        _ deliver: @Sendable (ReturnedSession) -> Void
    ) async -> [SessionKey: State] {
        var states: [SessionKey: State] = [:]
        var endings: [SessionKey: Int] = [:]
        var pause = Self.firstPause
        while true {
            let began = ContinuousClock.now
            let sessions = await found(part)
            // What is no longer there has gone by itself meanwhile; how often it was ended again stays.
            let before = states
            if sessions != nil { states = endings.mapValues(State.endedAgain) }
            for session in sessions ?? [] {
                if restored.contains(session.key, of: part.place) {
                    states[session.key] = .restored
                    continue
                }
                let isSameUser = isWanted(session, of: part.reader)
                var returned = ReturnedSession(
                    store: part.reader.name,
                    name: part.reader.shortName(session.key, id: session.id ?? part.ids[session.key]),
                    key: session.key,
                    after: now().milliseconds(since: start), isSameUser: isSameUser, isEndedAgain: false)
                states[session.key] =
                    isSameUser ? .there("it is there again: a request in flight has saved it") : .withoutUser
                if isSameUser, endsAgain, endings[session.key, default: 0] < Self.mostEndings,
                    await isEnded(session.key, part)
                {
                    endings[session.key, default: 0] += 1
                    states[session.key] = .endedAgain(endings[session.key, default: 0])
                    returned.isEndedAgain = true
                }
                if !isThere(before[session.key]) || returned.isEndedAgain { deliver(returned) }
            }
            // The last look comes after the time is over.
            if Task.isCancelled || began >= end {
                if sessions == nil { for key in part.keys where states[key] == nil { states[key] = .unseen } }
                return states
            }
            let work = began.duration(to: .now)
            try? await Task.sleep(for: max(.zero, min(max(pause, work * 3), ContinuousClock.now.duration(to: end))))
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func isThere(_ state: State?) -> Bool {
        switch state {
        case .there, .withoutUser: true
        case .gone, .endedAgain, .restored, .unseen, nil: false
        }
    }

    /// Whether a session is still this user's; one that can't be read is taken for it.
    private func isWanted(_ session: Session, of target: OpenStore) -> Bool {
        session.payload == nil || target.namings(of: session).contains { wanted.contains(UserNames.folded($0.name)) }
    }

    /// Those of a store's ended sessions that are there; nil where the store does not answer.
    private func found(_ part: Part) async -> [Session]? {
        var found: [Session] = []
        for start in stride(from: 0, to: part.keys.count, by: OpenStore.batch) {
            let batch = Array(part.keys[start..<min(start + OpenStore.batch, part.keys.count)])
            guard let records = try? await part.reader.store.records(batch, limit: 0) else { return nil }
            let there = zip(batch, records).filter { $0.1 != nil }.map(\.0)
            guard !there.isEmpty else { continue }
            guard let sessions = try? await part.reader.sessions(there) else { return nil }
            let time = part.reader.storeTime(now())
            found += sessions.compactMap { $0 }.filter { $0.state(at: time) != .expired }
        }
        return found
    }

    private func isEnded(_ key: SessionKey, _ part: Part) async -> Bool {
        let outcome = try? await part.desk.logout(
            [key], ids: part.ids.filter { $0.key == key }, names: names, reason: reason)
        return outcome?.receipt.lines.contains { $0.result == .done || $0.result == .gone } == true
    }
}

extension Receipt {
    /// The sessions whose return would be one: those that were ended, or are gone.
    var watchable: [Line] { lines.filter { [.done, .gone, .cameBack].contains($0.result) } }
}
