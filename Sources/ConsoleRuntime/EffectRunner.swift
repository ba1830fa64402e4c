internal import Console
internal import Operations
internal import SessionFormats
internal import SessionModel
internal import SessionQuery
internal import StoreKit
internal import Synchronization

/// Carries effects out on tasks of its own and posts what comes of them.
final class EffectRunner: Sendable {
    private let opening: ConsoleOpening
    private let mailbox: Mailbox
    private let state = Mutex(State())

    private struct State {
        var operations: Operations?
        var follower: ChangeFollower?
        var following: Task<Void, Never>?
        var tasks: [Ticket: Task<Void, Never>] = [:]
        var undo: [Deed] = []
        var redo: [Deed] = []
        var stop = StopSign()
        var isClosed = false
    }

    /// Something that can be taken back, in memory only: it holds whole records.
    private struct Deed: Sendable {
        var title: String
        var step: UndoStep
    }

    /// How many acts can be taken back.
    private static let deepest = 100

    init(_ opening: ConsoleOpening, mailbox: Mailbox) {
        self.opening = opening
        self.mailbox = mailbox
    }

    /// Begins to carry an effect out; those that need the terminal are the loop's.
    func run(_ effect: Effect) {
        switch effect {
        case .open: Task { await self.open() }
        case .scan(let ticket, let isPolite, let readsContent):
            keep(ticket, Task { await self.scan(ticket, isPolite: isPolite, readsContent: readsContent) })
        case .search(let ticket, let query): keep(ticket, Task { await self.search(ticket, query) })
        case .stop(let ticket): state.withLock { $0.tasks.removeValue(forKey: ticket) }?.cancel()
        case .read(let keys): Task { await self.read(keys) }
        case .inspect(let key): Task { await self.inspect(key) }
        case .look(let keys): Task { await self.look(keys) }
        case .act(let request):
            let stop = StopSign()
            state.withLock { $0.stop = stop }
            Task { await self.act(request, until: stop) }
        case .stopAct: state.withLock { $0.stop }.raise()
        case .find(let cookie): Task { await self.find(cookie) }
        case .loadJournal: Task { await self.loadJournal() }
        case .noteReveal(let session): Task { await self.noteReveal(session) }
        case .edit, .save, .theme, .bell, .suspend, .repaint, .quit: break
        }
    }

    /// Stops everything and closes the store.
    func close() async {
        let (operations, following, tasks) = state.withLock { state in
            let all = (state.operations, state.following, Array(state.tasks.values))
            state.undo.removeAll()
            state.redo.removeAll()
            return all
        }
        following?.cancel()
        for task in tasks { task.cancel() }
        await operations?.target.store.close()
        state.withLock { $0.isClosed = true }
    }

    /// Whether the store has been closed.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    private func keep(_ ticket: Ticket, _ task: Task<Void, Never>) {
        state.withLock { $0.tasks[ticket] = task }
    }

    private func post(_ event: ConsoleEvent) { mailbox.post(event) }

    private var target: OpenStore? { state.withLock { $0.operations?.target } }

    // MARK: The store

    private func open() async {
        switch await opening.open() {
        case .failure(let failure): post(.openFailed(failure.sentence, help: failure.help))
        case .success(let opened):
            let target = opened.target
            let follower = ChangeFollower(target)
            let operations = Operations(on: target, journal: opening.journal, person: opening.person, now: opening.now)
            state.withLock { state in
                state.operations = operations
                state.follower = follower
            }
            post(.opened(facts(opened)))
            // Only now: news of a store that is not open yet would begin no listing, and none would follow.
            let following = Task { await self.follow(follower) }
            state.withLock { $0.following = following }
        }
    }

    private func facts(_ opened: ConsoleOpening.Opened) -> StoreFacts {
        let target = opened.target
        return StoreFacts(
            name: target.name, engine: opened.examination.version, examination: opened.examination,
            layouts: target.context.layouts,
            lifetime: target.context.lifetime ?? target.formats.first?.defaultLifetime ?? 3_600_000,
            isProduction: target.isProduction, isReadOnly: target.isReadOnly, secrets: target.secrets,
            chosenBy: opened.chosenBy, listsContent: opened.listsContent, formats: target.context.layoutsByFormat)
    }

    private func follow(_ follower: ChangeFollower) async {
        do throws(StoreError) {
            try await follower.follow { self.post(.news($0)) }
        } catch {
            if error.reason != .cancelled { post(.news(.lost(error))) }
        }
    }

    private func scan(_ ticket: Ticket, isPolite: Bool, readsContent: Bool) async {
        guard let target else { return }
        let request = ScanRequest(
            pace: isPolite ? .polite : .bySize, readsContent: readsContent || target.mustReadToDate,
            glance: target.glance)
        do throws(StoreError) {
            try await target.store.scan(request) { self.mailbox.postPage(.page(ticket, $0)) }
            post(.scanEnded(ticket, failure: nil))
        } catch {
            post(.scanEnded(ticket, failure: error.reason == .cancelled ? nil : error.description))
        }
        state.withLock { $0.tasks[ticket] = nil }
    }

    private func search(_ ticket: Ticket, _ query: Query) async {
        guard let target else { return }
        let counts = Mutex((looked: 0, unreadable: 0))
        let now = target.storeTime(opening.now())
        let request = ScanRequest(pace: .bySize, readsContent: true) { key, content, expiry, modified, page in
            let record = StoredRecord(
                key: SessionKey(bytes: key), content: .bytes(Array(content)),
                expiry: Deadline(tableValue: expiry),
                modified: modified == RowFacts.unknown ? nil : Timestamp(milliseconds: modified))
            let session = target.session(from: record)
            let match = query.matches(SessionSubject(session, at: now), scope: .whole)
            counts.withLock { $0 = ($0.looked + 1, $0.unreadable + (session.payload == nil ? 1 : 0)) }
            guard match == .yes else { return }
            page.append(key: key, deadline: session.deadline.tableValue)
        }
        @Sendable func report(_ page: RecordPage, isOver: Bool, failure: String? = nil) {
            let sum = counts.withLock { $0 }
            mailbox.postPage(
                .searched(
                    ticket,
                    SearchProgress(
                        found: page, looked: sum.looked, unreadable: sum.unreadable, isOver: isOver, failure: failure)))
        }
        do throws(StoreError) {
            try await target.store.scan(request) { report($0, isOver: false) }
            report(RecordPage(), isOver: true)
        } catch {
            report(RecordPage(), isOver: true, failure: error.reason == .cancelled ? nil : error.description)
        }
        state.withLock { $0.tasks[ticket] = nil }
    }

    private func read(_ keys: [SessionKey]) async {
        guard
            let (target, follower) = state.withLock({ state in
                state.operations.flatMap { operations in state.follower.map { (operations.target, $0) } }
            })
        else { return }
        do throws(StoreError) {
            let sessions = try await target.sessions(keys, limit: 256 << 10)
            for session in sessions { session.map(follower.remember) }
            post(.read(Array(zip(keys, sessions))))
        } catch {
            post(.readFailed(keys, error.description))
        }
    }

    private func inspect(_ key: SessionKey) async {
        guard let target else { return }
        do throws(StoreError) {
            let session = try await target.session(key)
            if let session { state.withLock { $0.follower }?.remember(session) }
            post(.inspected(key, session))
        } catch {
            post(.inspectFailed(key, error.description))
        }
    }

    private func look(_ keys: [SessionKey]) async {
        guard let follower = state.withLock({ $0.follower }) else { return }
        do throws(StoreError) {
            post(.looked(try await follower.look(again: keys)))
        } catch {
            post(.lookFailed(keys, error.description))
        }
    }

    private func find(_ text: String) async {
        guard let target else { return }
        do throws(CookieSearchError) {
            if let session = try await target.sessions(ofCookie: text).first { post(.found(session)) }
        } catch {
            switch error {
            case .noSession: post(.message(.warning, error.description))
            case .noCookie, .store: post(.message(.error, error.description))
            }
        }
    }

    // MARK: Acts

    private func act(_ request: ActRequest, until stop: StopSign) async {
        guard let operations = state.withLock({ $0.operations }) else { return }
        do throws(OperationError) {
            let outcome = try await perform(request, operations, until: stop)
            keep(request, outcome)
            let (undo, redo) = titles
            post(
                .acted(
                    ActReport(
                        request: request, receipt: outcome.receipt, conflict: outcome.conflict,
                        session: outcome.session,
                        undoTitle: undo, redoTitle: redo, journalWarning: outcome.journalWarning)))
            if request.isDestroy { watchForReturns(outcome.receipt) }
        } catch {
            let (undo, redo) = titles
            post(
                .acted(
                    ActReport(
                        request: request, receipt: nil, failure: error.description, undoTitle: undo, redoTitle: redo,
                        isUncertain: error.leavesDoubt)))
        }
    }

    private func perform(
        _ request: ActRequest, _ operations: Operations, until stop: StopSign
    ) async throws(OperationError) -> Operations.Outcome {
        switch request.act {
        case .edit(let session, let payload, let verb):
            return try await operations.edit(session, to: payload, verb: verb, reason: request.reason)
        case .deadline(let session, let deadline):
            return try await operations.setDeadline(session, to: deadline, reason: request.reason)
        case .deadlines(let keys, let change):
            return try await operations.setDeadlines(of: keys, to: change, reason: request.reason, until: stop)
        case .regenerate(let session):
            return try await operations.regenerate(
                session, reason: request.reason, random: SystemRandomNumberGenerator())
        case .destroy(let keys, let ids):
            return try await operations.destroy(keys, ids: ids, reason: request.reason, until: stop)
        case .undo:
            guard let deed = state.withLock({ $0.undo.last }) else { return Self.nothing(.undo, operations) }
            return try await operations.undo(deed.step, verb: .undo, reason: request.reason, until: stop)
        case .redo:
            guard let deed = state.withLock({ $0.redo.last }) else { return Self.nothing(.redo, operations) }
            return try await operations.undo(deed.step, verb: .redo, reason: request.reason, until: stop)
        }
    }

    private static func nothing(_ verb: Verb, _ operations: Operations) -> Operations.Outcome {
        Operations.Outcome(receipt: Receipt(verb, store: operations.target.name, lines: []))
    }

    /// Notes what takes the act back; an undo becomes a redo and the other way round.
    private func keep(_ request: ActRequest, _ outcome: Operations.Outcome) {
        state.withLock { state in
            switch request.act {
            case .undo:
                // What was stopped is tried again whole: what is back already is left alone then.
                let deed = outcome.receipt.wasStopped ? state.undo.last : state.undo.popLast()
                if let deed, let step = outcome.undo { state.redo.append(Deed(title: deed.title, step: step)) }
            case .redo:
                let deed = outcome.receipt.wasStopped ? state.redo.last : state.redo.popLast()
                if let deed, let step = outcome.undo { state.undo.append(Deed(title: deed.title, step: step)) }
            case .edit, .deadline, .deadlines, .regenerate, .destroy:
                guard let step = outcome.undo else { return }
                state.undo.append(Deed(title: outcome.receipt.verb.rawValue, step: step))
                if state.undo.count > Self.deepest { state.undo.removeFirst() }
                state.redo.removeAll()
            }
        }
    }

    private var titles: (String?, String?) {
        state.withLock { ($0.undo.last?.title, $0.redo.last?.title) }
    }

    /// Looks again at what was ended, for half a minute: a request in flight may save it once more.
    private func watchForReturns(_ receipt: Receipt) {
        let keys = Array(receipt.lines.filter { $0.result == .done || $0.result == .cameBack }.map(\.key).prefix(1000))
        guard !keys.isEmpty else { return }
        Task {
            for pause in [300, 700, 2000, 5000, 10_000, 12_000] {
                try? await Task.sleep(for: .milliseconds(pause))
                if Task.isCancelled { return }
                await self.look(keys)
            }
        }
    }

    private func noteReveal(_ session: Session) async {
        guard let operations = state.withLock({ $0.operations }) else { return }
        if let warning = await operations.noteReveal(of: session) { post(.message(.warning, warning)) }
    }

    private func loadJournal() async {
        do throws(JournalError) {
            let (lines, verdict) = try await opening.journal.linesAndVerdict(limit: 5000)
            post(.journal(lines, verdict: verdict.sentence))
        } catch {
            post(.message(.error, error.description))
        }
    }
}

extension ActRequest {
    fileprivate var isDestroy: Bool {
        switch act {
        case .destroy: true
        case .edit, .deadline, .deadlines, .regenerate, .undo, .redo: false
        }
    }
}
