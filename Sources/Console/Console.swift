public import Operations
public import SessionModel
internal import SessionQuery
internal import StoreKit
public import TerminalKit

/// The console as a value: all that is on screen follows from it, and all that happens goes through `handle`.
///
/// It does no input or output, has no clock and no threads: time comes in, effects go out.
public struct Console: Sendable {
    var facts: StoreFacts?
    var openFailure: String?
    /// What is shown in the list's place while no store is open.
    var openHelp: [String] = []
    var feed = FeedState()
    /// How fresh each of several open stores is.
    var feeds: [FeedState] = []
    /// Stores that were to be open as well, and are not.
    var uncovered: [OpenStores.Uncovered] = []
    var list: SessionList
    var events = EventLog()
    var headcount = Headcounting()
    /// Whether everybody has been counted since all was listed.
    var hasCounted = false
    var alarmWatch = AlarmWatch()
    var alarmsView = AlarmsView()
    var messages = MessageLog()
    var journal = JournalView()
    var interpreter = ChangeInterpreter(keepsEnded: true)
    /// What was seen of each session since the console was opened.
    var lives = SessionLives()
    /// Since when changes of a store may have been missed, by its place.
    var blind: [Int: Timestamp] = [:]
    /// What is looked at before such a store is whole again.
    var blindLooks: [Int: Set<SessionKey>] = [:]
    /// The moment of a life that another is to be compared with.
    var markedMoment: Int?

    var views: [ViewKind] = [.sessions]
    var sessionsView = SessionsView()
    /// Which columns the list has.
    var columns = ColumnChoice() { didSet { list.columns = columns.payloads } }
    var inspector: InspectorView?
    var eventsView = EventsView()
    var usersView = UsersView()
    var personView: PersonView?
    var horizonView = HorizonView()
    var lifeView: LifeView?
    var comparison: ComparisonView?
    var storesView = StoresView()
    /// The last logout, under way or over.
    var logout: LogoutState?
    var helpView = HelpView()
    var messagesView = MessagesView()
    var prompt: Prompt?
    var dialog: (any Dialog)? { didSet { isDialogShown = false } }
    /// Whether the dialog has been on screen: keys typed before that were not meant for it.
    var isDialogShown = false
    var histories: [Prompt.Kind: History] = [:]
    /// Where the operator has been, for the way back and forth.
    var trail = Trail()
    var bookmarks = Bookmarks()
    /// What is searched for in each text.
    var searchTexts: [ViewKind: String] = [:]
    /// The session whose every change is told.
    var followed: SessionKey?
    /// What is to be read again, since an open session has become it.
    var owedLook: SessionKey?
    var isMouseOn = false
    /// Whether a key is being taken in: what is said meanwhile answers it.
    var isPressing = false
    /// Whether it is being taken in what came of something that was asked for.
    private var isHearingOutcome = false
    var pace: Pace

    var size = Size(columns: 80, rows: 24)
    /// The last frame, while the next one may be drawn over it.
    var drawn: DrawnList?
    /// The line of keys as it was laid out last.
    var hints: HintLine?
    var themeName = "default"
    var themeNames: [String]
    /// The operator's own words, as they are configured.
    let vocabulary: Vocabulary
    /// The filters that were saved here, by name.
    var savedFilters: [String: String] = [:]
    /// The operator's own command that is running.
    var ownRun: OwnRun?
    var undoTitle: String?
    var redoTitle: String?
    var edits: [EditTicket: PendingEdit] = [:] {
        didSet { if edits.isEmpty { messages.settle(Self.changedMeanwhile) } }
    }
    static let changedMeanwhile =
        "The session you are editing was changed by somebody else just now; saving will show both sides."
    /// The edits whose texts are on their way into files, in order.
    var keeping: [EditTicket] = []
    var isActing: String?
    /// Whether the act under way can be stopped between two sessions, and whether it was asked to.
    var canStopAct = false
    var isStopping = false
    /// How far the act under way is, from 0 to 1; nil where that is not told.
    var actProgress: Double?
    /// What is to be done to all that a query finds, once it has been looked for.
    var pendingBulk: DestroyOrder?
    /// What narrowed the list before, while it shows what an act is to be done to.
    var heldFilter: HeldFilter?
    /// What a dry run is about, until it is answered, and what stays whatever it finds.
    var rehearsal: (ticket: Ticket, order: DestroyOrder, refusals: [String], unreadable: Int)?
    /// The keys this operator acted on, and when: what the feed tells of them is his own doing.
    var ownActs: [SessionKey: Timestamp] = [:]
    /// The keys that acts of this run were done to: what can be undone is about no others.
    var actedOn: Set<SessionKey> = []
    /// Acts that were cut off, until it is known what came of them.
    var doubts: [Doubt] = []
    /// What of them turned out not to be done, until it is taken out of what can be undone.
    var disproved: [CutOffAct] = []
    /// What the feed told while the act under way was on its way.
    var echoed: Set<SessionKey> = []

    /// The session whose id is being changed, and what the feed has told meanwhile that may be about it.
    var regenerating: SessionKey?
    /// Whether a change of an id is being undone or done again.
    var movesBack = false
    var heldBack: [(observation: Observation, source: SessionEvent.Source)] = []

    var scan: ScanState?
    /// Whether everything has been listed once, so that what is new since then is news.
    var hasListed = false
    /// What has to be listed again because changes may have been missed.
    var owedListing = OwedListing()
    /// Why stores could not be listed when that was tried last, by their places.
    var unlisted: [Int: String] = [:]
    /// Whether the reading of users was cut off by another listing, and is to be done after it.
    var owesUsers = false
    var search: SearchState?
    /// The reading of what the list is sorted by, under way or over.
    var valueReading: ValueReading?
    var reading: Set<SessionKey> = []
    /// Sessions that are to be looked at again when that is possible.
    var owed: Set<SessionKey> = []
    private var owedAskedAt = Timestamp(milliseconds: 0)
    /// How many are looked at again in a second.
    static let mostLooks = 20_000
    var lastTicket = 0
    /// When rows whose time is up were last looked for.
    var dueAskedAt = Timestamp(milliseconds: 0)
    /// The moment the event at hand is about, by our clock.
    var now = Timestamp(milliseconds: 0)
    var isQuitting = false

    /// Creates a console. What is to be done first is to open the store.
    ///
    /// - Parameters:
    ///   - alarms: Which alarms are on.
    ///   - isSlow: Whether the line to the terminal is to be spared from the beginning.
    ///   - vocabulary: The operator's own words.
    public init(
        themeNames: [String], themeName: String, alarms: AlarmRules = AlarmRules(), isSlow: Bool = false,
        vocabulary: Vocabulary = Vocabulary()
    ) {
        alarmWatch = AlarmWatch(alarms)
        pace = Pace(isSlow: isSlow)
        self.themeNames = themeNames
        self.vocabulary = vocabulary
        self.themeName = themeName
        list = SessionList(layouts: [])
    }

    /// Whether the operator has left.
    public var hasQuit: Bool { isQuitting }

    /// The store's own time.
    var storeTime: Timestamp { now.adding(milliseconds: facts?.examination.clockSkew ?? 0) }

    /// The time of the store that a key is from.
    func storeTime(of key: SessionKey) -> Timestamp {
        now.adding(milliseconds: facts(of: key)?.examination.clockSkew ?? 0)
    }

    /// The view on top.
    var view: ViewKind { views.last ?? .sessions }

    mutating func nextTicket() -> Ticket {
        lastTicket += 1
        return Ticket(number: lastTicket)
    }

    /// Takes in what happened, and says what is to be done.
    public mutating func handle(_ event: ConsoleEvent, at now: Timestamp) -> [Effect] {
        self.now = now
        defer { noteMove() }
        if list.tidy(at: storeTime) { drawn = nil }
        if case .keys = event {} else { drawn = nil }
        isHearingOutcome = event.isOutcome
        defer { isHearingOutcome = false }
        switch event {
        case .keys(let keys): return press(keys)
        case .resized(let size): self.size = size
        case .opened(let facts): return opened(facts)
        case .openFailed(let sentence, let help):
            openFailure = sentence
            openHelp = help
            say(.error, sentence)
        case .page(let ticket, let page): return took(page, ticket)
        case .scanEnded(let ticket, let failure, let missed): return scanEnded(ticket, failure, missed: missed)
        case .searched(let ticket, let progress): return searched(ticket, progress)
        case .values(let ticket, let progress): tookValues(ticket, progress)
        case .exported(let ticket, let result, let path): exported(ticket, result, path)
        case .restorePlanned(let ticket, let result): restorePlanned(ticket, result)
        case .rehearsed(let ticket, let result): rehearsed(ticket, result)
        case .actProgress(let done, let total): actProgress = total == 0 ? nil : Double(done) / Double(total)
        case .ownReady(let ticket, let request): return ownReady(ticket, request)
        case .ownEnded(let ticket, let result):
            ownEnded(ticket, result)
            return readJournalAgain()
        case .read(let sessions): read(sessions)
        case .readFailed(let keys, let sentence): readFailed(keys, sentence)
        case .inspected(let key, let session): return inspected(key, session)
        case .inspectFailed(let key, let sentence):
            if sessionsView.previewing == key { sessionsView.previewing = nil }
            sessionsView.missing = key
            sessionsView.opening = nil
            say(.error, sentence)
        case .found(let session):
            sessionsView.opening = session.key
            return inspected(session.key, session)
        case .news(let news, let store): return heard(news, of: store)
        case .uncovered(let stores): noteUncovered(stores)
        case .usersProgress(let ticket, let read, let total):
            if usersView.ticket == ticket { usersView.progress = total == 0 ? 1 : Double(read) / Double(total) }
        case .users(let ticket, let directory): tookUsers(directory, ticket)
        case .whatIfProgress(let ticket, let progress):
            if horizonView.question?.ticket == ticket { horizonView.progress = progress }
        case .whatIf(let ticket, let answer): tookWhatIf(answer, ticket)
        case .planned(let ticket, let result): planned(ticket, result)
        case .logout(let ticket, let news): return heard(news, ticket)
        case .looked(let observations):
            observe(observations, source: .poll)
            noteLooked(observations)
        case .unlocked(let store, let until, let examination):
            unlocked(store, until: until, examination)
            return readJournalAgain()
        case .locked(let store, let sentence):
            locked(store, sentence)
            return readJournalAgain()
        case .explained(let key, let explanation): explained(key, explanation)
        case .lookFailed(let keys, let sentence):
            owed.formUnion(keys)
            readFailed(keys, sentence)
        case .acted(let report): return acted(report) + readJournalAgain()
        case .undoable(let undo, let redo):
            undoTitle = undo
            redoTitle = redo
        case .edited(let ticket, let result): return edited(ticket, result)
        case .saved(let result): return saved(result)
        case .journal(let lines, let verdict): journal.show(lines, verdict)
        case .message(let level, let text): say(level, text)
        case .themed(let name): themeName = name
        case .themes(let names): themeNames = names
        case .cookieMade(let order, let text): return cookieMade(order, text)
        case .copied(let order, let outcome): copied(order, outcome)
        }
        return []
    }

    /// Gets the screen ready to be drawn: the order brought up to date, every view fitted into its place.
    ///
    /// - Parameters:
    ///   - isForKey: Whether somebody waits who has pressed a key: then the order of a very long list may wait.
    ///   - frame: The size of the last frame, where it can be drawn over: then a step of the cursor does no more.
    public mutating func prepare(at now: Timestamp, isForKey: Bool = false, over frame: Size? = nil) {
        if frame == size, keepsFrame(at: now) { return }
        drawn = nil
        self.now = now
        list.tidy(at: storeTime)
        list.isFilling = scan?.isFirst == true
        list.arrange(at: storeTime, isForced: sessionsView.wantsOrderNow, mayWait: isForKey)
        sessionsView.wantsOrderNow = false
        layOut()
        refreshHorizon(isForKey: isForKey)
        countHeads(isForKey: isForKey)
        refreshCard()
    }

    /// Tells the console that it has been drawn: a dialog is on screen from now on. Gives what is to be read for the
    /// next frame: rows on screen that nobody has read, rows whose time is up. Nobody waits for that to be found out.
    public mutating func wasDrawn() -> [Effect] {
        isDialogShown = dialog != nil
        noteFrame()
        guard facts != nil else { return [] }
        return forgetNotDone() + listOwed() + lookAtOwed() + readOwedLook() + readVisible() + readPreview()
            + confirmDue() + searchAgain()
    }

    mutating func say(_ level: Message.Level, _ text: String) {
        messages.add(level, text, at: now, isAnswer: isPressing, isOutcome: isHearingOutcome)
    }

    private mutating func readVisible() -> [Effect] {
        guard feed.isConnected, mayRead else { return [] }
        let wanted = sessionsView.visibleRows(list).filter { row in
            guard !list.isDying(row) else { return false }
            return list.details[row].map { $0.isAged || $0.columns != list.columns } ?? true
        }
        let keys = wanted.map { list.table.key($0) }.filter { !reading.contains($0) }
        guard !keys.isEmpty else { return [] }
        reading.formUnion(keys)
        return [.read(keys)]
    }

    /// Whether reading is to be tried: a store that has just refused it gets two seconds.
    var mayRead: Bool {
        // No closure, which would take the whole console along.
        guard let failedAt = feed.readFailedAt else { return true }
        return now.milliseconds(since: failedAt) >= 2_000
    }

    /// Reads the session under the cursor where it is shown beside the list; one reading at a time.
    private mutating func readPreview() -> [Effect] {
        guard feed.isConnected, view == .sessions, layout.side.width > 0, sessionsView.previewing == nil,
            let key = sessionsView.cursorKey, sessionsView.preview?.session.key != key, sessionsView.missing != key
        else { return [] }
        sessionsView.previewing = key
        return [.inspect(key)]
    }

    private mutating func lookAtOwed() -> [Effect] {
        guard !owed.isEmpty, feed.isConnected, mayRead else { return [] }
        guard owed.count > Self.mostLooks else {
            defer { owed = [] }
            return look(owed.sorted())
        }
        guard now.milliseconds(since: owedAskedAt).magnitude >= 1000 else { return [] }
        owedAskedAt = now
        let turn = Array(owed.prefix(Self.mostLooks))
        owed.subtract(turn)
        return look(turn)
    }

    private mutating func confirmDue() -> [Effect] {
        guard feed.isConnected, mayRead, scan?.isFirst != true || list.table.count < 50_000 else { return [] }
        guard now.milliseconds(since: dueAskedAt) >= 200 else { return [] }
        dueAskedAt = now
        let due = list.takeDue(at: storeTime, limit: 500)
        return due.isEmpty ? [] : [.look(due)]
    }

    /// When the screen changes by itself, though nothing happens; nil when it does not.
    public func nextChange(after now: Timestamp) -> Timestamp? {
        var moments: [Timestamp] = []
        if let arrangement = list.nextArrangement(after: now) { moments.append(arrangement) }
        // Once a store is open there is always a clock on screen.
        if facts != nil {
            let skew = facts?.examination.clockSkew ?? 0
            let passed = (now.milliseconds + skew) % 1000
            moments.append(now.adding(milliseconds: 1000 - (passed < 0 ? passed + 1000 : passed)))
        }
        return moments.min()
    }
}

/// A search under way, or over.
struct SearchState: Sendable {
    var ticket: Ticket
    /// What is looked for: what comes or changes later is judged by it, too.
    var query: Query
    var text: String
    var looked = 0
    var unreadable = 0
    var isOver = false
    /// Why it did not see all, as a sentence; it is done again then.
    var failure: String?
    /// How often it failed one time after the other.
    var failures = 0
    /// When it is to be done again after it failed.
    var retryAt: Timestamp?
    /// Whether the operator stopped it before it had seen all.
    var wasStopped = false

    /// Whether it is over and has not seen all.
    var isIncomplete: Bool { isOver && (failure != nil || wasStopped) }
}

/// How fresh the data is.
struct FeedState: Hashable, Sendable {
    var kind: FeedKind?
    var measure: FeedMeasure?
    var isConnected = false
    var lost: String?
    /// What the operator was told of the loss, to be taken back when it is over.
    var told: [String] = []
    /// Why records could not be read, and the place of the store.
    var readFailure: String?
    var readFailedIn = 0
    var readFailedAt: Timestamp?
    /// When it last told anything.
    var heardAt: Timestamp?
    /// How often it was lost.
    var errors = 0
    /// How often something may have been missed.
    var gaps = 0

    /// Takes in what the feed says of itself.
    mutating func take(_ news: ChangeNews, at now: Timestamp) {
        heardAt = now
        switch news {
        case .connected(let new):
            if kind != new { measure = nil }
            kind = new
            isConnected = true
            lost = nil
        case .lost(let error):
            isConnected = false
            lost = error.detail
            errors += 1
        case .measured(let new): measure = new
        case .gap: gaps += 1
        case .observed, .due: break
        }
    }
}
