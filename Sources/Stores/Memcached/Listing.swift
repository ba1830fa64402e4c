internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// One listing of a server: a dump of its keys with their deadlines, and if asked for the contents.
///
/// A dump can miss what is used or moved at that very moment, so it is taken again while the server holds more than was
/// seen, once at least and then for as long as that brings something.
///
/// The dump is read as it comes; what is not yet read holds up the crawler and nobody else, so no more than a batch is
/// in memory.
/// Contents go over a second connection, double-buffered: the server looks up one batch while the next one's keys are
/// read out of the dump. At the gentle pace each batch's work is measured, and three times that long is rested.
struct Listing {
    private let connection: Connection
    private let contents: Connection?
    private let claims: KeyClaims
    private let glance: RecordGlance
    private let deliver: (RecordPage) -> Void
    private let itemCount: Int
    private let isGentle: Bool

    private var rows = RecordPage()
    private var seen: SeenKeys
    private var hasDelivered = false
    /// What the dump has told last, and the hashes of its keys.
    private var told = Batch()
    private var hashes: [UInt64] = []
    private var batch = Batch()
    private var asked = Batch()
    private var workStart: Int64 = 0

    /// Rows after which a page is handed on, and the first one.
    private static let page = (first: 100, next: 2000)

    /// Keys of a batch, one behind the other, and their deadlines in milliseconds since 1970.
    private struct Batch {
        var keys: [UInt8] = []
        var ends: [Int] = []
        var deadlines: [Int64] = []

        var count: Int { ends.count }

        mutating func append(_ key: UnsafeRawBufferPointer, _ deadline: Int64) {
            keys.append(copying: key)
            ends.append(keys.count)
            deadlines.append(deadline)
        }

        mutating func removeAll() {
            keys.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            deadlines.removeAll(keepingCapacity: true)
        }

        @inline(__always)
        func withKey<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
            keys.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range(index)])) }
        }

        func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
    }

    /// Prepares a listing; `contents` is the connection that contents go over, nil where none are asked for.
    init(
        _ connection: Connection, contents: Connection?, target: MemcachedTarget, request: ScanRequest,
        deliver: @escaping (RecordPage) -> Void
    ) throws(MemcachedFailure) {
        self.connection = connection
        self.contents = contents
        claims = target.claims
        glance = request.glance
        self.deliver = deliver
        itemCount = try connection.itemCount()
        seen = SeenKeys(expecting: itemCount)
        isGentle = Pace.isGentle(request.pace, items: itemCount)
    }

    /// Lists everything.
    mutating func run() throws(MemcachedFailure) {
        workStart = LocalClock.monotonic()
        for round in 0..<Dump.rounds {
            let before = seen.count
            try takeDump()
            if seen.count >= (try connection.itemCount()) || round > 0 && seen.count == before { break }
        }
        try turn()
        try turn()
        rows.progress = 1
        deliver(rows)
    }

    /// Takes what a dump tells that none before it told.
    private mutating func takeDump() throws(MemcachedFailure) {
        let dump = try Dump.begin(connection)
        var key: [UInt8] = []
        while let expiry = try dump.next(&key) {
            let deadline = expiry < 0 ? RowFacts.never : expiry * 1000
            key.withUnsafeBytes {
                told.append($0, deadline)
                hashes.append(SeenKeys.hash($0))
            }
            if hashes.count == SeenKeys.together { try takeTold() }
        }
        try takeTold()
    }

    /// Takes those of the keys just told that none before told.
    private mutating func takeTold() throws(MemcachedFailure) {
        let new = seen.insert(hashes)
        for index in 0..<told.count where new & 1 << UInt32(index) != 0 {
            if told.withKey(index, claims.claims) { try take(index) }
        }
        told.removeAll()
        hashes.removeAll(keepingCapacity: true)
    }

    /// Takes one of the keys just told.
    private mutating func take(_ index: Int) throws(MemcachedFailure) {
        let deadline = told.deadlines[index]
        guard contents == nil else {
            told.withKey(index) { batch.append($0, deadline) }
            if batch.count >= ItemReader.batch { try turn() }
            return
        }
        told.withKey(index) { rows.append(key: $0, deadline: deadline) }
        try handOnWhenFull()
    }

    /// Asks for the batch's contents, and only then reads the answers about the batch before.
    private mutating func turn() throws(MemcachedFailure) {
        guard let contents else { return }
        try readAnswers(contents)
        for index in 0..<batch.count {
            guard let key = MetaKey.make(batch.keys[batch.range(index)]) else { throw .badKey }
            contents.addQuestion(key, "v")
        }
        try contents.flush()
        swap(&batch, &asked)
        batch.removeAll()
        try handOnWhenFull()
    }

    private mutating func readAnswers(_ contents: Connection) throws(MemcachedFailure) {
        for index in 0..<asked.count {
            let reply = try contents.reply()
            guard case .value(let count) = reply.code else { continue }
            let content = try contents.receiver.data(count)
            asked.keys.withUnsafeBytes { keys in
                let key = UnsafeRawBufferPointer(rebasing: keys[asked.range(index)])
                glance(key, content, asked.deadlines[index], RowFacts.unknown, &rows)
            }
        }
        asked.removeAll()
    }

    @inline(__always)
    private mutating func handOnWhenFull() throws(MemcachedFailure) {
        if rows.count >= (hasDelivered ? Self.page.next : Self.page.first) { try handOn() }
    }

    private mutating func handOn() throws(MemcachedFailure) {
        hasDelivered = true
        rows.progress = itemCount == 0 ? 0 : min(0.99, Double(seen.count) / Double(itemCount))
        deliver(rows)
        rows = RecordPage()
        rows.reserve(Self.page.next)
        try connection.socket.waker.check()
        if isGentle { try Pace.rest(afterWorkSince: workStart, connection.socket.waker) }
        workStart = LocalClock.monotonic()
    }
}
