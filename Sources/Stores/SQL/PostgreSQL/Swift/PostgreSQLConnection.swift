internal import CPostgreSQL
internal import Glibc
internal import SQLStore
internal import StoreSockets

/// A connection to a server.
final class PostgreSQLConnection: SQLConnection {
    let breaker: Breaker
    let handle: OpaquePointer
    let timeout: Int
    var isBroken = false
    /// The rows that are kept for being taken in batches; nil where there are none.
    var snapshot: Snapshot?

    /// Connects with libpq's own parameters.
    init(_ parameters: [(name: String, value: String)], timeout: Int) throws(SQLFailure) {
        try PostgreSQLLibrary.load()
        guard let handle = Self.connect(parameters) else { throw .refused("no memory is left") }
        guard cPQstatus(handle) == cpostgresql_connection_ok.rawValue else {
            let words = cPQerrorMessage(handle).map { String(cString: $0) } ?? ""
            cPQfinish(handle)
            throw PostgreSQLError.connecting(words, timeout: timeout)
        }
        self.handle = handle
        self.timeout = timeout
        let descriptor = cPQsocket(handle)
        // The connection breaks, and whoever waits for it is told so.
        breaker = Breaker { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        cpostgresql_be_quiet(handle)
    }

    deinit {
        breaker.retire()
        cPQfinish(handle)
    }

    private static func connect(_ parameters: [(name: String, value: String)]) -> OpaquePointer? {
        let names = parameters.map { strdup($0.name) }
        let values = parameters.map { strdup($0.value) }
        defer { for text in names + values { free(text) } }
        let nameList = names.map { UnsafePointer($0) } + [nil]
        let valueList = values.map { UnsafePointer($0) } + [nil]
        return cPQconnectdbParams(nameList, valueList, 0)
    }

    var isUsable: Bool { !isBroken && !breaker.hasTripped }

    func changeMark() throws(SQLFailure) -> Int64? { nil }

    @discardableResult
    func run(
        _ statement: SQLText, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        guard isUsable else { throw .lost("the connection is broken") }
        guard BoundValues(statement.values).send(statement.text, handle) else { throw lost() }
        var count = 0
        var failure: SQLFailure?
        let deadline = Self.now() + Int64(timeout)
        while true {
            try wait(until: deadline)
            guard let result = cPQgetResult(handle) else { break }
            defer { cPQclear(result) }
            switch cPQresultStatus(result) {
            case cpostgresql_tuples_ok.rawValue:
                do throws(SQLFailure) {
                    if failure == nil { try read(result, row) }
                } catch {
                    failure = error
                }
                count += Self.count(result)
            case cpostgresql_command_ok.rawValue: count += Self.count(result)
            default: failure = failure ?? PostgreSQLError(result).failure(timeout: timeout)
            }
        }
        if let failure {
            if case .lost = failure { isBroken = true }
            throw failure
        }
        return count
    }

    /// What was sent to the channels that are listened to, waiting for the first at most so many milliseconds.
    func notifications(within milliseconds: Int) throws(SQLFailure) -> [[UInt8]] {
        guard isUsable else { throw .lost("the connection is broken") }
        let waiting = takeNotifications()
        if !waiting.isEmpty { return waiting }
        var socket = pollfd(fd: cPQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard poll(&socket, 1, Int32(clamping: milliseconds)) > 0 else { return [] }
        guard cPQconsumeInput(handle) == 1 else { throw lost() }
        return takeNotifications()
    }

    private func takeNotifications() -> [[UInt8]] {
        var found: [[UInt8]] = []
        while let notification = cPQnotifies(handle) {
            found.append(
                UnsafeRawBufferPointer(start: notification.pointee.extra, count: strlen(notification.pointee.extra))
                    .map(\.self))
            cPQfreemem(notification)
        }
        return found
    }

    /// Waits until the next result can be taken without blocking.
    func wait(until deadline: Int64) throws(SQLFailure) {
        while cPQisBusy(handle) == 1 { try receive(until: deadline) }
    }

    /// Waits for more of what the server sends, and takes it in.
    func receive(until deadline: Int64) throws(SQLFailure) {
        var waiting = pollfd(fd: cPQsocket(handle), events: Int16(POLLIN), revents: 0)
        let left = deadline - Self.now()
        let ready = left > 0 ? poll(&waiting, 1, Int32(clamping: left)) : 0
        if ready == 0 {
            isBroken = true
            throw .timedOut(timeout)
        }
        if ready > 0, cPQconsumeInput(handle) == 0 { throw lost() }
    }

    func lost() -> SQLFailure {
        isBroken = true
        return .lost(PostgreSQLError.plain(cPQerrorMessage(handle).map { String(cString: $0) } ?? "it closed it"))
    }

    func read(_ result: OpaquePointer, _ row: ([SQLCell]) throws(SQLFailure) -> Void) throws(SQLFailure) {
        let types = (0..<cPQnfields(result)).map { cPQftype(result, $0) }
        var cells = [SQLCell](repeating: .null, count: types.count)
        for index in 0..<cPQntuples(result) {
            for column in types.indices { cells[column] = Self.cell(result, index, Int32(column), types[column]) }
            try row(cells)
        }
    }

    private static func cell(_ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid) -> SQLCell {
        guard cPQgetisnull(result, row, column) == 0 else { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: cPQgetvalue(result, row, column), count: Int(cPQgetlength(result, row, column)))
        return cell(bytes, type)
    }

    /// A value in the binary format of its type.
    static func cell(_ bytes: UnsafeRawBufferPointer, _ type: Oid) -> SQLCell {
        switch (type, bytes.count) {
        case (BoundValues.TypeID.bytes, _): return .blob(bytes)
        case (BoundValues.TypeID.fraction, 8):
            return .real(Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))))
        case (BoundValues.TypeID.integer, 8): return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case (BoundValues.TypeID.shortInteger, 4):
            return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case (BoundValues.TypeID.boolean, 1): return .integer(Int64(bytes[0]))
        default: return .text(bytes)
        }
    }

    private static func count(_ result: OpaquePointer) -> Int {
        cPQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// Milliseconds since some moment, never set back.
    static func now() -> Int64 { LocalClock.monotonic() / 1_000_000 }
}
