internal import SessionModel
internal import StoreKit

/// One listing of a table: pages out of a snapshot where the engine has those, else in the order of the key or of the
/// numbers that the engine gives its rows, each where the last one ended.
///
/// A snapshot ends with its connection, and a server may end it. Then the listing begins again by the key.
///
/// Numbers are given anew when a file is packed in between. A page in their order therefore begins with the last row of
/// the page before; where that is not there any more, the listing begins again by the key, and names some rows twice.
struct TablePager<Engine: SQLEngine>: Sendable {
    private let engine: Engine
    private let table: SQLTable
    private let request: ScanRequest
    private let total: Int?
    private var order: PageOrder?
    private var pages = 0
    /// How many rows were listed.
    private(set) var listed = 0

    /// Whether everything was listed.
    private(set) var isDone = false
    /// Whether the pages are to be rested between.
    let isPolite: Bool

    /// Above so many rows a listing goes gently by itself.
    private static var gentleAbove: Int { 100_000 }

    init(engine: Engine, table: SQLTable, request: ScanRequest, total: Int?) {
        self.engine = engine
        self.table = table
        self.request = request
        self.total = total
        isPolite =
            switch request.pace {
            case .full: false
            case .polite: true
            case .bySize: total.map { $0 > Self.gentleAbove } ?? true
            }
    }

    /// Hands on the next page, or the next few where one statement brings them while they are looked at.
    mutating func next(_ connection: Engine.Connection, _ deliver: (RecordPage) -> Void) throws(SQLFailure) {
        let order = try beginning(connection)
        if case .snapshot = order { return try nextOfSnapshot(connection, deliver) }
        let size = pageSize(pages)
        let rows = rows
        // Fields of a second table are asked for between two statements.
        let mayStream = connection.streamsRows && !rows.gathersFields && !isPolite && pages > 0
        let count = mayStream ? size * Self.pagesAtOnce : size
        var page = emptyPage(size)
        var noted = 0
        var walk = PageWalk(order, size: count)
        var gathered: [GatheredRow] = []
        try connection.stream(query(order, count)) { cells throws(SQLFailure) in
            guard walk.takes(cells) else { return }
            guard !rows.gathersFields else {
                if let row = rows.gathered(cells) { gathered.append(row) }
                return
            }
            rows.add(cells, to: &page)
            guard walk.count == noted + size, walk.count < count else { return }
            note(size, isLast: false, &page)
            noted = walk.count
            deliver(page)
            page = emptyPage(size)
        }
        try complete(gathered, rows, &page, connection)
        if walk.hasLostItsPlace {
            beginAgain()
            return try next(connection, deliver)
        }
        self.order = walk.next
        note(walk.count - noted, isLast: walk.next == nil, &page)
        deliver(page)
    }

    private func emptyPage(_ size: Int) -> RecordPage {
        var page = RecordPage()
        page.reserve(size)
        return page
    }

    /// Adds rows with the fields that the table beside has of them.
    private func complete(
        _ gathered: [GatheredRow], _ rows: PageRows, _ page: inout RecordPage, _ connection: Engine.Connection
    ) throws(SQLFailure) {
        guard !gathered.isEmpty else { return }
        var fields = gathered.map(\.fields)
        try engine.addFields(table, to: &fields, limit: Self.sensibleSize, connection)
        for (row, fields) in zip(gathered, fields) { rows.add(row, fields, to: &page) }
    }

    /// How much of a field is read at the most, in bytes.
    private static var sensibleSize: Int { 8 << 20 }

    /// How many pages one statement brings where its rows come as the database finds them.
    private static var pagesAtOnce: Int { 8 }

    /// Whether it goes by a snapshot, so that a connection that is lost is no more than a reason to begin again.
    var isBySnapshot: Bool {
        if case .snapshot? = order { true } else { false }
    }

    private mutating func nextOfSnapshot(
        _ connection: Engine.Connection, _ deliver: (RecordPage) -> Void
    ) throws(SQLFailure) {
        let size = pageSize(pages)
        var page = emptyPage(size)
        let rows = rows
        do throws(SQLFailure) {
            // The server reads on while these rows are looked at; gently it does one after the other.
            let count = try connection.takeRows(size, ahead: isPolite ? nil : pageSize(pages + 1)) {
                cells throws(SQLFailure) in rows.add(cells, to: &page)
            }
            note(count, isLast: count < size, &page)
            if isDone { try connection.endSnapshot() }
        } catch {
            guard connection.isUsable, Self.endsSnapshot(error) else { throw error }
            beginAgain()
            return try next(connection, deliver)
        }
        deliver(page)
    }

    /// Goes by the key from now on, from the first row.
    private mutating func beginAgain() {
        order = .key(after: nil)
        listed = 0
    }

    /// Whether a failure says no more than that the snapshot is gone.
    private static func endsSnapshot(_ failure: SQLFailure) -> Bool {
        switch failure {
        case .refused, .conflict: true
        default: false
        }
    }

    private mutating func note(_ count: Int, isLast: Bool, _ page: inout RecordPage) {
        pages += 1
        listed += count
        isDone = isLast
        page.progress = isDone ? 1 : min(0.99, Double(listed) / Double(max(total ?? 0, listed + 1)))
    }

    private var rows: PageRows {
        PageRows(request: request, table: table) { [engine, table] stored in
            guard case .column(let column) = table.content else { return nil }
            return engine.bytes(from: stored, of: column)
        }
    }

    /// The first rows come at once; what is read gently, or with its content, is read in small pages.
    private func pageSize(_ number: Int) -> Int {
        if number == 0 { return 200 }
        if request.readsContent { return 500 }
        return isPolite ? 2000 : 5000
    }

    private mutating func beginning(_ connection: Engine.Connection) throws(SQLFailure) -> PageOrder {
        // A connection that is lost took its snapshot with it.
        if isBySnapshot, !connection.hasSnapshot { beginAgain() }
        if let order { return order }
        if let name = try engine.rowNumber(of: table, connection) { return .number(name, last: nil) }
        // A connection that holds a snapshot can't be asked for the fields of its rows.
        guard !rows.gathersFields, try beginSnapshot(connection) else { return .key(after: nil) }
        order = .snapshot
        return .snapshot
    }

    private func beginSnapshot(_ connection: Engine.Connection) throws(SQLFailure) -> Bool {
        do throws(SQLFailure) {
            return try connection.beginSnapshot(query(.snapshot, 0), rests: isPolite)
        } catch {
            // What stands between us and the server may not let it be.
            guard connection.isUsable, Self.endsSnapshot(error) else { throw error }
            return false
        }
    }

    private func query(_ order: PageOrder, _ size: Int) -> SQLText {
        let key = engine.quoted(table.key.name)
        var statement = SQLText("SELECT \(engine.top(size))\(key), \(engine.number(of: table.expiry, table.unit))")
        if request.readsContent {
            switch table.content {
            case .column(let column): statement += ", \(engine.kind(of: column)), \(engine.bytes(of: column))"
            case .fields(let fields, let more): statement += ", \(engine.rowFields(fields, more))"
            }
        }
        let from = " FROM \(engine.quoted(table.name))"
        switch order {
        // Who has no key is left out here, and not asked of every row there.
        case .snapshot: statement += from
        case .key(let last):
            statement += "\(from) WHERE \(key) "
            if let last {
                statement += "> "
                engine.add(last, to: &statement)
            } else {
                statement += "IS NOT NULL"
            }
            statement += " ORDER BY \(key)\(engine.limit(size))"
        case .number(let name, let last):
            statement += ", \(name)\(from) WHERE \(name) >= "
            engine.add(.integer(last?.number ?? .min), to: &statement)
            // One more, the last of the page before.
            statement += " ORDER BY \(name)\(engine.limit(last == nil ? size : size + 1))"
        }
        return statement
    }
}
