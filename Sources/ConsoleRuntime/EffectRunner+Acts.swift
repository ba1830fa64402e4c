internal import Console
internal import Operations
internal import SessionModel
internal import SessionQuery
internal import StoreKit
internal import Synchronization

/// Acts on sessions.
extension EffectRunner {
    /// What an act on one or several of the open stores came to, in the console's keys.
    struct Joint: Sendable {
        var receipt: Receipt
        var steps: [PlacedStep] = []
        /// What of the steps that were to be taken back is still to be.
        var owed: [PlacedStep] = []
        /// The stores that failed as a whole, by their place.
        var failed: Set<Int> = []
        /// Those of them that may have done it all the same.
        var doubtful: Set<Int> = []
        var conflict: Session?
        var session: Session?
        var journalWarning: String?

        /// This outcome with another store's.
        func adding(_ next: Joint) -> Joint {
            var sum = self
            sum.receipt.lines += next.receipt.lines
            sum.receipt.notes += next.receipt.notes.filter { !sum.receipt.notes.contains($0) }
            sum.steps += next.steps
            sum.owed += next.owed
            sum.journalWarning = sum.journalWarning ?? next.journalWarning
            return sum
        }
    }

    func act(_ request: ActRequest, until stop: StopSign) async {
        if request.act == .undo, let lost = state.withLock({ Self.takeLost(in: &$0) }) {
            return post(.acted(passing(lost, request)))
        }
        var saved: ExportedFile?
        if let path = request.export {
            switch await export(request.act.keys, to: path) {
            case .success(let file): saved = file
            case .failure(let failure): return fail(request, failure.sentence)
            }
            if stop.isRaised { return fail(request, "Stopped after saving to \(path); nothing was ended.") }
        }
        let unanswered = UnansweredAct()
        do throws(OperationError) {
            let joint = try await perform(request, until: stop, noting: unanswered)
            keepPlace(of: request, joint, unanswered)
            let rest = keep(request, joint)
            if let saved, let problem = saved.correct(joint.steps.flatMap(\.step.archived)) {
                post(.message(.warning, problem))
            }
            let (undo, redo) = titles
            post(
                .acted(
                    ActReport(
                        request: request, receipt: joint.receipt, conflict: joint.conflict, session: joint.session,
                        undoTitle: undo, redoTitle: redo, journalWarning: joint.journalWarning,
                        rest: rest)))
            if request.isDestroy { watchForReturns(joint.receipt) }
        } catch {
            if error.leavesDoubt { keepPlace(of: request, unanswered) }
            let rest = keepFailed(request, error)
            let (undo, redo) = titles
            var report = ActReport(
                request: request, receipt: nil, failure: error.description, undoTitle: undo, redoTitle: redo,
                isUncertain: error.leavesDoubt, rest: rest)
            report.newID = error.newID
            post(.acted(report))
        }
    }

    private func fail(_ request: ActRequest, _ sentence: String) {
        let (undo, redo) = titles
        post(.acted(ActReport(request: request, receipt: nil, failure: sentence, undoTitle: undo, redoTitle: redo)))
    }

    private func perform(
        _ request: ActRequest, until stop: StopSign, noting unanswered: UnansweredAct
    ) async throws(OperationError) -> Joint {
        let reason = request.reason
        switch request.act {
        case .edit(let session, let payload, let verb):
            return try await one(session, verb) { (desk, session) async throws(OperationError) in
                try await desk.noting(unanswered).edit(session, to: payload, verb: verb, reason: reason)
            }
        case .deadline(let session, let deadline):
            return try await one(session, .ttl) { (desk, session) async throws(OperationError) in
                try await desk.noting(unanswered).setDeadline(session, to: deadline, reason: reason)
            }
        case .regenerate(let session):
            return try await one(session, .regenerate) { (desk, session) async throws(OperationError) in
                try await desk.noting(unanswered).regenerate(
                    session, reason: reason, random: SystemRandomNumberGenerator())
            }
        case .deadlines(let keys, let change):
            let teller = progressTeller(of: keys.count)
            return try await several(stores.byStore(keys), .ttl) { (desk, keys) async throws(OperationError) in
                try await desk.noting(unanswered).setDeadlines(
                    of: keys, to: change, reason: reason, until: stop, progress: teller())
            }
        case .destroy(let keys, let ids):
            let open = stores
            let own = ids.reduce(into: [SessionKey: SessionID]()) { own, entry in
                if let key = open.stored(entry.key)?.key { own[key] = entry.value }
            }
            let teller = progressTeller(of: keys.count)
            return try await several(open.byStore(keys), .destroy) { (desk, keys) async throws(OperationError) in
                try await desk.destroy(
                    keys, ids: own, unless: objection(by: request.choice, on: desk.target), reason: reason, until: stop,
                    progress: teller())
            }
        case .restore(let records, let place):
            let teller = progressTeller(of: records.count)
            return try await several([(place, records)], .restore) { (desk, records) async throws(OperationError) in
                try await desk.restore(records, reason: reason, until: stop, progress: teller())
            }
        case .undo: return try await sparing(state.withLock { $0.undo.last }, .undo, reason, until: stop)
        case .redo: return try await sparing(state.withLock { $0.redo.last }, .redo, reason, until: stop)
        }
    }

    /// What is said against ending a session that a query has chosen: that it does not fit any more.
    private func objection(by choice: QueryChoice?, on target: OpenStore) -> SessionObjection? {
        guard let choice else { return nil }
        let now = opening.now
        return { session in
            choice.objection(
                to: session, at: now(), ahead: target.clockSkew, standIn: SessionID(target.stem(of: session.key)))
        }
    }

    /// The places of the stores that an act is on.
    static func places(of request: ActRequest, _ state: State) -> Set<Int> {
        let steps: [PlacedStep]?
        switch request.act {
        case .edit(let session, _, _), .deadline(let session, _), .regenerate(let session):
            return Set(state.open.stored(session.key).map { [$0.place] } ?? [])
        case .deadlines(let keys, _), .destroy(let keys, _): return Set(state.open.byStore(keys).map(\.place))
        case .restore(_, let place): return [place]
        case .undo: steps = state.undo.last?.steps
        case .redo: steps = state.redo.last?.steps
        }
        return Set(steps?.map(\.place) ?? [])
    }

    /// What tells the console how far an act on so many sessions is; called for each store, it gives what that store's
    /// part is to tell.
    private func progressTeller(of count: Int) -> @Sendable () -> @Sendable (Int) -> Void {
        let counter = ProgressSum(of: count)
        return {
            let before = counter.done
            return { done in
                counter.set(before + done)
                self.post(.actProgress(done: counter.done, of: counter.total))
            }
        }
    }

    /// Does something to one session.
    private func one(
        _ session: Session, _ verb: Verb,
        _ body: (Operations, Session) async throws(OperationError) -> Operations.Outcome
    ) async throws(OperationError) -> Joint {
        let open = stores
        guard let (place, own) = open.stored(session) else {
            return Joint(receipt: Receipt(verb, store: "", lines: []))
        }
        return joint(try await body(open.desk(place), own), of: place, open)
    }

    /// Does something in several stores, one after the other; what one fails at stops no other.
    private func several<Part: Sendable>(
        _ parts: [(place: Int, keys: Part)], _ verb: Verb,
        _ body: (Operations, Part) async throws(OperationError) -> Operations.Outcome
    ) async throws(OperationError) -> Joint {
        let open = stores
        var sum: Joint?
        var failed: Set<Int> = []
        var doubtful: Set<Int> = []
        var failure: OperationError?
        for (place, part) in parts {
            do throws(OperationError) {
                let next = joint(try await body(open.desk(place), part), of: place, open)
                sum = sum.map { $0.adding(next) } ?? next
            } catch {
                // The doubt that one store leaves is not settled by what another says.
                if failure == nil || error.leavesDoubt && failure?.leavesDoubt == false { failure = error }
                failed.insert(place)
                if error.leavesDoubt { doubtful.insert(place) }
                let name = open.members[place].target.name
                if parts.count > 1 { post(.message(.error, "\(name): \(error.description)")) }
            }
        }
        if var sum {
            sum.failed = failed
            sum.doubtful = doubtful
            return sum
        }
        if let failure { throw failure }
        return Joint(receipt: Receipt(verb, store: "", lines: []))
    }

    /// Takes an act back, or forward again, with every watch after a logout told of what is brought back by it: to the
    /// watch it would look like a return.
    private func sparing(
        _ deed: Deed?, _ verb: Verb, _ reason: String?, until stop: StopSign
    ) async throws(OperationError) -> Joint {
        let watches = Array(state.withLock { $0.watches }.values)
        let coming = deed?.steps.map { (place: $0.place, keys: $0.step.restoredKeys) } ?? []
        for (place, keys) in coming { for watch in watches { watch.note(keys, of: place) } }
        var there: Set<SessionKey> = []
        defer {
            let open = stores
            for (place, keys) in coming {
                let missing = keys.filter { !there.contains(open.shared($0, of: place)) }
                for watch in watches { watch.forget(missing, of: place) }
            }
        }
        let joint = try await takeBack(deed, verb, reason, until: stop)
        there = Set(joint.receipt.lines.filter { $0.result == .done }.map(\.key))
        return joint
    }

    private func takeBack(
        _ deed: Deed?, _ verb: Verb, _ reason: String?, until stop: StopSign
    ) async throws(OperationError) -> Joint {
        let steps = deed?.steps ?? []
        let teller = progressTeller(of: steps.reduce(0) { $0 + $1.step.keys.count })
        var joint = try await several(steps.map { ($0.place, $0.step) }, verb) {
            (desk, step) async throws(OperationError) in
            try await desk.undo(step, verb: verb, reason: reason, until: stop, progress: teller())
        }
        joint.owed += steps.filter { joint.failed.contains($0.place) }
        return joint
    }

    private func joint(_ outcome: Operations.Outcome, of place: Int, _ open: OpenMembers) -> Joint {
        Joint(
            receipt: open.shared(outcome.receipt, of: place),
            steps: outcome.undo.map { [PlacedStep(place: place, step: $0)] } ?? [],
            owed: outcome.owed.map { [PlacedStep(place: place, step: $0)] } ?? [],
            conflict: outcome.conflict.map { open.shared($0, of: place) },
            session: outcome.session.map { open.shared($0, of: place) }, journalWarning: outcome.journalWarning)
    }

    /// Looks again at all that was ended, for half a minute or as long as six looks take: a request in flight may save
    /// it once more.
    private func watchForReturns(_ receipt: Receipt) {
        let keys = receipt.lines.filter { $0.result == .done || $0.result == .cameBack }.map(\.key)
        guard !keys.isEmpty else { return }
        let pacing = stores.members.contains { $0.target.isProduction } ? Pacing.polite : .full
        Task {
            for pause in [300, 700, 2000, 5000, 10_000, 12_000] {
                try? await Task.sleep(for: .milliseconds(pause))
                await self.look(atAll: keys, pacing)
            }
        }
    }

    /// Looks at any number of sessions, until the stores are closed or one of them fails.
    private func look(atAll keys: [SessionKey], _ pacing: Pacing) async {
        for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            if isClosed { return }
            let began = ContinuousClock.now
            guard await look(Array(keys[start..<min(start + OpenStore.batch, keys.count)])) else { return }
            await pacing.rest(since: began)
        }
    }
}

extension ActRequest {
    fileprivate var isDestroy: Bool {
        switch act {
        case .destroy: true
        case .edit, .deadline, .deadlines, .regenerate, .restore, .undo, .redo: false
        }
    }
}

/// How far an act on many sessions of several stores is.
private final class ProgressSum: Sendable {
    let total: Int
    private let count = Mutex(0)

    init(of total: Int) { self.total = total }

    var done: Int { count.withLock { $0 } }

    func set(_ done: Int) { count.withLock { $0 = done } }
}

extension UndoStep {
    /// The sessions that are there after it and were not before.
    fileprivate var restoredKeys: [SessionKey] {
        switch self {
        case .restore(let records): records.map(\.key)
        case .several(let steps): steps.flatMap(\.restoredKeys)
        case .end, .write, .move, .beside: []
        }
    }
}
