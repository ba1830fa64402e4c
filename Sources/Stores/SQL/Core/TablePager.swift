internal import SessionModel
internal import StoreKit

/// One listing of a table: pages in the order of the key, or of the numbers that the engine gives its rows, each where
/// the last one ended.
///
/// Numbers are given anew when a file is packed in between. A page in their order therefore begins with the last row of
/// the page before; where that is not there any more, the listing begins again by the key, and names some rows twice.
struct TablePager<Engine: SQLEngine>: Sendable {
    private let engine: Engine
    private let table: SQLTable
    private let request: ScanRequest
    private let total: Int?
    private var order: PageOrder?
    private var listed = 0
    private var pages = 0

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

    /// The next page.
    mutating func next(_ connection: Engine.Connection) throws(SQLFailure) -> RecordPage {
        let order = try beginning(connection)
        let size = pageSize
        var page = RecordPage()
        page.reserve(size)
        var walk = PageWalk(order, size: size)
        let rows = PageRows(request: request, zeroMeansNever: table.zeroMeansNever) { [engine, table] stored in
            engine.bytes(from: stored, of: table.content)
        }
        try connection.run(query(order, size)) { cells throws(SQLFailure) in
            if walk.takes(cells) { rows.add(cells, to: &page) }
        }
        if walk.hasLostItsPlace {
            self.order = .key(after: nil)
            return try next(connection)
        }
        pages += 1
        listed += walk.count
        isDone = walk.next == nil
        self.order = walk.next
        page.progress = isDone ? 1 : min(0.99, Double(listed) / Double(max(total ?? 0, listed + 1)))
        return page
    }

    /// The first rows come at once; what is read gently, or with its content, is read in small pages.
    private var pageSize: Int {
        if pages == 0 { return 200 }
        if request.readsContent { return 500 }
        return isPolite ? 2000 : 5000
    }

    private func beginning(_ connection: Engine.Connection) throws(SQLFailure) -> PageOrder {
        if let order { return order }
        let name = try engine.rowNumber(of: table, connection)
        return name.map { .number($0, last: nil) } ?? .key(after: nil)
    }

    private func query(_ order: PageOrder, _ size: Int) -> SQLText {
        let key = engine.quoted(table.key.name)
        var statement = SQLText("SELECT \(engine.top(size))\(key), \(engine.number(of: table.expiry))")
        if request.readsContent {
            statement += ", \(engine.kind(of: table.content)), \(engine.bytes(of: table.content))"
        }
        let from = " FROM \(engine.quoted(table.name)) WHERE "
        switch order {
        case .key(let last):
            statement += "\(from)\(key) "
            if let last {
                statement += "> "
                engine.add(last, to: &statement)
            } else {
                statement += "IS NOT NULL"
            }
            statement += " ORDER BY \(key)\(engine.limit(size))"
        case .number(let name, let last):
            statement += ", \(name)\(from)\(name) >= "
            engine.add(.integer(last?.number ?? .min), to: &statement)
            // One more, the last of the page before.
            statement += " ORDER BY \(name)\(engine.limit(last == nil ? size : size + 1))"
        }
        return statement
    }
}
