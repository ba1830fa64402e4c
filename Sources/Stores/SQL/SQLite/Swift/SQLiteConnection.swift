internal import CSQLValue
internal import CSQLite
internal import Glibc
internal import SQLStore
internal import StoreSockets
internal import Synchronization

/// An open database file.
final class SQLiteConnection: SQLConnection {
    let breaker: Breaker
    private let database: OpaquePointer
    /// The moment at which a statement has taken too long, in monotonic nanoseconds; SQLite reads it.
    private let limit: UnsafeMutablePointer<Int64>
    private let timeout: Int
    private let path: String
    /// Which file was opened: another one may come to have its path.
    private let file: FileIdentity?

    /// Which file a path leads to.
    private struct FileIdentity: Hashable {
        var device: dev_t
        var number: ino_t

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (device, number) = (status.st_dev, status.st_ino)
        }
    }

    /// Opens a file that exists.
    init(path: String, isReadOnly: Bool, timeout: Int) throws(SQLFailure) {
        try SQLiteLibrary.load()
        let flags = isReadOnly ? csqlite_open_readonly : csqlite_open_readwrite
        var opened: OpaquePointer?
        let code = csqlite3_open_v2(path, &opened, Int32(flags.rawValue | csqlite_open_nomutex.rawValue), nil)
        guard let opened else { throw .refused("no memory is left") }
        guard code == Int32(csqlite_ok.rawValue) else {
            let failure = SQLiteError(opened).failure(timeout: timeout)
            _ = csqlite3_close_v2(opened)
            throw failure
        }
        self.timeout = timeout
        self.path = path
        file = FileIdentity(path)
        database = opened
        limit = .allocate(capacity: 1)
        limit.initialize(to: .max)
        breaker = Self.breaker(of: opened)
        csqlite_keep_log(opened)
        csqlite_limit_time(opened, limit)
        _ = csqlite3_busy_timeout(opened, Int32(clamping: timeout))
    }

    deinit {
        breaker.retire()
        _ = csqlite3_close_v2(database)
        limit.deallocate()
    }

    /// `sqlite3_interrupt` may be called from any thread for as long as the database is open; the breaker sees to that.
    private static func breaker(of database: OpaquePointer) -> Breaker {
        let address = UInt(bitPattern: database)
        return Breaker { csqlite3_interrupt(OpaquePointer(bitPattern: address)) }
    }

    /// What is written to a file that was replaced is lost, and what is read from it is old.
    var isUsable: Bool { FileIdentity(path) == file }

    /// Whether the file can only be read.
    var isReadOnly: Bool { csqlite3_db_readonly(database, "main") == 1 }

    @discardableResult
    func run(
        _ statement: SQLText, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        limit.pointee = LocalClock.monotonic() + Int64(timeout) * 1_000_000
        var prepared: OpaquePointer?
        try check(csqlite3_prepare_v2(database, statement.text, -1, &prepared, nil))
        guard let prepared else { return 0 }
        defer { _ = csqlite3_finalize(prepared) }
        for (index, value) in statement.values.enumerated() { try bind(value, Int32(index + 1), prepared) }
        let columns = csqlite3_column_count(prepared)
        try read(prepared, Int(columns), row)
        return columns == 0 ? Int(csqlite3_changes(database)) : 0
    }

    private func read(
        _ statement: OpaquePointer, _ columns: Int, _ row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) {
        let values = UnsafeMutablePointer<csql_value>.allocate(capacity: max(1, columns))
        values.initialize(repeating: csql_value(), count: columns)
        defer { values.deallocate() }
        var cells = [SQLCell](repeating: .null, count: columns)
        while true {
            let code = csqlite_next(statement, values, Int32(columns))
            if code == Int32(csqlite_done.rawValue) { return }
            guard code == Int32(csqlite_row.rawValue) else { throw failure() }
            for column in 0..<columns { cells[column] = SQLCell(values[column]) }
            try row(cells)
        }
    }

    func changeMark() throws(SQLFailure) -> Int64? {
        // The version counts within one file only.
        let version = try integer("PRAGMA data_version")
        return version.map { $0 ^ Int64(truncatingIfNeeded: UInt64(file?.number ?? 0) << 20) }
    }

    private func bind(_ value: SQLValue, _ index: Int32, _ statement: OpaquePointer) throws(SQLFailure) {
        let code =
            switch value {
            case .null: csqlite3_bind_null(statement, index)
            case .integer(let number): csqlite3_bind_int64(statement, index, number)
            case .real(let number): csqlite3_bind_double(statement, index, number)
            case .text(let bytes):
                bytes.withUnsafeBytes { csqlite_bind_bytes(statement, index, $0.baseAddress, Int32($0.count), 1) }
            case .blob(let bytes):
                bytes.withUnsafeBytes { csqlite_bind_bytes(statement, index, $0.baseAddress, Int32($0.count), 0) }
            }
        try check(code)
    }

    private func check(_ code: Int32) throws(SQLFailure) {
        if code != Int32(csqlite_ok.rawValue) { throw failure() }
    }

    private func failure() -> SQLFailure {
        let error = SQLiteError(database)
        if error.isInterruption, LocalClock.monotonic() > limit.pointee { return .timedOut(timeout) }
        return error.failure(timeout: timeout)
    }
}
