internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// One listing of a server: SCAN, and of each page the deadlines and, if asked for, the contents.
///
/// At full pace it is double-buffered: the next SCAN goes out the moment the cursor of this page is known, then the
/// answers about the page before are read, and only then the questions about this page go out. So the server always has
/// work, one half of a page while the other is on its way, and the listing takes the server's own time and little more.
/// Whoever else asks the server waits for these halves at the most, never for a page: questions that went out with the
/// SCAN would be taken in together with it. Pages of 140 make each less than two tenths of a millisecond long; longer
/// ones gain little, shorter ones make more turns than the server has to spare. At the gentle pace pages of 50 are asked
/// for; each page's work is waited for and measured, and three times that long is rested.
struct Listing {
    private let connection: Connection
    private let claims: KeyClaims
    /// Whether contents are asked for in one command: a cluster's keys lie in several slots, and no key's content is
    /// given out where one of them may not be read.
    private var isTogether: Bool
    private let pattern: [UInt8]
    /// Whether the pattern lets through what is no session.
    private let isPicking: Bool
    private let request: ScanRequest
    private let expiryCommand: Command
    private let isGentle: Bool
    private let deliver: (RecordPage) -> Void
    /// What a remaining time is added to when the moment it was told is known: the server's clock less ours.
    private let skew: Int64

    /// The page just listed, and the one before it, whose answers are still to be read.
    private var page = KeyList()
    private var previous = KeyList()
    private var deadlines: [Int64] = []
    private var rows = RecordPage()
    private var unread = UnreadKeys()
    /// Keys that were asked for together with one that may not be read: of the two pages at the most that were on their
    /// way when this came out.
    private var spoiled = KeyList()
    /// Where keys are noted that are there and may not be read.
    private let forbidden: ForbiddenKeys
    /// How many rows were handed on, and when the last ones were, in nanoseconds.
    private var delivered = 0
    private var handedOnAt: Int64 = 0
    private var progress = 0.0

    /// Rows after which a batch is handed on: few, so that whoever takes them in is soon done, and this thread and the
    /// neighbours of the server get the processor back.
    private static let batch = 400
    /// How long a row waits for more to be handed on with, in nanoseconds: a search may find few, and somebody looks on.
    private static let patience: Int64 = 200_000_000
    /// How much of a record is read where records may be hashes, in bytes: of each of a page, and of one alone that is
    /// larger than that, so that a page of large ones is never held whole.
    private static let contentLimit = (ofMany: 64 << 10, ofOne: 8 << 20)
    private static let count = (first: 100, gentle: 50, full: 140)

    /// Prepares a listing.
    init(
        connection: Connection, target: RedisTarget, request: ScanRequest, tellsMoment: Bool,
        forbidden: ForbiddenKeys, deliver: @escaping (RecordPage) -> Void
    ) throws(RedisFailure) {
        self.connection = connection
        self.forbidden = forbidden
        claims = target.claims
        isTogether = target.membership == nil
        // One pass, however many layouts there are: a listing costs the server its whole keyspace each time.
        pattern = KeyPattern.matching(anyOf: claims.prefixes)
        isPicking = claims.prefixes.count > 1 || !claims.isByPrefixAlone
        self.request = request
        self.deliver = deliver
        let (tellsMoment, size) = try Self.ask(
            connection, forMomentOf: tellsMoment ? target.probeKey : nil, forSize: request.pace == .bySize)
        expiryCommand = tellsMoment ? .expireTime : .remaining
        skew = tellsMoment ? 0 : try ClockSample.best(of: 3, connection).skew
        isGentle = Pace.isGentle(request.pace, size: size)
        for command in [.scan, .getMany, .get, expiryCommand] as [Command] { try connection.check(command) }
    }

    /// Whether this user may ask for deadlines as moments, with a key to try it on, and how many keys the server has; nil
    /// where it does not say. That the key is not this user's says nothing of the command.
    private static func ask(
        _ connection: Connection, forMomentOf key: [UInt8]?, forSize asksSize: Bool
    ) throws(RedisFailure) -> (tellsMoment: Bool, size: Int64?) {
        guard key != nil || asksSize else { return (false, nil) }
        if let key { try connection.add(.expireTime, key) }
        if asksSize { try connection.add(.databaseSize) }
        let replies = try connection.exchange((key == nil ? 0 : 1) + (asksSize ? 1 : 0))
        let refusal = replies.first?.refusal
        return (
            key != nil && (refusal.map { $0.isElsewhere || $0.deniesKeys } ?? true),
            asksSize ? replies.last.flatMap(\.integer) : nil
        )
    }

    /// Lists everything.
    mutating func run() throws(RedisFailure) {
        if request.readsContent, claims.mayHoldFields {
            try stroll(pattern)
        } else if isGentle {
            try walk(pattern)
        } else {
            try rush(pattern)
        }
        try readSpoiled()
        progress = 1
        handOn()
    }

    /// The keys that a node of a cluster lists and says are elsewhere: their slots are on their way.
    var astray: KeyList { unread.astray }

    /// As fast as the server answers.
    private mutating func rush(_ pattern: [UInt8]) throws(RedisFailure) {
        let ask = ScanRequestBytes(pattern: pattern, count: Self.count.full)
        connection.requests.append(ScanRequestBytes(pattern: pattern, count: Self.count.first).first)
        try connection.flush()
        var cursor: Cursor? = .start
        previous.removeAll()
        while cursor != nil || previous.count > 0, delivered + rows.count < request.enough {
            page.removeAll()
            if cursor != nil { cursor = try scan(ask, sendsAtOnce: true) }
            // Contents are read for longer than the server takes to look up the next ones.
            if request.readsContent { try askAboutPage() }
            // Deadlines come before the server takes the SCAN in, which is then alone.
            try readAnswers(previous)
            if !request.readsContent { try askAboutPage() }
            note(cursor)
            swap(&page, &previous)
            try connection.stream.waker.check()
        }
    }

    private mutating func askAboutPage() throws(RedisFailure) {
        guard page.count > 0 else { return }
        appendQuestions()
        try connection.flush()
    }

    private mutating func appendQuestions() {
        page.isAskedTogether = isTogether
        connection.requests.appendQuestions(page, expiryCommand, contents: request.readsContent)
    }

    /// A page, then a rest.
    private mutating func walk(_ pattern: [UInt8]) throws(RedisFailure) {
        let ask = ScanRequestBytes(pattern: pattern, count: Self.count.gentle)
        var start = LocalClock.monotonic()
        connection.requests.append(ask.first)
        try connection.flush()
        page.removeAll()
        var cursor = try scan(ask, sendsAtOnce: false)
        while true {
            // The next SCAN is waiting in front of this page's questions: one round trip a page.
            appendQuestions()
            try Pace.rest(afterWorkSince: start, connection.stream.waker)
            start = LocalClock.monotonic()
            try connection.flush()
            swap(&page, &previous)
            page.removeAll()
            let isLast = cursor == nil
            if !isLast { cursor = try scan(ask, sendsAtOnce: false) }
            try readAnswers(previous)
            note(cursor)
            if isLast || delivered + rows.count >= request.enough { return }
        }
    }

    /// Where records may be hashes: what is to be asked of one hangs on what it is, so a page is done before the next.
    private mutating func stroll(_ pattern: [UInt8]) throws(RedisFailure) {
        let ask = ScanRequestBytes(pattern: pattern, count: isGentle ? Self.count.gentle : Self.count.full)
        let reader = reader(limit: Self.contentLimit.ofMany)
        var cursor: Cursor? = .start
        while let current = cursor {
            let start = LocalClock.monotonic()
            connection.requests.append(ask.head)
            connection.requests.argument(String(current.number))
            connection.requests.append(ask.tail)
            try connection.flush()
            page.removeAll()
            cursor = try scan(ask, sendsAtOnce: false)
            connection.requests.removeAll()
            for case let record? in try records(page, reader) { try add(whole(record)) }
            if isDue { handOn() }
            note(cursor)
            if delivered + rows.count >= request.enough { return }
            try connection.stream.waker.check()
            if isGentle { try Pace.rest(afterWorkSince: start, connection.stream.waker) }
        }
    }

    /// Some keys' records; all of them are astray where one of them is.
    private mutating func records(
        _ list: KeyList, _ reader: RecordReader
    ) throws(RedisFailure) -> [StoredRecord?] {
        var keys: [SessionKey] = []
        list.visit { keys.append(SessionKey(bytes: $0)) }
        do throws(RedisFailure) {
            return try reader.records(keys)
        } catch {
            guard error.isElsewhere else { throw error }
            list.visit { unread.astray.append($0) }
            return []
        }
    }

    /// Reads what was asked for in vain, key by key, once no other answer is on its way.
    private mutating func readSpoiled() throws(RedisFailure) {
        guard spoiled.count > 0, delivered + rows.count < request.enough else { return }
        let reader = reader(limit: Self.contentLimit.ofMany)
        for case let record? in try records(spoiled, reader) { try add(whole(record)) }
    }

    private func reader(limit: Int) -> RecordReader {
        RecordReader(
            connection: connection, limit: limit, tellsMoment: expiryCommand == .expireTime, claims: claims,
            forbidden: forbidden, areListed: true)
    }

    /// A record of which only the head was read, read again alone; as it is where it is too large for that too.
    private func whole(_ record: StoredRecord) throws(RedisFailure) -> StoredRecord {
        guard case .head = record.content, record.size <= Self.contentLimit.ofOne else { return record }
        return try reader(limit: Self.contentLimit.ofOne).records([record.key]).first.flatMap { $0 } ?? record
    }

    private mutating func add(_ record: StoredRecord) { rows.add(record, request) }

    private mutating func scan(_ next: ScanRequestBytes, sendsAtOnce: Bool) throws(RedisFailure) -> Cursor? {
        let cursor = try connection.receiver.scanPage(
            into: &page, next: next, &connection.requests, sendsAtOnce: sendsAtOnce)
        if isPicking { page.keep(where: claims.claims) }
        return cursor
    }

    private mutating func readAnswers(_ keys: KeyList) throws(RedisFailure) {
        guard keys.count > 0 else { return }
        let now = expiryCommand == .expireTime ? 0 : LocalClock.milliseconds() + skew
        if request.readsContent {
            try connection.receiver.deadlines(keys, now: now, into: &deadlines, unread: &unread)
            try readContents(keys)
        } else {
            rows.reserve(keys.count)
            try connection.receiver.rows(keys, now: now, into: &rows, unread: &unread)
        }
        if unread.forbidden.count > 0 { addForbidden() }
        if isDue { handOn() }
    }

    private mutating func readContents(_ keys: KeyList) throws(RedisFailure) {
        do throws(RedisFailure) {
            try connection.receiver.contents(keys, deadlines, request.glance, into: &rows, unread: &unread)
        } catch {
            guard keys.isAskedTogether, error.deniesKeys else { throw error }
            isTogether = false
            try keys.forEach { index, key throws(RedisFailure) in
                if deadlines[index] != RowFacts.unknown { spoiled.append(key) }
            }
        }
    }

    /// Adds the rows of keys that may not be read: nothing is known of their records but that they are there.
    private mutating func addForbidden() {
        let keys = unread.forbidden
        unread.forbidden.removeAll()
        guard !request.passesOverForbidden else { return }
        keys.visit { key in
            let key = SessionKey(bytes: key)
            forbidden.insert(key)
            add(StoredRecord(key: key, content: ForbiddenKeys.content))
        }
    }

    /// Whether the rows are to be handed on: the first ones at once, many at a time, few when they have waited.
    private var isDue: Bool {
        guard rows.count > 0 else { return false }
        return delivered == 0 || rows.count >= Self.batch || LocalClock.monotonic() - handedOnAt >= Self.patience
    }

    private mutating func note(_ cursor: Cursor?) {
        progress = max(progress, cursor?.progress ?? 1)
    }

    private mutating func handOn() {
        handedOnAt = LocalClock.monotonic()
        delivered += rows.count
        rows.progress = progress
        deliver(rows)
        rows = RecordPage()
        rows.reserve(Self.batch + Self.count.full)
    }
}

extension RecordPage {
    /// Adds the row of a record that was read by itself.
    mutating func add(_ record: StoredRecord, _ request: ScanRequest) {
        let deadline = record.expiry?.tableValue ?? RowFacts.unknown
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        record.key.bytes.withUnsafeBytes { key in
            guard request.readsContent else { return append(key: key, deadline: deadline) }
            guard let content = record.content.bytes else {
                let facts = RowFacts(deadline: deadline, size: record.size, isReadable: false)
                return append(key: key, facts: facts, user: none)
            }
            content.withUnsafeBytes { request.glance(key, $0, deadline, RowFacts.unknown, &self) }
        }
    }
}
