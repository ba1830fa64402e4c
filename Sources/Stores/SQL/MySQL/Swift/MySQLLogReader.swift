internal import CMariaDB
internal import SQLStore
internal import SessionModel
internal import StoreSockets

/// Reads a server's binary log as it is written, and tells which rows of a table it changes.
final class MySQLLogReader: SQLPushSource {
    /// Which table is meant, and where its key is.
    struct Place: Hashable {
        var database: String
        var table: String
        var keyColumn: Int
        var columnCount: Int
        /// How many bytes a key is filled up to with zeros; nil where it is not.
        var padding: Int?
        /// Whether the bytes of a key are as they are read with SELECT; else only those of ASCII are.
        var isPlain: Bool
    }

    private let connection: MySQLConnection
    private let log: OpaquePointer
    private let place: Place
    private let look: () throws(SQLFailure) -> Bool
    private var hasChecksum = false
    private var described: BinlogTable?
    private var transaction = BinlogTransaction()
    private var prepared = PreparedTransactions()
    /// The name of the transaction whose first phase ends.
    private var ending = ""

    /// The server is heard from this often, in seconds, also when nothing happens; else the line is dead.
    static let silence = 30
    /// What a reader of a log tells the server first.
    static let settings = [
        "SET @master_heartbeat_period = 10000000000", "SET @source_heartbeat_period = 10000000000",
        "SET @master_binlog_checksum = @@GLOBAL.binlog_checksum",
        "SET @source_binlog_checksum = @@GLOBAL.binlog_checksum", "SET @mariadb_slave_capability = 4",
    ]
    /// Takes a connection that reads a log already, and waits until it has begun.
    init(
        _ connection: MySQLConnection, _ log: OpaquePointer, _ place: Place,
        look: @escaping () throws(SQLFailure) -> Bool
    ) throws(SQLFailure) {
        self.connection = connection
        self.log = log
        self.place = place
        self.look = look
        // Whoever may not read it is told so in place of the first entry.
        _ = try take(next())
    }

    deinit { cmariadb_log_close(log) }

    var breaker: Breaker { connection.breaker }
    var namesKeys: Bool { true }
    /// A transaction is in the log a moment before it can be read in the table.
    var tellsEarly: Bool { true }

    func wait(milliseconds: Int) throws(SQLFailure) -> [SQLNews] {
        let end = LocalClock.monotonic() + Int64(milliseconds) * 1_000_000
        while true {
            let (news, isOver) = try take(next())
            if !news.isEmpty || isOver || LocalClock.monotonic() >= end { return news }
        }
    }

    func isStillSetUp() throws(SQLFailure) -> Bool { try look() }

    private func next() throws(SQLFailure) -> BinlogEvent {
        guard let event = BinlogEvent(try connection.nextEvent(log), hasChecksum: hasChecksum) else {
            throw .lost("its log can't be read")
        }
        return event
    }

    /// What an entry tells, and whether nothing more is under way.
    private func take(_ event: BinlogEvent) throws(SQLFailure) -> (news: [SQLNews], isOver: Bool) {
        do throws(BinlogError) {
            switch event.kind {
            case .format: hasChecksum = event.announcesChecksums
            case .heartbeat: return (handOn(), true)
            case .commit: return (handOn(), false)
            case .prepared(let isOver):
                if isOver { return (handOn(), false) }
                prepared.prepare(transaction, as: ending)
                transaction = BinlogTransaction()
            case .statement: return (statement(event), false)
            case .table:
                if let table = try BinlogTable(event.body, database: place.database, table: place.table) {
                    described = table
                    if table.columns.count != place.columnCount { throw .unreadable }
                }
            case .rows(let kind, let hasExtra):
                let rows = try BinlogRows(event.body, kind, hasExtra: hasExtra)
                if let described, rows.table == described.number { try read(rows, described) }
            case .opaque: return ([.gap("the log tells of changes in a form that can't be read")], false)
            case .other: break
            }
            return ([], false)
        } catch {
            throw .lost("its log tells of the table in a form that can't be read")
        }
    }

    private func read(_ rows: BinlogRows, _ table: BinlogTable) throws(BinlogError) {
        if transaction.isFull { return }
        guard rows.name(place.keyColumn) else {
            return transaction.miss("sessions changed that the log does not name")
        }
        try rows.keys(place.keyColumn, of: table) { value in
            var key = value.map(\.self)
            if !place.isPlain, key.contains(where: { $0 >= 0x80 }) {
                transaction.miss("keys changed that are no plain text in the log")
            }
            if let padding = place.padding, key.count < padding {
                key += Array(repeating: 0, count: padding - key.count)
            }
            transaction.touch(SessionKey(bytes: key))
            return !transaction.isFull
        }
    }

    /// What the transaction that has ended tells.
    private func handOn() -> [SQLNews] {
        defer { transaction = BinlogTransaction() }
        return transaction.news
    }

    private func statement(_ event: BinlogEvent) -> [SQLNews] {
        guard let (database, words) = event.statement else { return [.gap("a statement in the log can't be read")] }
        let first = words.prefix { $0.isLetter }.uppercased()
        switch first {
        case "BEGIN", "SAVEPOINT": return []
        case "XA": return twoPhases(words)
        case "COMMIT": return handOn()
        // It goes back to a savepoint and not past it, or stands at the end of changes to tables that know no way back.
        case "ROLLBACK": return words.split(separator: " ").contains { $0.uppercased() == "TO" } ? [] : handOn()
        default:
            let isOurs =
                database.lowercased() == place.database.lowercased()
                || words.lowercased().contains(place.database.lowercased())
            guard isOurs, words.lowercased().contains(place.table.lowercased()) else { return handOn() }
            return handOn() + [.gap("more than single sessions changed"), .doubt]
        }
    }

    /// What a statement of a two-phase commit tells: `XA VERB NAME`, the name written alike in all of them.
    private func twoPhases(_ words: String) -> [SQLNews] {
        let parts = words.split(separator: " ", maxSplits: 2)
        guard parts.count == 3 else { return [] }
        let name = String(parts[2])
        switch parts[1].uppercased() {
        case "END": ending = name
        case "COMMIT": return prepared.commit(name)
        case "ROLLBACK": prepared.rollBack(name)
        default: break
        }
        return []
    }
}

extension MySQLLogReader.Place {
    /// Asks the catalogue.
    init(_ table: SQLTable, database: String, _ connection: MySQLConnection) throws(SQLFailure) {
        var statement: SQLText = """
            SELECT column_name, CAST(ordinal_position AS SIGNED), character_set_name FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name = ?
            """
        statement.bind(.text(table.name))
        var (count, place, charset): (Int, Int?, String?) = (0, nil, nil)
        try connection.run(statement) { cells throws(SQLFailure) in
            count += 1
            guard cells[0].string == table.key.name else { return }
            (place, charset) = (cells[1].integer.map(Int.init), cells[2].string)
        }
        guard let place else { throw .lost("the column \(table.key.name) is gone") }
        if let charset, ["ucs2", "utf16", "utf16le", "utf32"].contains(charset) {
            throw .refused("its column \(table.key.name) is kept as \(charset)")
        }
        self.init(
            database: database, table: table.name, keyColumn: place - 1, columnCount: count,
            padding: table.key.type == "binary" ? table.key.capacity : nil,
            isPlain: charset.map { ["utf8", "utf8mb3", "utf8mb4", "ascii", "binary"].contains($0) } ?? true)
    }
}
