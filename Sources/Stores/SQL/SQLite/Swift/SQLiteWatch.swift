internal import Glibc
internal import SQLStore
internal import SystemEvents

/// The kernel's reports of what is written to a database file, its journal and its write-ahead log.
///
/// They tell that there is something to see, not what: that, and whether it was a commit at all, `PRAGMA data_version`
/// and the table say.
final class SQLiteWatch: SQLPushSource {
    let breaker: Breaker
    private let queue: Inotify
    private let stop: WakeDescriptor
    private let path: String
    private let names: [[UInt8]]
    private let identity: Identity
    /// When to look once more after the last report, in monotonic milliseconds.
    private var echoes: [Int64] = []

    private struct Identity: Hashable {
        var device: dev_t
        var number: ino_t
    }

    private static let events = UInt32(
        IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE)
    /// A commit is written to the log before its readers see it, and to the journal before it is over: a report may come
    /// a little too soon, in milliseconds.
    private static let afterwards: [Int64] = [10, 100]

    /// Watches a file that exists.
    init(_ path: String) throws(SQLFailure) {
        guard let resolved = realpath(path, nil) else { throw .unreachable(String(cString: strerror(errno))) }
        defer { free(resolved) }
        let whole = String(cString: resolved)
        guard let slash = whole.lastIndex(of: "/") else { throw .refused("\(whole) is in no directory") }
        let directory = whole[...slash]
        let name = Array(whole[whole.index(after: slash)...].utf8)
        names = [name, name + Array("-wal".utf8), name + Array("-journal".utf8)]
        self.path = path
        do throws(SystemEventError) {
            let queue = try Inotify()
            _ = try queue.add(String(directory), Self.events)
            let stop = try WakeDescriptor()
            breaker = Breaker { stop.signal() }
            self.stop = stop
            self.queue = queue
        } catch {
            throw .refused(error.description)
        }
        guard let identity = Self.identity(path) else { throw .unreachable(String(cString: strerror(errno))) }
        self.identity = identity
    }

    deinit { breaker.retire() }

    private static func identity(_ path: String) -> Identity? {
        var status = stat()
        return stat(path, &status) == 0 ? Identity(device: status.st_dev, number: status.st_ino) : nil
    }

    var namesKeys: Bool { false }

    func wait(milliseconds: Int) throws(SQLFailure) -> [SQLNews] {
        let end = monotonicMilliseconds() + Int64(milliseconds)
        while true {
            let now = monotonicMilliseconds()
            if let echo = echoes.first, echo <= now {
                echoes.removeAll { $0 <= now }
                return [.something]
            }
            if now >= end { return [] }
            let left = min(end, echoes.first ?? end) - now
            let found = poll([stop.descriptor, queue.descriptor], timeoutMilliseconds: Int(left))
            if found.isReady(stop.descriptor) { throw .cancelled }
            guard found.isReady(queue.descriptor), readReports() else { continue }
            guard Self.identity(path) == identity else { throw .lost("another file has taken its place") }
            echoes = Self.afterwards.map { monotonicMilliseconds() + $0 }
            return [.something]
        }
    }

    /// Reads what was reported; whether any of it is about the database.
    private func readReports() -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
        defer { buffer.deallocate() }
        var isOurs = false
        while queue.read(
            buffer,
            { event in
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 || names.contains(where: event.name.elementsEqual) {
                    isOurs = true
                }
            })
        {}
        return isOurs
    }

    func isStillSetUp() throws(SQLFailure) -> Bool {
        guard Self.identity(path) == identity else { throw .lost("another file has taken its place") }
        return true
    }
}
