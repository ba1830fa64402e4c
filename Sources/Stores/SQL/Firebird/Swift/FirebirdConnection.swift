internal import CFirebird
internal import Glibc
internal import SQLStore
internal import StoreSockets

/// A connection to a server.
///
/// A statement outside a transaction has one of its own, which ends with it: nothing is held between two statements.
final class FirebirdConnection: SQLConnection {
    /// Where and how to connect.
    struct Options {
        /// HOST/PORT:PATH, as the client library takes it.
        var database = ""
        var user: String?
        var password: String?
        var role: String?
        /// In milliseconds.
        var timeout = 5000
        /// Whether a statement outside a transaction may change anything.
        var mayWrite = false
    }

    /// What an act is framed with; the client library has functions for these, not statements.
    enum Frame: String {
        case begin = "SET TRANSACTION READ WRITE"
        case commit = "COMMIT"
        case rollback = "ROLLBACK"
    }

    let breaker: Breaker
    private let handle: OpaquePointer
    private let timeout: Int
    private var isBroken = false
    /// When the statement under way began, in monotonic nanoseconds.
    private var start: Int64 = 0
    /// The statement whose rows are taken in batches; nil where there is none.
    private var listing: OpaquePointer?

    /// Connects.
    init(_ options: Options) throws(SQLFailure) {
        try FirebirdLibrary.load()
        guard let handle = Self.connect(options) else { throw .refused("no memory is left") }
        let error = FirebirdError(handle)
        guard error.codes.isEmpty else {
            cfirebird_close(handle)
            throw error.connecting(timeout: options.timeout)
        }
        self.handle = handle
        timeout = options.timeout
        breaker = Self.breaker(of: handle)
    }

    deinit {
        breaker.retire()
        if let listing { _ = cfirebird_finish(listing, 0) }
        cfirebird_close(handle)
    }

    /// A connection may be broken from any thread for as long as it is there; the breaker sees to that.
    private static func breaker(of handle: OpaquePointer) -> Breaker {
        let address = UInt(bitPattern: handle)
        return Breaker { cfirebird_break(OpaquePointer(bitPattern: address)) }
    }

    private static func connect(_ options: Options) -> OpaquePointer? {
        let texts = [options.database, options.user, options.password, options.role].map { text in
            text.flatMap { strdup($0) }
        }
        defer { for text in texts { free(text) } }
        var plain = cfirebird_options()
        plain.name = UnsafePointer(texts[0])
        plain.user = UnsafePointer(texts[1])
        plain.password = UnsafePointer(texts[2])
        plain.role = UnsafePointer(texts[3])
        plain.milliseconds = Int32(clamping: options.timeout)
        plain.may_write = options.mayWrite ? 1 : 0
        return cfirebird_connect(&plain)
    }

    var isUsable: Bool { !isBroken && !breaker.hasTripped }

    func changeMark() throws(SQLFailure) -> Int64? { nil }

    @discardableResult
    func run(
        _ statement: SQLText, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        try begin()
        defer { end() }
        if let frame = Frame(rawValue: statement.text) {
            guard run(frame) == 0 else { throw failure() }
            return 0
        }
        guard let running = query(statement) else { throw failure() }
        do throws(SQLFailure) {
            try read(running, row)
        } catch {
            _ = cfirebird_finish(running, 0)
            throw error
        }
        let count = Int(cfirebird_affected(running))
        guard cfirebird_finish(running, 1) == 0 else { throw failure() }
        return count
    }

    /// From here on what is under way may only take so long.
    private func begin() throws(SQLFailure) {
        guard isUsable else { throw .lost("the connection is broken") }
        start = LocalClock.monotonic()
        _ = cfirebird_limit(handle, Int32(clamping: timeout))
    }

    private func end() {
        if cfirebird_limit(handle, 0) != 0 { isBroken = true }
    }

    /// Begins to listen to two events; nil where that fails and the connection is none the worse for it.
    func listen(to first: String, and second: String) throws(SQLFailure) -> OpaquePointer? {
        guard isUsable else { throw .lost("the connection is broken") }
        _ = cfirebird_limit(handle, Int32(clamping: timeout))
        let listener = cfirebird_listen(handle, first, second, Int32(clamping: timeout))
        guard cfirebird_limit(handle, 0) == 0 else {
            isBroken = true
            if let listener { cfirebird_stop_listening(listener) }
            return nil
        }
        return listener
    }

    private func run(_ frame: Frame) -> Int32 {
        switch frame {
        case .begin: cfirebird_begin(handle, UInt8(clamping: lockSeconds))
        case .commit: cfirebird_commit(handle)
        case .rollback: cfirebird_rollback(handle)
        }
    }

    /// Reads rows, at most so many; how many there were.
    @discardableResult
    private func read(
        _ running: OpaquePointer, atMost limit: Int = .max, _ row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        let columns = Int(cfirebird_columns(running))
        var cells = [SQLCell](repeating: .null, count: columns)
        for found in 0..<limit {
            switch cfirebird_next(running) {
            case 1:
                for column in 0..<columns { cells[column] = SQLCell(cfirebird_cell(running, UInt32(column))) }
                try row(cells)
            case 0: return found
            default: throw failure()
            }
        }
        return limit
    }

    // MARK: Reading out of a snapshot

    var hasSnapshot: Bool { listing != nil }

    /// A cursor in a transaction that only reads what is committed: it holds nothing back and is met by no lock, and its
    /// server sends on while the rows are read. With pauses in between pages go by the key, so that nothing stays open in
    /// a server that keeps a statement's view for as long as it runs, as those from 4 on do.
    func beginSnapshot(_ statement: SQLText, rests: Bool) throws(SQLFailure) -> Bool {
        guard !rests else { return false }
        try begin()
        defer { end() }
        guard let running = query(statement) else { throw failure() }
        listing = running
        return true
    }

    func takeRows(
        _ count: Int, ahead: Int?, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        guard let listing else { throw .lost("the connection is broken") }
        try begin()
        defer { end() }
        do throws(SQLFailure) {
            return try read(listing, atMost: count, row)
        } catch {
            self.listing = nil
            _ = cfirebird_finish(listing, 0)
            throw error
        }
    }

    func endSnapshot() throws(SQLFailure) {
        guard let listing else { return }
        try begin()
        defer { end() }
        self.listing = nil
        guard cfirebird_finish(listing, 1) == 0 else { throw failure() }
    }

    private func query(_ statement: SQLText) -> OpaquePointer? {
        BoundValues(statement.values).withValues { cfirebird_query(handle, statement.text, $0, $0.count) }
    }

    /// A lock is waited for less long than an answer.
    private var lockSeconds: Int { max(1, timeout / 1000 - 1) }

    /// Who waited in vain for a row is told just what one is told who came a moment too late: how long it took tells.
    private func afterWaiting(_ failure: SQLFailure) -> SQLFailure {
        let waited = Int((LocalClock.monotonic() - start) / 1_000_000)
        guard case .conflict = failure, waited >= max(500, lockSeconds * 1000 - 1000) else { return failure }
        return .locked(waited)
    }

    private func failure() -> SQLFailure {
        if cfirebird_limit(handle, 0) != 0 {
            isBroken = true
            return .timedOut(timeout)
        }
        let failure = afterWaiting(FirebirdError(handle).failure(timeout: lockSeconds * 1000))
        switch failure {
        case .lost, .unreachable: isBroken = true
        default: break
        }
        return failure
    }
}
