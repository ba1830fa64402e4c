internal import Glibc
internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// A change feed that is set up: a connection that the server logs what it stores to, where it does so.
///
/// The log tells of no removal and of no end of time, and the server drops lines of it when it is in a hurry without
/// saying so: the store is listed again and again beside it.
struct FeedSource: ~Copyable {
    /// How changes become known.
    let kind: FeedKind
    /// Why the server tells nothing; nil where it does.
    let refusal: String?
    private let watcher: Connection?

    /// What would make a server tell.
    static let remedy = "Start it without -W (--disable-watch)."
    /// Keys after which a batch is handed on.
    private static let batch = 10_000

    /// Sets up the best feed there is.
    static func open(_ target: MemcachedTarget, waker: Waker) throws(MemcachedFailure) -> FeedSource {
        let connection = try Connection.open(target, waker: waker)
        connection.add("watch mutations\r\n")
        try connection.flush()
        let line = String(decoding: try connection.receiver.line(), as: UTF8.self)
        guard line == "OK" else {
            return FeedSource(kind: .poll(seconds: target.pollInterval), refusal: line, watcher: nil)
        }
        let name = "mutations + poll \(target.pollInterval)s"
        return FeedSource(kind: .push(name), refusal: nil, watcher: connection)
    }

    /// Delivers changes until the connection is lost.
    func follow(
        _ target: MemcachedTarget, waker: Waker, _ deliver: (StoreChange) -> Void
    ) throws(MemcachedFailure) {
        let interval = Int64(target.pollInterval) * 1_000_000_000
        var due = LocalClock.monotonic() + interval
        while true {
            let left = max(0, due - LocalClock.monotonic())
            if let watcher {
                var descriptors = [pollfd(fd: watcher.socket.descriptor, events: Int16(POLLIN), revents: 0)]
                if try waker.wait(for: &descriptors, nanoseconds: left) { try read(watcher, target, deliver) }
            } else {
                try waker.rest(nanoseconds: left)
            }
            if LocalClock.monotonic() >= due {
                deliver(.due)
                due = LocalClock.monotonic() + interval
            }
        }
    }

    private func read(
        _ watcher: Connection, _ target: MemcachedTarget, _ deliver: (StoreChange) -> Void
    ) throws(MemcachedFailure) {
        var touched: Set<SessionKey> = []
        while try watcher.receiver.fillAvailable() {
            while let line = try watcher.receiver.lineAtHand() {
                if line.starts(with: "skipped=".utf8) { deliver(.gap("the server left changes out")) }
                if let key = Self.key(line), key.bytes.withUnsafeBytes({ target.claims.claims($0) }) {
                    touched.insert(key)
                }
            }
            if touched.count >= Self.batch {
                deliver(.touched(Array(touched)))
                touched = []
            }
        }
        if !touched.isEmpty { deliver(.touched(touched.sorted())) }
    }

    /// The key that a line of the log names.
    static func key(_ line: UnsafeRawBufferPointer) -> SessionKey? {
        let mark = Array(" key=".utf8)
        guard line.count > mark.count else { return nil }
        for start in 0..<line.count - mark.count where line[start] == 32 {
            guard line[start...].starts(with: mark) else { continue }
            let word = line[(start + mark.count)...].prefix { $0 != 32 }
            var bytes: [UInt8] = []
            KeyText.decode(UnsafeRawBufferPointer(rebasing: word), into: &bytes)
            return SessionKey(bytes: bytes)
        }
        return nil
    }
}
