internal import CFreeTDS
internal import Glibc
internal import SQLStore

/// A connection to a server.
final class SQLServerConnection: SQLConnection {
    /// Where and how to connect.
    struct Options {
        /// "host:port".
        var server: String?
        var user: String?
        var password: String?
        var database: String?
        /// FreeTDS's word for how much is encrypted.
        var encryption: String?
        /// Whether a copy that can't be written to will do.
        var isReadOnly = false
        /// In milliseconds.
        var timeout = 5000
    }

    let breaker: Breaker
    private let handle: OpaquePointer
    private let descriptor: Int32
    private let timeout: Int
    private var isBroken = false

    /// Connects.
    init(_ options: Options) throws(SQLFailure) {
        try FreeTDSLibrary.load()
        guard let handle = Self.connect(options) else { throw .refused("no memory is left") }
        guard cfreetds_is_open(handle) != 0 else {
            let failure = SQLServerError(handle).connecting(timeout: options.timeout)
            cfreetds_close(handle)
            throw failure
        }
        self.handle = handle
        timeout = options.timeout
        // One of our own: the library closes its socket by itself, and the number would then be somebody else's.
        let descriptor = fcntl(cfreetds_socket(handle), F_DUPFD_CLOEXEC, 0)
        self.descriptor = descriptor
        // The connection breaks, and whoever waits for it is told so: the library's own way to stop is for one thread.
        breaker = Breaker { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    deinit {
        breaker.retire()
        close(descriptor)
        cfreetds_close(handle)
    }

    private static func connect(_ options: Options) -> OpaquePointer? {
        let texts = [options.server, options.user, options.password, options.database, options.encryption].map { text in
            text.flatMap { strdup($0) }
        }
        defer { for text in texts { free(text) } }
        var plain = cfreetds_options()
        plain.server = UnsafePointer(texts[0])
        plain.user = UnsafePointer(texts[1])
        plain.password = UnsafePointer(texts[2])
        plain.database = UnsafePointer(texts[3])
        plain.encryption = UnsafePointer(texts[4])
        plain.read_only = options.isReadOnly ? 1 : 0
        plain.seconds = Int32(max(1, (options.timeout + 999) / 1000))
        return cfreetds_connect(&plain)
    }

    var isUsable: Bool { !isBroken && !breaker.hasTripped }

    func changeMark() throws(SQLFailure) -> Int64? { nil }

    @discardableResult
    func run(
        _ statement: SQLText, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        guard isUsable else { throw .lost("the connection is broken") }
        let bound = BoundStatement(statement)
        guard bound.send(handle) else { throw failure() }
        defer { cfreetds_finish(handle) }
        var changed = 0
        var cells: [SQLCell] = []
        while true {
            switch cfreetds_next(handle) {
            case 1 where bound.isChange: changed = Int(cfreetds_cell(handle, 0).integer)
            case 1:
                cells.removeAll(keepingCapacity: true)
                for column in 0..<cfreetds_columns(handle) { cells.append(SQLCell(cfreetds_cell(handle, column))) }
                try row(cells)
            case 0: return changed
            default: throw failure()
            }
        }
    }

    private func failure() -> SQLFailure {
        let failure = SQLServerError(handle).failure(timeout: timeout)
        let isOpen = cfreetds_is_open(handle) != 0
        switch failure {
        case .lost, .unreachable, .timedOut: giveUp()
        case .refused(let words) where !isOpen:
            giveUp()
            return .lost(words)
        default: if !isOpen { giveUp() }
        }
        return failure
    }

    /// Lets the server know at once that nobody is there any more, so that it undoes and unlocks.
    private func giveUp() {
        isBroken = true
        breaker.trip()
    }
}
