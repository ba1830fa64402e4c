internal import SessionModel

/// A look at every row of a table, page by page.
struct SnapshotWalk<Engine: SQLEngine>: Sendable {
    private let engine: Engine
    private let table: SQLTable
    private var last: SQLValue?

    /// What was seen so far.
    var snapshot: TableSnapshot
    /// Whether everything was.
    private(set) var isDone = false

    private static var page: Int { 5000 }

    init(engine: Engine, table: SQLTable, mark: Int64?) {
        self.engine = engine
        self.table = table
        snapshot = TableSnapshot(mark: mark)
    }

    /// Looks at the next page.
    mutating func next(_ connection: Engine.Connection) throws(SQLFailure) {
        var last: SQLValue?
        var count = 0
        var rows = snapshot.rows
        snapshot.rows = [:]
        try connection.run(query()) { cells throws(SQLFailure) in
            count += 1
            if count == Self.page { last = cells[0].value }
            guard let key = cells[0].bytes else { return }
            rows[SessionKey(bytes: key)] = fingerprint(cells)
        }
        snapshot.rows = rows
        isDone = last == nil
        self.last = last
    }

    private func fingerprint(_ cells: [SQLCell]) -> UInt64 {
        var digest = Hasher()
        for cell in cells[1...] {
            switch cell {
            case .null: digest.combine(0)
            case .integer(let number): digest.combine(number)
            case .real(let number): digest.combine(number.bitPattern)
            case .text(let bytes), .blob(let bytes): digest.combine(bytes: bytes)
            }
        }
        return UInt64(bitPattern: Int64(digest.finalize()))
    }

    /// What stands for the content: of fields those in the row itself, one of which a framework changes with any other.
    private var content: String {
        switch table.content {
        case .column(let column): engine.digest(of: column) ?? engine.bytes(of: column)
        case .fields(let fields, let more): engine.rowFields(fields, more)
        }
    }

    private func query() -> SQLText {
        let key = engine.quoted(table.key.name)
        let moment = engine.number(of: table.expiry, table.unit)
        var statement = SQLText("SELECT \(engine.top(Self.page))\(key), \(moment), \(content)")
        statement += " FROM \(engine.quoted(table.name)) WHERE \(key) "
        if let last {
            statement += "> "
            engine.add(last, to: &statement)
        } else {
            statement += "IS NOT NULL"
        }
        statement += " ORDER BY \(key)\(engine.limit(Self.page))"
        return statement
    }
}
