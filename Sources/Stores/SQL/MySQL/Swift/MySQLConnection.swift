internal import CMariaDB
internal import Glibc
internal import SQLStore
internal import StoreSockets

/// A connection to a server.
final class MySQLConnection: SQLConnection {
    /// Where and how to connect.
    struct Options {
        var host: String?
        var port: UInt16 = 0
        var user: String?
        var password: String?
        var database: String?
        var authority: String?
        /// In milliseconds.
        var timeout = 5000
        /// How long nothing may come where changes are told, in seconds; nil for any other connection.
        var silence: Int?
    }

    let breaker: Breaker
    private let handle: OpaquePointer
    private let timeout: Int
    private var isBroken = false

    /// Connects.
    init(_ options: Options) throws(SQLFailure) {
        try MariaDBLibrary.load()
        let began = ContinuousClock.now
        guard let handle = Self.connect(options) else { throw .refused("no memory is left") }
        guard cmariadb_error_number(handle) == 0 else {
            let error = MySQLError(handle)
            cmariadb_close(handle)
            throw Self.reason(of: error, began.duration(to: .now), options)
        }
        self.handle = handle
        timeout = options.timeout
        let descriptor = cmariadb_socket(handle)
        // The connection breaks, and whoever waits for it is told so.
        breaker = Breaker { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    deinit {
        breaker.retire()
        cmariadb_close(handle)
    }

    /// Why no connection came about. For a port that refuses the client library has no words but the number of something
    /// else, so the system is asked, unless that may be to wait as long again.
    private static func reason(of error: MySQLError, _ waited: Duration, _ options: Options) -> SQLFailure {
        let failure = error.failure(timeout: options.timeout)
        // By this name the client library takes the server's socket file.
        guard case .unreachable = failure, let host = options.host, host != "localhost",
            waited < .milliseconds(options.timeout / 2),
            let words = ConnectionProbe.refusal(of: host, port: options.port, timeout: options.timeout)
        else { return failure }
        return .unreachable(words)
    }

    private static func connect(_ options: Options) -> OpaquePointer? {
        let texts = [options.host, options.user, options.password, options.database, options.authority].map { text in
            text.flatMap { strdup($0) }
        }
        defer { for text in texts { free(text) } }
        var plain = cmariadb_options()
        plain.host = UnsafePointer(texts[0])
        plain.user = UnsafePointer(texts[1])
        plain.password = UnsafePointer(texts[2])
        plain.database = UnsafePointer(texts[3])
        plain.authority = UnsafePointer(texts[4])
        plain.port = UInt32(options.port)
        plain.seconds = UInt32(max(1, (options.timeout + 999) / 1000))
        plain.silence = UInt32(options.silence ?? 0)
        return cmariadb_connect(&plain)
    }

    var isUsable: Bool { !isBroken && !breaker.hasTripped }

    func changeMark() throws(SQLFailure) -> Int64? { nil }

    @discardableResult
    func run(
        _ statement: SQLText, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        guard isUsable else { throw .lost("the connection is broken") }
        // Not every server prepares what begins and ends transactions.
        if statement.values.isEmpty, !statement.text.hasPrefix("SELECT"), !statement.text.hasPrefix("SHOW") {
            guard cmariadb_run(handle, statement.text, statement.text.utf8.count) == 0 else { throw failure() }
            return 0
        }
        return try rows(of: statement, isStreamed: false, row)
    }

    var streamsRows: Bool { true }

    func stream(_ statement: SQLText, row: ([SQLCell]) throws(SQLFailure) -> Void) throws(SQLFailure) {
        guard isUsable else { throw .lost("the connection is broken") }
        _ = try rows(of: statement, isStreamed: true, row)
    }

    private func rows(
        of statement: SQLText, isStreamed: Bool, _ row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        guard let running = query(statement, isStreamed: isStreamed) else { throw failure() }
        defer { cmariadb_finish(running) }
        let columns = Int(cmariadb_columns(running))
        var cells = [SQLCell](repeating: .null, count: columns)
        while true {
            switch cmariadb_next(running) {
            case 1:
                for column in 0..<columns { cells[column] = SQLCell(cmariadb_cell(running, UInt32(column))) }
                try row(cells)
            case 0: return Int(cmariadb_affected(running))
            default: throw failure()
            }
        }
    }

    /// Begins to read the server's log; the connection then does nothing else.
    func log(_ file: String, from position: Int64, as number: UInt32) throws(SQLFailure) -> OpaquePointer {
        guard let log = cmariadb_log_open(handle, file, file.utf8.count, UInt(position), number) else {
            throw failure()
        }
        return log
    }

    /// Waits for the next event of a log; its bytes are good until the next call.
    func nextEvent(_ log: OpaquePointer) throws(SQLFailure) -> UnsafeRawBufferPointer {
        guard isUsable else { throw .lost("the connection is broken") }
        var bytes: UnsafeRawPointer?
        var size = 0
        guard cmariadb_log_next(log, &bytes, &size) == 0 else { throw failure() }
        return UnsafeRawBufferPointer(start: bytes, count: size)
    }

    private func query(_ statement: SQLText, isStreamed: Bool) -> OpaquePointer? {
        BoundValues(statement.values).withValues {
            cmariadb_query(handle, statement.text, statement.text.utf8.count, $0, $0.count, isStreamed ? 1 : 0)
        }
    }

    private func failure() -> SQLFailure {
        let failure = MySQLError(handle).failure(timeout: timeout)
        switch failure {
        case .lost, .unreachable: isBroken = true
        default: break
        }
        return failure
    }
}
