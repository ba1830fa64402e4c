@testable import Operations
import SessionModel
import SessionQuery
import StoreKit
import TerminalKit

@testable import Console

/// A store that answers effects at once, out of an array.
struct FakeStore {
    var sessions: [Session] = []
    /// What takes the acts back, the last one last: a title, and the sessions before.
    private var undo: [(title: String, sessions: [Session])] = []
    private var redo: [(title: String, sessions: [Session])] = []
    /// Why acts fail as a whole; nil when they don't.
    var failure: String?
    var journal: [JournalLine] = []
    /// Who has live sessions, where a test asks.
    var directory: UserDirectory?
    /// What became of a session, where a test asks.
    var explanation: EndExplanation?
    /// What a logout would end, where a test asks.
    var plan: LogoutPlan?
    /// Whether cookies can be made of ids.
    var makesCookies = true
    /// What becomes of what is copied.
    var copying = CopyOutcome.sent

    subscript(_ key: SessionKey) -> Session? {
        get { sessions.first { $0.key == key } }
        set {
            sessions.removeAll { $0.key == key }
            if let newValue { sessions.append(newValue) }
        }
    }

    /// Gives a session another payload.
    mutating func change(_ key: SessionKey, to text: String) {
        guard var session = self[key] else { return }
        session.content = Sample.content(text)
        session.record.content = .bytes(Array(text.utf8))
        session.record.size = text.utf8.count
        self[key] = session
    }

    /// Moves a deadline.
    mutating func move(_ key: SessionKey, to deadline: Deadline) {
        guard var session = self[key] else { return }
        session.record.expiry = deadline
        session.clocks = [SessionClock(.store, deadline, source: "key TTL")]
        self[key] = session
    }

    /// What a feed tells of the way from another state to this one.
    func differences(since before: FakeStore) -> [Observation] {
        let gone = before.sessions.filter { self[$0.key] == nil }.map { session in
            var gone = Observation(key: session.key, fingerprint: session.payload?.source.hashValue)
            gone.eviction = .impossible
            return gone
        }
        return gone
            + sessions.compactMap { session in
                let old = before[session.key]
                if old == session { return nil }
                let changes = old?.payload.flatMap { old in session.payload.map { old.differences(to: $0, limit: 50) } }
                return Observation(
                    key: session.key, session: session, changes: changes, fingerprint: session.payload?.source.hashValue
                )
            }
    }

    mutating func answer(_ effect: Effect, at now: Timestamp) -> [ConsoleEvent] {
        switch effect {
        case .scan(let ticket, _, _, _): [.page(ticket, Sample.page(sessions)), .scanEnded(ticket, failure: nil)]
        case .search(let ticket, let query):
            [.searched(ticket, search(query, now))]
        case .readValues(let ticket, let column, _): [.values(ticket, values(column))]
        case .export(let ticket, let keys, let path): [.exported(ticket, .success(keys.count), path: path)]
        case .planRestore: []
        case .rehearse(let ticket, let keys):
            [
                .rehearsed(
                    ticket,
                    .success(Rehearsal(there: keys.count { self[$0] != nil }, gone: keys.count { self[$0] == nil })))
            ]
        case .read(let keys): [.read(keys.map { ($0, self[$0]) })]
        case .inspect(let key): [.inspected(key, self[key])]
        case .look(let keys):
            [
                .looked(
                    keys.map { key in
                        let session = self[key]
                        var observation = Observation(
                            key: key, session: session, fingerprint: session?.payload?.source.hashValue)
                        observation.eviction = .impossible
                        return observation
                    })
            ]
        case .act(let request): [.acted(perform(request))]
        case .loadJournal: [.journal(journal, verdict: "3 lines, chain whole")]
        case .theme(let name): [.themed(name)]
        case .save: [.saved(.success("/run/user/1000/curfew/session-a1b2c3.txt"))]
        case .find: [.message(.warning, "That id is well-formed, but this store has no such session.")]
        case .readUsers(let ticket): directory.map { [.users(ticket, $0)] } ?? []
        case .readWhatIf(let ticket, let lifetime): [.whatIf(ticket, whatIf(lifetime, now))]
        case .planLogout(let ticket, _): plan.map { [.planned(ticket, .success($0))] } ?? []
        case .standDown(let ticket): [.logout(ticket, .stoodDown)]
        case .unlock(let place, let length, _):
            [.unlocked(store: place, until: now.adding(milliseconds: length), nil)]
        case .lock(let place): [.locked(store: place, "web is read-only again.")]
        case .explain(let key, _, let seen):
            explanation.map { [.explained(key, $0)] }
                ?? seen.map { [.explained(key, EndExplanation($0.cause))] } ?? []
        case .copy(let order):
            switch order.content {
            case .text: [.copied(order, copying)]
            case .cookie(let session):
                [.cookieMade(order, makesCookies ? session.id.map { "tina4_session=\($0.whole)" } : nil)]
            }
        case .open, .stop, .stopAct, .notDone, .logOut, .edit, .remember, .runOwn, .runInTerminal,
            .noteReveal, .bell, .suspend, .repaint, .quit:
            []
        }
    }

    private func whatIf(_ lifetime: Int64, _ now: Timestamp) -> WhatIf {
        var whatIf = WhatIf(lifetime: lifetime, readAt: now)
        for session in sessions where session.state(at: now) != .expired {
            whatIf.add(WhatIf.end(of: session, under: lifetime, known: nil))
        }
        return whatIf
    }

    private func search(_ query: Query, _ now: Timestamp) -> SearchProgress {
        let found = sessions.filter { query.matches(SessionSubject($0, at: now), scope: .whole) == .yes }
        return SearchProgress(
            found: Sample.page(found), looked: sessions.count, unreadable: sessions.count { $0.payload == nil },
            isOver: true)
    }

    private func values(_ column: ListColumn) -> ValueProgress {
        let moment = Timestamp(milliseconds: 0)
        return ValueProgress(
            keys: Sample.page(sessions),
            values: sessions.map { $0.value(of: column, at: moment, hiding: SecretRule()) }, looked: sessions.count,
            unreadable: sessions.count { $0.payload == nil }, isOver: true)
    }

    // MARK: Acts

    private mutating func perform(_ request: ActRequest) -> ActReport {
        if let failure { return report(request, nil, failure: failure) }
        let before = sessions
        switch request.act {
        case .edit(let seen, let payload, let verb):
            guard let there = self[seen.key] else { return refused(request, verb, seen.key, .gone) }
            guard there.record.content == seen.record.content else {
                return refused(request, verb, seen.key, .changed, conflict: there)
            }
            change(seen.key, to: String(decoding: payload.source, as: UTF8.self))
            return done(request, verb, [seen.key], before)
        case .deadline(let seen, let deadline):
            guard self[seen.key] != nil else { return refused(request, .ttl, seen.key, .gone) }
            move(seen.key, to: deadline)
            return done(request, .ttl, [seen.key], before)
        case .deadlines(let keys, let change):
            for key in keys {
                guard let there = self[key]?.deadline, let moved = try? change.deadline(from: there, now: Sample.now)
                else { continue }
                move(key, to: moved)
            }
            return done(request, .ttl, keys, before)
        case .regenerate(let seen): return regenerate(request, seen, before)
        case .destroy(let keys, _):
            let lines = keys.map { Receipt.Line(key: $0, result: self[$0] == nil ? .gone : .done) }
            for key in keys { self[key] = nil }
            undo.append(("destroy", before))
            return report(request, Receipt(.destroy, store: "web", lines: lines))
        case .restore(let records, _):
            return report(
                request, Receipt(.restore, store: "web", lines: records.map { .init(key: $0.key, result: .done) }))
        case .undo:
            guard let step = undo.popLast() else { return report(request, Receipt(.undo, store: "web", lines: [])) }
            redo.append((step.title, sessions))
            return back(request, .undo, step.sessions)
        case .redo:
            guard let step = redo.popLast() else { return report(request, Receipt(.redo, store: "web", lines: [])) }
            undo.append((step.title, sessions))
            return back(request, .redo, step.sessions)
        }
    }

    private mutating func back(_ request: ActRequest, _ verb: Verb, _ sessions: [Session]) -> ActReport {
        let keys = sessions.filter { self[$0.key] != $0 }.map(\.key)
        let gone = self.sessions.filter { old in !sessions.contains { $0.key == old.key } }.map(\.key)
        self.sessions = sessions
        if keys.count == 1, let old = gone.first {
            var receipt = Receipt(verb, store: "web", lines: [.init(key: old, result: .done)])
            receipt.newKey = keys[0]
            return report(request, receipt, session: self[keys[0]])
        }
        return report(request, Receipt(verb, store: "web", lines: keys.map { .init(key: $0, result: .done) }))
    }

    private mutating func regenerate(_ request: ActRequest, _ seen: Session, _ before: [Session]) -> ActReport {
        guard let there = self[seen.key] else { return refused(request, .regenerate, seen.key, .gone) }
        let id = SessionID(Sample.id("new1", "d0d0"))
        var fresh = there
        fresh.id = id
        fresh.record = StoredRecord(
            key: Sample.key(id.whole), content: there.record.content, expiry: there.record.expiry)
        self[seen.key] = nil
        self[fresh.key] = fresh
        undo.append(("regenerate", before))
        var receipt = Receipt(.regenerate, store: "web", lines: [.init(id: seen.id, key: seen.key, result: .done)])
        receipt.newID = id
        receipt.newKey = fresh.key
        receipt.cookie = "tina4_session=\(id.whole)"
        return report(request, receipt, session: fresh)
    }

    private mutating func done(_ request: ActRequest, _ verb: Verb, _ keys: [SessionKey], _ before: [Session])
        -> ActReport
    {
        undo.append((verb.rawValue, before))
        redo.removeAll()
        let lines = keys.map { Receipt.Line(id: self[$0]?.id, key: $0, result: .done, deadline: self[$0]?.deadline) }
        return report(request, Receipt(verb, store: "web", lines: lines), session: keys.first.flatMap { self[$0] })
    }

    private func refused(
        _ request: ActRequest, _ verb: Verb, _ key: SessionKey, _ result: Receipt.Result, conflict: Session? = nil
    ) -> ActReport {
        let line = Receipt.Line(
            key: key, result: result,
            reason: result == .gone
                ? "It has ended meanwhile; nothing was written."
                : "Somebody changed it since you read it; nothing was written.")
        return report(request, Receipt(verb, store: "web", lines: [line]), conflict: conflict)
    }

    private func report(
        _ request: ActRequest, _ receipt: Receipt?, failure: String? = nil, conflict: Session? = nil,
        session: Session? = nil
    ) -> ActReport {
        ActReport(
            request: request, receipt: receipt, failure: failure, conflict: conflict, session: session,
            undoTitle: undo.last?.title, redoTitle: redo.last?.title)
    }
}
