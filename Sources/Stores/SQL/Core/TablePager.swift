internal import SessionModel
internal import StoreKit

/// One listing of a table: pages in the order of the key, each where the last one ended.
struct TablePager<Engine: SQLEngine>: Sendable {
    private let engine: Engine
    private let table: SQLTable
    private let request: ScanRequest
    private let total: Int?
    private var last: SQLValue?
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
        let size = pages == 0 ? 200 : request.readsContent ? 500 : 2000
        var page = RecordPage()
        page.reserve(size)
        var last: SQLValue?
        var count = 0
        try connection.run(query(size)) { cells throws(SQLFailure) in
            count += 1
            if count == size { last = cells[0].value }
            add(cells, to: &page)
        }
        pages += 1
        listed += count
        isDone = last == nil
        self.last = last
        page.progress = isDone ? 1 : min(0.99, Double(listed) / Double(max(total ?? 0, listed + 1)))
        return page
    }

    private func query(_ size: Int) -> SQLText {
        let key = engine.quoted(table.key.name)
        var statement = SQLText("SELECT \(engine.top(size))\(key), \(engine.number(of: table.expiry))")
        if request.readsContent {
            statement += ", \(engine.kind(of: table.content)), \(engine.bytes(of: table.content))"
        }
        statement += " FROM \(engine.quoted(table.name)) WHERE \(key) "
        if let last {
            statement += "> "
            engine.add(last, to: &statement)
        } else {
            statement += "IS NOT NULL"
        }
        statement += " ORDER BY \(key)\(engine.limit(size))"
        return statement
    }

    private func add(_ cells: [SQLCell], to page: inout RecordPage) {
        guard let key = cells[0].bytes else { return }
        let expiry = ExpiryValue(cells[1], zeroMeansNever: table.zeroMeansNever).row
        guard request.readsContent else { return page.append(key: key, deadline: expiry) }
        let content = cells[3].bytes
        let isSession = ["text", "blob"].contains(cells[2].string?.lowercased() ?? "null")
        if expiry != RowFacts.unknown, isSession, let content {
            glance(key, content, expiry, &page)
        } else {
            let facts = RowFacts(deadline: expiry, size: content?.count ?? 0, isReadable: false)
            page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    private func glance(
        _ key: UnsafeRawBufferPointer, _ stored: UnsafeRawBufferPointer, _ expiry: Int64, _ page: inout RecordPage
    ) {
        guard let content = engine.bytes(from: stored, of: table.content) else {
            return request.glance(key, stored, expiry, RowFacts.unknown, &page)
        }
        content.withUnsafeBytes { request.glance(key, $0, expiry, RowFacts.unknown, &page) }
    }
}
