internal import Operations
internal import SessionModel
internal import SessionQuery
internal import StoreKit

/// The sessions of the store as the list shows them: table, order, filter, marks, and what happened to rows lately.
struct SessionList: Sendable {
    var table: SessionTable
    private(set) var order: [UInt32] = []
    /// What is known of the rows that were on screen.
    private(set) var details: [Int: RowDetail] = [:]
    /// How many of them tell an address.
    private var addressCount = 0
    /// What happened to rows lately.
    private(set) var rowMarks: [Int: RowMark] = [:]
    /// The rows the operator marked.
    private(set) var marked: Set<Int> = []
    /// The row that was marked last, while it is.
    private var lastMarked: Int?
    /// Rows whose time is up and which the store still holds.
    private(set) var unswept: Set<Int> = []
    /// Rows that a confirmation was asked for.
    private(set) var confirming: Set<Int> = []

    /// Which session comes before which.
    private var sorting = SessionOrder()
    /// The columns with values of payloads.
    var columns: [PayloadColumn] = []
    private let secretRules: [SecretRule]
    /// What narrows the list; words and fields of the row.
    private(set) var filter: Query?
    private(set) var filterScope: QueryScope = .typing
    /// The rows a search through payloads has found; nil when none narrows the list.
    private(set) var found: Set<Int>?
    /// What of it the search came across itself; the rest is known by the rows alone, until the search is over.
    private var confirmed: Set<Int> = []

    private(set) var isStale = false { didSet { narrowsOrder = false } }
    /// Whether all that changed since the last arrangement is a filter that only takes more rows out.
    private var narrowsOrder = false
    /// Whether the store is being listed for the first time.
    var isFilling = false
    private var sortedAt: Timestamp?

    static let markSeconds: Int64 = 5_000
    /// More rows of ended sessions than this would crowd out those that live.
    static let mostDying = 8
    private var dying: [Int] = []

    /// The only store whose sessions are shown; nil for all that are open.
    private(set) var shownStore: Int?
    /// Whether keys begin with the mark of their store.
    let isShared: Bool
    /// Where each format of each store keeps records, by the format's name.
    private let formats: [[String: [Layout]]]
    /// How the clocks of the stores go.
    private let clocks: StoreClocks

    init(layouts: [Layout], formats: [String: [Layout]] = [:]) {
        table = SessionTable(layouts: layouts)
        isShared = false
        self.formats = [formats]
        secretRules = [SecretRule()]
        clocks = StoreClocks()
    }

    init(_ facts: StoreFacts) {
        isShared = !facts.members.isEmpty
        table =
            isShared ? SessionTable(affixes: SharedKey.affixes(facts.members)) : SessionTable(layouts: facts.layouts)
        formats = isShared ? facts.members.map(\.formats) : [facts.formats]
        secretRules = isShared ? facts.members.map(\.secrets) : [facts.secrets]
        clocks = StoreClocks(facts.members.map { $0.examination.clockSkew - facts.examination.clockSkew })
    }

    /// Which of several open stores a row is from.
    func store(of row: Int) -> Int { Int(table.firstByte(row)) - 1 }

    /// The time by the clock of the store that a row is from.
    func time(of row: Int, at now: Timestamp) -> Timestamp { clocks.time(of: row, in: table, at: now) }

    /// Which fields of a row's payload are hidden: its own store says.
    private func secrets(of row: Int) -> SecretRule {
        let place = isShared ? store(of: row) : 0
        return secretRules.indices.contains(place) ? secretRules[place] : SecretRule()
    }

    /// Shows the sessions of one store alone, or of all.
    mutating func show(store: Int?) {
        shownStore = store
        isStale = true
        sortedAt = nil
    }

    /// How many sessions there are where the list looks.
    var shownTotal: Int {
        guard let shownStore else { return table.count }
        return (0..<table.rowLimit).count { table.isLive($0) && store(of: $0) == shownStore }
    }

    // MARK: Reading

    /// Whether an address is known of any row.
    var hasAddresses: Bool { addressCount > 0 }
    /// Whether not all sessions are shown.
    private var isNarrowed: Bool { isFiltered || shownStore != nil }

    /// How many marked sessions the filter hides.
    func hiddenMarks(at now: Timestamp) -> Int {
        guard isNarrowed, !marked.isEmpty else { return 0 }
        let passes = subjectTest(at: now)
        return marked.count { row in found?.contains(row) == false || isElsewhere(row) || !passes(row) }
    }

    /// Which format wrote a row's record, by what was read, else by its key; nil where that takes reading it.
    func format(_ row: Int) -> String? {
        if let known = details[row]?.format { return known }
        let place = isShared ? store(of: row) : 0
        guard formats.indices.contains(place) else { return nil }
        let formats = formats[place]
        if formats.count == 1 { return formats.first?.key }
        let key = isShared ? SharedKey.bare(table.key(row)) : table.key(row)
        let claiming = formats.filter { $0.value.claiming(key) != nil }
        return claiming.count == 1 ? claiming.first?.key : nil
    }

    // MARK: Changing

    /// Takes a page of the first listing in.
    mutating func take(_ page: RecordPage, seen: inout Set<Int>?, at now: Timestamp) {
        var fresh: [Int] = []
        table.take(page) { row, isNew in
            seen?.insert(row)
            if isNew { fresh.append(row) }
        }
        for row in fresh where !page.facts.isEmpty { noteUnswept(row, at: now) }
        isStale = true
    }

    /// Compares a page of a later listing with what is known, and gives the keys that are new or have another deadline.
    ///
    /// They are not taken in: a second look at each tells what happened to it.
    mutating func compare(_ page: RecordPage, seen: inout Set<Int>?) -> [SessionKey] {
        var differing: [SessionKey] = []
        for place in 0..<page.count {
            let key = page.key(place)
            guard let row = table.row(of: key) else {
                differing.append(key)
                continue
            }
            seen?.insert(row)
            if table.deadline(row) != page.deadlines[place] { differing.append(key) }
            if page.isUserKnown(place), page.user(place) != table.user(row) || !table.isUserKnown(row) {
                table.setUser(row, page.user(place))
                isStale = true
            }
        }
        return differing
    }

    private mutating func noteUnswept(_ row: Int, at now: Timestamp) {
        let deadline = table.deadline(row)
        if deadline != RowFacts.unknown, deadline <= time(of: row, at: now).milliseconds { unswept.insert(row) }
    }

    /// Takes a session in that was read for its row.
    mutating func take(_ session: Session, row: Int, at now: Timestamp) {
        let now = time(of: row, at: now)
        let secrets = secrets(of: row)
        know(RowDetail(session, columns: columns, hiding: secrets, at: now), of: row)
        if sortField.needsValues, sorting.note(sortField.value(of: session, hiding: secrets), row: row) {
            isStale = true
        }
        noteUser(of: session, row: row)
        let deadline = session.deadline.tableValue
        if table.deadline(row) != deadline {
            table.setDeadline(row, deadline)
            isStale = true
        }
        confirming.remove(row)
        let isOver = session.deadline.hasPassed(at: now)
        if isOver != unswept.contains(row) { isStale = true }
        if isOver { unswept.insert(row) } else { unswept.remove(row) }
    }

    /// Keeps whose a session is; one that can't be read is not known to be anybody's, or nobody's.
    private mutating func noteUser(of session: Session, row: Int) {
        let isKnown = session.isUserKnown
        guard table.isUserKnown(row) != isKnown || table.user(row) != session.user else { return }
        if isKnown { table.setUser(row, session.user) } else { table.forgetUser(row) }
        narrowsOrder = false
    }

    /// Keeps what is known of a row; nil forgets it.
    private mutating func know(_ detail: RowDetail?, of row: Int) {
        let before = details[row]
        details[row] = detail
        addressCount += (detail?.address == nil ? 0 : 1) - (before?.address == nil ? 0 : 1)
    }

    /// Lets what is known of rows be read again; until it has been, it counts.
    mutating func ageDetails() {
        for row in details.keys { details[row]?.isAged = true }
    }

    mutating func mark(_ row: Int, _ kind: RowMark.Kind, at now: Timestamp) {
        rowMarks[row] = RowMark(kind: kind, until: now.adding(milliseconds: Self.markSeconds))
        if rowMarks[row]?.isDying == true {
            marked.remove(row)
            unswept.remove(row)
            dying.append(row)
            if dying.count > Self.mostDying { bury(dying[0]) }
        }
        confirming.remove(row)
        isStale = true
    }

    /// Takes a dying row away at once, because its key lives again.
    mutating func bury(_ row: Int) {
        table.remove(row)
        know(nil, of: row)
        sorting.forget(row)
        rowMarks[row] = nil
        dying.removeAll { $0 == row }
        marked.remove(row)
        if lastMarked == row { lastMarked = nil }
        unswept.remove(row)
        confirming.remove(row)
        found?.remove(row)
        confirmed.remove(row)
        isStale = true
    }

    /// Drops marks whose time is over, and the rows that died behind them; says whether there were any.
    @discardableResult
    mutating func tidy(at now: Timestamp) -> Bool {
        guard !rowMarks.isEmpty else { return false }
        var isChanged = false
        for (row, mark) in rowMarks where mark.until <= now {
            if mark.isDying { bury(row) } else { rowMarks[row] = nil }
            isChanged = true
        }
        return isChanged
    }

    /// The rows whose time is up and of which nobody asked yet whether they are gone; at most `limit`.
    mutating func takeDue(at now: Timestamp, limit: Int) -> [SessionKey] {
        var due: [Int] = []
        if sortField == .ttl, !isDescending, !isNarrowed {
            for row in order.lazy.map(Int.init) {
                guard table.isLive(row), !isDying(row) else { continue }
                guard isDue(row, now) else { break }
                if !confirming.contains(row) { due.append(row) }
                if due.count >= limit { break }
            }
        } else {
            let latest = now.adding(milliseconds: clocks.farthest).milliseconds
            let passed = table.withDeadlines { deadlines in deadlines.indices.filter { deadlines[$0] <= latest } }
            for row in passed where due.count < limit {
                if table.isLive(row), isDue(row, now), !confirming.contains(row), !isDying(row) { due.append(row) }
            }
        }
        confirming.formUnion(due)
        return due.map(table.key)
    }

    private func isDue(_ row: Int, _ now: Timestamp) -> Bool {
        let deadline = table.deadline(row)
        return deadline != RowFacts.unknown && deadline <= time(of: row, at: now).milliseconds && !unswept.contains(row)
    }

    mutating func confirmed(_ row: Int, isUnswept: Bool) {
        confirming.remove(row)
        if isUnswept {
            unswept.insert(row)
            isStale = true
        }
    }

    mutating func confirmFailed(_ keys: [SessionKey]) {
        for key in keys { if let row = table.row(of: key) { confirming.remove(row) } }
    }

    /// Takes in what rows are sorted by.
    mutating func take(_ new: [(row: Int, value: ColumnValue)]) {
        for (row, value) in new { _ = sorting.note(value, row: row) }
        isStale = true
    }

    mutating func touchOrder() { isStale = true }

    mutating func toggleMark(_ row: Int) {
        guard !isDying(row) else { return }
        if marked.remove(row) == nil {
            marked.insert(row)
            lastMarked = row
        }
    }

    /// Where in the order the row stands that was marked last; nil where it is not shown, or not marked any more.
    var placeOfLastMark: Int? {
        guard let lastMarked, marked.contains(lastMarked) else { return nil }
        return order.firstIndex(of: UInt32(lastMarked))
    }

    /// Marks a stretch of the order; the row at `last` counts as the one marked last.
    mutating func markRange(_ places: ClosedRange<Int>, last: Int) {
        setMarks(order[places].map(Int.init))
        lastMarked = Int(order[last])
    }

    mutating func setMarks(_ rows: some Sequence<Int>) {
        marked.formUnion(rows.filter { rowMarks[$0]?.isDying != true })
    }
    mutating func unmark(_ rows: some Sequence<Int>) { marked.subtract(rows) }
    mutating func clearMarks() { marked.removeAll() }

    mutating func setFilter(_ query: Query?, scope: QueryScope) {
        let narrows =
            !isStale && scope == filterScope && found == nil && filter.map { query?.narrows($0) ?? false } ?? false
        filter = query
        filterScope = scope
        isStale = true
        narrowsOrder = narrows
        sortedAt = nil
    }

    mutating func setFound(_ rows: Set<Int>?) {
        guard rows != nil || found != nil else { return }
        found = rows
        confirmed = []
        isStale = true
        sortedAt = nil
    }

    mutating func dropFound(_ row: Int) {
        confirmed.remove(row)
        if found?.remove(row) != nil { isStale = true }
    }

    mutating func addFound(_ rows: some Sequence<Int>) {
        guard found != nil else { return }
        found?.formUnion(rows)
        confirmed.formUnion(rows)
        isStale = true
    }

    /// Narrows the list to what a search will find: at first to the rows that fit by what is known of them.
    mutating func beginSearch(_ query: Query, at now: Timestamp) {
        setFilter(nil, scope: .row)
        setFound(rows(fitting: query, at: now))
    }

    /// Keeps what is found while the same search is done once more.
    mutating func searchAgain() { confirmed = [] }

    /// Takes a search to have seen all: what it did not come across does not fit.
    mutating func endSearch() {
        guard found != nil, found != confirmed else { return }
        found = confirmed
        isStale = true
    }

    private func rows(fitting query: Query, at now: Timestamp) -> Set<Int> {
        var subject = RowSubject(list: self, row: 0, now: now)
        var rows: Set<Int> = []
        for row in 0..<table.rowLimit where table.isLive(row) {
            subject.row = row
            if query.matches(subject, scope: .row) == .yes { rows.insert(row) }
        }
        return rows
    }

    // MARK: Order

    /// What the list is sorted by.
    var sortField: SortField {
        get { sorting.field }
        set {
            guard newValue != sorting.field else { return }
            sorting = SessionOrder(by: newValue, isDescending: isDescending)
            isStale = true
        }
    }

    /// Whether the order is turned round.
    var isDescending: Bool {
        get { sorting.isDescending }
        set {
            sorting.isDescending = newValue
            isStale = true
        }
    }

    /// Puts the rows in order again if something changed; very long lists not more often than a person sees, and not
    /// while one waits for something else.
    mutating func arrange(at now: Timestamp, isForced: Bool = false, mayWait: Bool = false) {
        if let sortedAt, filter?.needs.contains(.deadline) == true, now.milliseconds(since: sortedAt) >= 1000 {
            isStale = true
        }
        guard isStale else { return }
        if let sortedAt, table.count > 50_000, !isForced {
            if mayWait || now.milliseconds(since: sortedAt) < pause { return }
        }
        let narrowsOrder = narrowsOrder
        isStale = false
        sortedAt = now
        // Rows in the order of their deadlines lie far apart, so that only few are quicker to look at than all.
        if narrowsOrder, order.count * 5 < table.count { return keepPassing(at: now) }
        showRows(at: now)
        sorting.sort(&order, of: table, unswept: unswept, clocks: clocks, at: now)
    }

    /// When the order should be looked at again, though nothing happened.
    func nextArrangement(after now: Timestamp) -> Timestamp? {
        isStale ? (sortedAt ?? now).adding(milliseconds: pause) : nil
    }

    /// The milliseconds from one arrangement to the next: so many that they take about a hundredth of the time, and a
    /// quarter of that while rows still come in that nobody has seen in their place.
    private var pause: Int64 { max(250, Int64(table.count) / (isFilling ? 250 : 1000)) }

    /// Puts all rows that pass into `order`, in the order of the table.
    private mutating func showRows(at now: Timestamp) {
        order.removeAll(keepingCapacity: true)
        guard isNarrowed else { return table.appendLiveRows(to: &order) }
        let passes = test(at: now)
        for row in 0..<table.rowLimit where table.isLive(row) {
            if isElsewhere(row) { continue }
            if let found, !found.contains(row) { continue }
            if passes(row) { order.append(UInt32(row)) }
        }
    }

    private func isElsewhere(_ row: Int) -> Bool { shownStore.map { store(of: row) != $0 } ?? false }

    /// Takes those rows out of `order` that no longer pass.
    private mutating func keepPassing(at now: Timestamp) {
        let passes = test(at: now)
        order = order.filter { passes(Int($0)) }
    }

    /// Whether a row passes the filter.
    private func test(at now: Timestamp) -> (Int) -> Bool {
        if filterScope == .typing, let words = filter?.words { return test(words) }
        return subjectTest(at: now)
    }

    /// Whether a row passes the filter, found out row by row.
    private func subjectTest(at now: Timestamp) -> (Int) -> Bool {
        guard let filter else { return { _ in true } }
        let (scope, isFound) = (filterScope, found != nil)
        let subject = RowSubject(list: self, row: 0, now: now)
        return { row in
            var subject = subject
            subject.row = row
            let match = filter.matches(subject, scope: scope)
            return scope == .typing ? match != .no : match == .yes || isFound && match == .unknown
        }
    }

    /// Whether key or user of a row contain all the words; a user that is not known yet contains none. Each name is
    /// looked at once, however many rows have it.
    private func test(_ words: [SubstringMatcher]) -> (Int) -> Bool {
        let table = self.table
        let wanted = words.map { word in (word, users: table.users(where: word.matches)) }
        return { row in
            let user = Int(table.userNumber(row))
            return wanted.allSatisfy { word, users in users[user] || table.withKeyBody(row, word.matches) }
        }
    }
}
