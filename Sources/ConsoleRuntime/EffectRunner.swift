internal import Console
internal import Operations
internal import SessionFormats
internal import SessionModel
internal import SessionQuery
internal import StoreKit
internal import Synchronization

/// Carries effects out on tasks of its own and posts what comes of them.
final class EffectRunner: Sendable {
    let opening: ConsoleOpening
    private let mailbox: Mailbox
    let state = Mutex(State())

    struct State {
        var open = OpenMembers(members: [], uncovered: [])
        var following: [Task<Void, Never>] = []
        var tasks: [Ticket: Task<Void, Never>] = [:]
        /// Logouts that are ending sessions.
        var endings: [Ticket: Ending] = [:]
        /// Logouts that stand.
        var standing: [Ticket: Standing] = [:]
        /// What was brought back while a logout watched or stood, for each of those that do.
        var watches: [Ticket: RestoredSessions] = [:]
        var undo: [Deed] = []
        var redo: [Deed] = []
        var stop = StopSign()
        /// What the profile is called that things are remembered of.
        var memoryName = ""
        /// Remembering, one thing after the other.
        var remembering: Task<Void, Never>?
        /// What was said when something could not be remembered.
        var memoryProblem: String?
        /// The act under way, or the last one, and the stores it is on, by their place.
        var act: Task<Void, Never>?
        var actPlaces: Set<Int> = []
        /// What locks the stores again that are open for writing for a time.
        var locks: [Int: Task<Void, Never>] = [:]
        var isClosed = false
    }

    /// A logout that is ending sessions, and what stops it in each of its stores, by their place.
    struct Ending: Sendable {
        let task: Task<LogoutReceipt, Never>
        let stops: [Int: StopSign]
    }

    /// A logout that stands, and the stores it may end sessions of, by their place.
    struct Standing: Sendable {
        let task: Task<Void, Never>
        let places: Set<Int>
    }

    /// Something that can be taken back, in memory only: it holds whole records.
    struct Deed: Sendable {
        var title: String
        /// What takes it back, store by store.
        var steps: [PlacedStep]
        /// Whether it was tried already, and not all of it could be done.
        var wasTried = false
        /// The sessions it is about, also those that are done with.
        let keys: Set<SessionKey>
        /// What it is of an act that no answer came of; nil where one did. Where nothing takes that back it keeps its
        /// place all the same, so that nobody takes back an older act for it.
        var cutOff: CutOffAct?

        init(title: String, steps: [PlacedStep], keys: Set<SessionKey>? = nil, wasTried: Bool = false) {
            self.title = title
            self.steps = steps
            self.keys = keys ?? Set(steps.flatMap(\.step.changedKeys))
            self.wasTried = wasTried
        }

        init(_ cutOff: CutOffAct, keys: Set<SessionKey>, step: PlacedStep? = nil) {
            self.init(title: cutOff.title, steps: step.map { [$0] } ?? [], keys: keys)
            self.cutOff = cutOff
        }
    }

    /// What takes an act on one of the open stores back.
    struct PlacedStep: Sendable {
        var place: Int
        var step: UndoStep
    }

    init(_ opening: ConsoleOpening, mailbox: Mailbox) {
        self.opening = opening
        self.mailbox = mailbox
    }

    /// Begins to carry an effect out; those that need the terminal are the loop's.
    func run(_ effect: Effect) {
        switch effect {
        case .open: Task { await self.open() }
        case .scan(let ticket, let isPolite, let readsContent, let store):
            keep(ticket) { await self.scan(ticket, isPolite: isPolite, readsContent: readsContent, store: store) }
        case .search(let ticket, let query): keep(ticket) { await self.search(ticket, query) }
        case .readValues(let ticket, let column, let isPolite):
            keep(ticket) { await self.readValues(ticket, column, isPolite: isPolite) }
        case .remember(let change): remember(change)
        case .export(let ticket, let keys, let path):
            keep(ticket) { await self.exportAlone(ticket, keys, to: path) }
        case .planRestore(let ticket, let path, let place):
            keep(ticket) { await self.planRestore(ticket, from: path, into: place) }
        case .rehearse(let ticket, let keys): keep(ticket) { await self.rehearse(ticket, keys) }
        case .runOwn(let ticket, let command, let key, let reason):
            keep(ticket) { await self.runOwn(ticket, command, key, reason) }
        case .stop(let ticket): state.withLock { $0.tasks.removeValue(forKey: ticket) }?.cancel()
        case .read(let keys): Task { await self.read(keys) }
        case .inspect(let key): Task { await self.inspect(key) }
        case .look(let keys): Task { await self.look(keys) }
        case .act(let request):
            let stop = StopSign()
            state.withLock { state in
                state.stop = stop
                state.actPlaces = Self.places(of: request, state)
                state.act = Task { await self.act(request, until: stop) }
            }
        case .stopAct: state.withLock { $0.stop }.raise()
        case .notDone(let act): drop(act)
        case .find(let cookie): Task { await self.find(cookie) }
        case .readUsers(let ticket): keep(ticket) { await self.readUsers(ticket) }
        case .readWhatIf(let ticket, let lifetime): keep(ticket) { await self.readWhatIf(ticket, lifetime) }
        case .planLogout(let ticket, let request): keep(ticket) { await self.plan(ticket, request) }
        case .logOut(let ticket, let order): keep(ticket) { await self.logOut(ticket, order) }
        case .standDown(let ticket): state.withLock { $0.standing.removeValue(forKey: ticket) }?.task.cancel()
        case .unlock(let place, let milliseconds, let reason):
            Task { await self.unlock(place, milliseconds: milliseconds, reason: reason) }
        case .lock(let place): Task { await self.lock(place, isByOperator: true) }
        case .explain(let key, let id, let seen): Task { await self.explain(key, id, seen) }
        case .loadJournal: Task { await self.loadJournal() }
        case .noteReveal(let session): Task { await self.noteReveal(session) }
        case .copy(let order): Task { self.makeCookie(order) }
        case .edit, .runInTerminal, .save, .theme, .bell, .suspend, .repaint, .quit: break
        }
    }

    /// Stops everything and closes the stores.
    func close() async {
        let remembering = state.withLock { $0.remembering }
        await remembering?.value
        let (members, tasks) = state.withLock { state in
            let tasks =
                state.following + Array(state.tasks.values) + state.standing.values.map(\.task)
                + Array(state.locks.values)
            state.undo.removeAll()
            state.redo.removeAll()
            return (state.open.members, tasks)
        }
        for task in tasks { task.cancel() }
        for member in members {
            await member.writing?.target.store.close()
            await member.target.store.close()
            for other in member.reading.beside { await other.store.close() }
        }
        state.withLock { $0.isClosed = true }
    }

    /// Whether the stores have been closed.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Begins a task that can be stopped by its ticket. It can't be over, and forgotten, before it is kept.
    private func keep(_ ticket: Ticket, _ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.tasks[ticket] = Task { await body() } }
    }

    func forget(_ ticket: Ticket) { state.withLock { $0.tasks[ticket] = nil } }

    func post(_ event: ConsoleEvent) { mailbox.post(event) }

    func postPage(_ event: ConsoleEvent) { mailbox.postPage(event) }

    /// The stores that are open.
    var stores: OpenMembers { state.withLock { $0.open } }

    // MARK: Opening and following

    private func open() async {
        switch await opening.open() {
        case .failure(let failure): post(.openFailed(failure.sentence, help: failure.help))
        case .success(let opened):
            let members = opened.stores.prefix(SharedKey.mostStores).map { one in
                OpenMembers.Member(
                    reading: desk(on: one.target, beside: one.beside), follower: ChangeFollower(one.target),
                    unlock: one.unlock)
            }
            let open = OpenMembers(members: members, uncovered: opened.uncovered)
            state.withLock { $0.open = open }
            let facts = opened.stores.prefix(SharedKey.mostStores).map(facts)
            let joint = facts.count == 1 ? facts[0] : StoreFacts(joining: facts)
            post(.opened(await recalling(joint)))
            if !opened.uncovered.isEmpty { post(.uncovered(opened.uncovered)) }
            // Only now: news of a store that is not open yet would begin no listing, and none would follow.
            let following = members.enumerated().map { place, member in
                Task { await self.follow(member.follower, place, open) }
            }
            state.withLock { $0.following = following }
        }
    }

    /// The acts on a store, with what a framework keeps of the same sessions in others.
    func desk(on target: OpenStore, beside: [OpenStore]) -> Operations {
        var desk = Operations(on: target, journal: opening.journal, person: opening.person, now: opening.now)
        desk.beside = beside
        return desk
    }

    private func facts(_ opened: ConsoleOpening.Opened) -> StoreFacts {
        let target = opened.target
        var facts = StoreFacts(
            name: target.name, engine: opened.examination.version, examination: opened.examination,
            layouts: target.context.layouts,
            lifetime: target.context.lifetime ?? target.formats.first?.defaultLifetime ?? 3_600_000,
            isProduction: target.isProduction, isReadOnly: target.isReadOnly, secrets: target.secrets,
            chosenBy: opened.chosenBy, listsContent: opened.listsContent, formats: target.context.layoutsByFormat)
        facts.columns = opened.columns
        facts.alarms = target.alarms
        facts.canUnlock = opened.unlock != nil
        return facts
    }

    private func follow(_ follower: ChangeFollower, _ place: Int, _ open: OpenMembers) async {
        do throws(StoreError) {
            try await follower.follow { self.post(.news(open.shared($0, of: place), store: place)) }
        } catch {
            if error.reason != .cancelled { post(.news(.lost(error), store: place)) }
        }
    }

    // MARK: Listing

    private func scan(_ ticket: Ticket, isPolite: Bool, readsContent: Bool, store: Int?) async {
        let open = stores
        let places = store.map { [$0] } ?? Array(open.members.indices)
        let failures = await withTaskGroup(of: (place: Int, error: StoreError)?.self) { group in
            for place in places {
                group.addTask {
                    let target = open.members[place].target
                    let request = ScanRequest(
                        pace: isPolite ? .polite : .bySize, readsContent: readsContent || target.mustReadToDate,
                        asksForModification: true, glance: target.glance)
                    do throws(StoreError) {
                        try await target.store.scan(request) { page in
                            self.postPage(.page(ticket, open.shared(page, of: place)))
                        }
                        return nil
                    } catch {
                        return (place, error)
                    }
                }
            }
            return await group.reduce(into: [Int: StoreError]()) { failures, failed in
                if let failed { failures[failed.place] = failed.error }
            }
        }
        let failure = places.compactMap { failures[$0] }.first { $0.reason != .cancelled }
        post(.scanEnded(ticket, failure: failure?.description, missed: Set(failures.keys)))
        forget(ticket)
    }

    private func search(_ ticket: Ticket, _ query: Query) async {
        let open = stores
        let counter = SearchCounter()
        @Sendable func progress(
            _ page: RecordPage = RecordPage(), isOver: Bool = false, failure: String? = nil
        ) -> ConsoleEvent {
            let sum = counter.sum
            return .searched(
                ticket,
                SearchProgress(
                    found: page, looked: sum.looked, unreadable: sum.unreadable, isOver: isOver, failure: failure))
        }
        // A page comes only with what was found.
        let teller = Task {
            while (try? await Task.sleep(for: Self.tellingPause)) != nil {
                mailbox.postUnlessFull(progress())
            }
        }
        let failures = await withTaskGroup(of: StoreError?.self) { group in
            for (place, member) in open.members.enumerated() {
                group.addTask {
                    let search = RecordSearch(
                        query: query, target: member.target, now: member.target.storeTime(self.opening.now()),
                        counter: counter)
                    let request = ScanRequest(pace: .bySize, readsContent: true, glance: search.glance)
                    do throws(StoreError) {
                        try await member.target.store.scan(request) { page in
                            self.postPage(progress(open.shared(search.finds(in: page), of: place)))
                        }
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [StoreError]()) { if let error = $1 { $0.append(error) } }
        }
        teller.cancel()
        await teller.value
        post(progress(isOver: true, failure: failures.first { $0.reason != .cancelled }?.description))
        forget(ticket)
    }

    /// How often is told how far a search is.
    private static let tellingPause = Duration.milliseconds(200)

    // MARK: Reading

    /// How much is read at first of each of the records that rows are made of, in bytes.
    private static let rowLimit = 256 << 10

    private func read(_ keys: [SessionKey]) async {
        let open = stores
        for (place, own) in open.byStore(keys) {
            let member = open.members[place]
            do throws(StoreError) {
                var sessions = try await member.target.sessions(own, limit: Self.rowLimit)
                // What is cut short tells nothing: those few are read by themselves.
                for (row, session) in sessions.enumerated() where session?.record.isCut == true {
                    sessions[row] = try await member.target.session(own[row])
                }
                for session in sessions { session.map(member.follower.remember) }
                post(
                    .read(
                        zip(own, sessions).map { key, session in
                            (open.shared(key, of: place), session.map { open.shared($0, of: place) })
                        }))
            } catch {
                post(.readFailed(own.map { open.shared($0, of: place) }, error.description))
            }
        }
    }

    private func inspect(_ key: SessionKey) async {
        let open = stores
        guard let (place, own) = open.stored(key) else { return }
        do throws(StoreError) {
            let session = try await open.members[place].target.session(own)
            if let session { open.members[place].follower.remember(session) }
            post(.inspected(key, session.map { open.shared($0, of: place) }))
        } catch {
            post(.inspectFailed(key, error.description))
        }
    }

    /// Reads these again and tells what is there; whether every store answered.
    @discardableResult
    func look(_ keys: [SessionKey]) async -> Bool {
        let open = stores
        var hasAnswered = true
        for (place, own) in open.byStore(keys) {
            do throws(StoreError) {
                try await open.members[place].follower.look(again: own) { observations in
                    self.post(.looked(open.shared(observations, of: place)))
                }
            } catch {
                post(.lookFailed(own.map { open.shared($0, of: place) }, error.description))
                hasAnswered = false
            }
        }
        return hasAnswered
    }

    private func find(_ text: String) async {
        let open = stores
        var problem: CookieSearchError?
        for (place, member) in open.members.enumerated() {
            do throws(CookieSearchError) {
                if let session = try await member.target.sessions(ofCookie: text).first {
                    return post(.found(open.shared(session, of: place)))
                }
            } catch {
                // Where one store reads the cookie, that says more than that another can't.
                if problem?.isWellFormed != true { problem = error }
            }
        }
        guard let problem else { return }
        let count = open.members.count
        let nowhere =
            "The cookie is well-formed, but none of the \(count) open stores has such a session: it has expired or belongs to another environment."
        let sentence = problem.isWellFormed && count > 1 ? nowhere : problem.description
        post(.message(problem.isWellFormed ? .warning : .error, sentence))
    }

    private func noteReveal(_ session: Session) async {
        let open = stores
        guard let (place, own) = open.stored(session) else { return }
        if let warning = await open.desk(place).noteReveal(of: own) { post(.message(.warning, warning)) }
    }

    private func makeCookie(_ order: CopyOrder) {
        guard case .cookie(let session) = order.content else { return }
        let open = stores
        let cookie = open.stored(session).flatMap { place, own in
            own.id.flatMap { open.members[place].target.cookie($0, of: own) }
        }
        post(.cookieMade(order, cookie))
    }

    private func explain(_ key: SessionKey, _ id: SessionID?, _ seen: SeenEnd?) async {
        let open = stores
        guard let (place, own) = open.stored(key) else { return }
        let desk = open.desk(place)
        let names = [own.text] + [id ?? desk.target.id(of: own)].compactMap { $0?.whole }
        do throws(StoreError) {
            post(.explained(key, try await desk.explain([own], names: names, seen: seen)))
        } catch {
            post(.message(.error, error.description))
        }
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

extension CookieSearchError {
    /// Whether the cookie could be read, and only the session is missing.
    fileprivate var isWellFormed: Bool {
        switch self {
        case .noSession: true
        case .noCookie, .store: false
        }
    }
}
