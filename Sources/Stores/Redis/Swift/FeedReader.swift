internal import Glibc
internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Reads what a feed's connections bring, and makes sure that both live.
struct FeedReader {
    private let subscriber: Connection
    private let tracker: Connection?
    private let channelLength: Int
    private let claims: KeyClaims
    private var awaitsSubscriber = false
    private var awaitsTracker = false
    private var touched: [SessionKey] = []
    /// The channels that keys' names come on when they end by themselves.
    private let expirations: [UInt8]
    private let evictions: [UInt8]

    /// The server's words for such ends.
    static let expired = "expired"
    static let evicted = "evicted"

    /// The channel that tells which keys end in a way.
    static func channel(_ event: String, _ target: RedisTarget) -> String {
        "__keyevent@\(target.database)__:\(event)"
    }

    /// Keys after which a batch is handed on.
    private static let batch = 10_000

    /// Creates a reader; `tracker` is the connection that asked for tracking.
    init(_ subscriber: Connection, tracker: Connection?, target: RedisTarget) {
        self.subscriber = subscriber
        self.tracker = tracker
        claims = target.claims
        expirations = Array(Self.channel(Self.expired, target).utf8)
        evictions = Array(Self.channel(Self.evicted, target).utf8)
        channelLength = "__keyspace@\(target.database)__:".utf8.count
    }

    /// Waits until something arrives. After a silence of `keepAlive` nanoseconds both sides must answer a PING within
    /// as long again: a connection that was cut without a word stays silent for ever, and tracking whose second
    /// connection is gone tells nothing.
    mutating func wait(_ waker: Waker, keepAlive: Int64) throws(RedisFailure) {
        while true {
            var descriptors = [subscriber, tracker].compactMap { connection in
                connection.map { pollfd(fd: $0.stream.descriptor, events: Int16(POLLIN), revents: 0) }
            }
            if try waker.wait(for: &descriptors, nanoseconds: keepAlive) { return }
            if awaitsSubscriber || awaitsTracker { throw .timedOut(Int(keepAlive / 1_000_000)) }
            awaitsSubscriber = true
            awaitsTracker = tracker != nil
            for connection in [subscriber, tracker] {
                guard let connection else { continue }
                try connection.add(.ping)
                try connection.flush()
            }
        }
    }

    /// Reads all that has arrived and hands it on, in as few pieces as it came.
    mutating func read(_ deliver: (StoreChange) -> Void) throws(RedisFailure) {
        if let tracker, try tracker.receiver.fillAvailable() {
            awaitsTracker = false
            while tracker.receiver.hasBytes { _ = try tracker.receiver.reply().get() }
        }
        while try subscriber.receiver.fillAvailable() {
            awaitsSubscriber = false
            while subscriber.receiver.hasBytes { try readMessage(deliver) }
        }
        handOn(deliver)
    }

    private mutating func readMessage(_ deliver: (StoreChange) -> Void) throws(RedisFailure) {
        guard let count = try subscriber.receiver.array(), count >= 2, let kind = try subscriber.receiver.bulk() else {
            throw .garbled("its message has no kind")
        }
        if kind.elementsEqual("message".utf8), count == 3 {
            let channel = try subscriber.receiver.bulk()
            let isExpiration = channel?.elementsEqual(expirations) == true
            if isExpiration || channel?.elementsEqual(evictions) == true {
                try readEnding(isExpiration: isExpiration, deliver)
            } else {
                try readInvalidation(deliver)
            }
        } else if kind.elementsEqual("pmessage".utf8), count == 4 {
            _ = try subscriber.receiver.bulk()
            try readNotification(deliver)
        } else {
            for _ in 1..<count { _ = try subscriber.receiver.reply() }
        }
    }

    /// The keys that changed; no list at all stands for all of them.
    private mutating func readInvalidation(_ deliver: (StoreChange) -> Void) throws(RedisFailure) {
        guard try subscriber.receiver.peek() == UInt8(ascii: "*") else {
            _ = try subscriber.receiver.reply()
            return flushed(deliver)
        }
        guard let count = try subscriber.receiver.array() else { return flushed(deliver) }
        for _ in 0..<count {
            guard let key = try subscriber.receiver.bulk() else { continue }
            add(SessionKey(bytes: key), deliver)
        }
    }

    /// A channel that ends with the key, and what happened to it.
    private mutating func readNotification(_ deliver: (StoreChange) -> Void) throws(RedisFailure) {
        guard let channel = try subscriber.receiver.bulk(), channel.count >= channelLength else {
            throw .garbled("its notification names no key")
        }
        let key = SessionKey(bytes: channel.dropFirst(channelLength))
        guard let event = try subscriber.receiver.bulk() else { throw .garbled("its notification names no event") }
        if event.elementsEqual(Self.expired.utf8) {
            ended(key, isExpiration: true, deliver)
        } else if event.elementsEqual(Self.evicted.utf8) {
            ended(key, isExpiration: false, deliver)
        } else {
            add(key, deliver)
        }
    }

    /// The name of a key that ended by itself.
    private mutating func readEnding(isExpiration: Bool, _ deliver: (StoreChange) -> Void) throws(RedisFailure) {
        guard let name = try subscriber.receiver.bulk() else { throw .garbled("its notification names no key") }
        ended(SessionKey(bytes: name), isExpiration: isExpiration, deliver)
    }

    private mutating func ended(_ key: SessionKey, isExpiration: Bool, _ deliver: (StoreChange) -> Void) {
        guard claims.claims(key) else { return }
        handOn(deliver)
        deliver(isExpiration ? .expired(key) : .evicted(key))
    }

    private mutating func add(_ key: SessionKey, _ deliver: (StoreChange) -> Void) {
        guard claims.claims(key) else { return }
        touched.append(key)
        if touched.count >= Self.batch { handOn(deliver) }
    }

    private mutating func flushed(_ deliver: (StoreChange) -> Void) {
        // Another database may be the one that was emptied: what was told before counts.
        handOn(deliver)
        deliver(.gap("the store was emptied"))
    }

    private mutating func handOn(_ deliver: (StoreChange) -> Void) {
        guard !touched.isEmpty else { return }
        deliver(.touched(touched))
        touched = []
    }
}
