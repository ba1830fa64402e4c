internal import Glibc
internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// A change feed that is set up: the connections that carry it.
///
/// Tracking goes over two connections in the older protocol: one asks, the other is told. The newer protocol needs
/// only one, but its server sets no limit to what it keeps for a client that does not read: a console that was stopped
/// with ^Z would fill the server's memory. A subscriber's buffer has a limit, and its end is a gap we can tell.
struct FeedSource: ~Copyable {
    /// How changes become known.
    let kind: FeedKind
    /// Why nothing better was to be had, for people; empty for the best.
    let reason: String
    /// What would change that.
    let remedy: String?
    /// Is told of changes; nil where the server tells nothing.
    private let subscriber: Connection?
    /// Asked for them; nil where no second connection is needed.
    private let tracker: Connection?

    /// The name that tracking tells changes under.
    private static let invalidations = "__redis__:invalidate"
    /// The setting that says which keyspace notifications there are.
    private static let notifications = Array("notify-keyspace-events".utf8)

    /// Sets up the best feed there is.
    static func open(_ target: RedisTarget, waker: Waker) throws(RedisFailure) -> FeedSource {
        let subscriber = try Connection.open(target, waker: waker)
        var refusals: [String] = []
        if RedisCapabilities(level: subscriber.facts.level).hasTracking {
            let tracker = try Connection.open(target, waker: waker)
            guard let refusal = try track(target, subscriber, tracker) else {
                return FeedSource(
                    kind: .push("tracking"), reason: "", remedy: nil, subscriber: subscriber, tracker: tracker)
            }
            refusals.append(refusal.text)
        } else {
            refusals.append("CLIENT TRACKING came with version 6.0")
        }
        guard let refusal = try listen(target, subscriber) else {
            return FeedSource(
                kind: .push("notifications"), reason: "", remedy: nil, subscriber: subscriber, tracker: nil)
        }
        refusals.append(refusal)
        let user = target.user ?? "default"
        return FeedSource(
            kind: .poll(seconds: target.pollInterval), reason: refusals.joined(separator: "; "),
            remedy: "ACL SETUSER \(user) +client|tracking +client|id +subscribe &\(invalidations)",
            subscriber: nil, tracker: nil)
    }

    private static func track(
        _ target: RedisTarget, _ subscriber: Connection, _ tracker: Connection
    ) throws(RedisFailure) -> Refusal? {
        try subscriber.add(.clientID)
        let identity = try subscriber.exchange(1)[0]
        if let refusal = identity.refusal { return refusal }
        guard let number = identity.integer else { throw .garbled("its CLIENT ID is no number") }
        let prefixes = target.claims.prefixes.flatMap { [Array("PREFIX".utf8), $0] }
        // No NOLOOP: what this program changes over other connections must be told as well.
        let words = ["ON", "REDIRECT", String(number), "BCAST"].map { Array($0.utf8) }
        try tracker.add(.clientTracking, words + prefixes)
        try tracker.add(.configGet, notifications)
        let replies = try tracker.exchange(2)
        if let refusal = replies[0].refusal { return refusal }
        let channels = endings(target, replies[1])
        // Last, since a connection that is subscribed can ask nothing else, should it come to that.
        try subscriber.add(.subscribe, Array(invalidations.utf8))
        if let refusal = try subscriber.exchange(1)[0].refusal { return refusal }
        for channel in channels {
            try subscriber.add(.subscribe, Array(channel.utf8))
            _ = try subscriber.exchange(1)
        }
        return nil
    }

    /// The channels on which the server tells why a key has ended, where it does so already: tracking says only that it
    /// has. They are about all keys of the database, but about no reading or writing of them.
    private static func endings(_ target: RedisTarget, _ setting: Reply) -> [String] {
        let flags = Set(setting.elements?.last?.text ?? "")
        guard flags.contains("E") else { return [] }
        let events = [("x", FeedReader.expired), ("e", FeedReader.evicted)]
        return events.filter { flags.contains("A") || flags.contains($0.0) }.map { FeedReader.channel($0.1, target) }
    }

    /// Subscribes to keyspace notifications where they are on already; else says why not. Turning them on is not ours.
    private static func listen(_ target: RedisTarget, _ connection: Connection) throws(RedisFailure) -> String? {
        try connection.add(.configGet, notifications)
        let setting = try connection.exchange(1)[0]
        if let refusal = setting.refusal { return refusal.text }
        let flags = Set(setting.elements?.last?.text ?? "")
        // Of keys, of strings, of what expires and what is evicted; and of hashes where records are such.
        let needed = target.claims.mayHoldFields ? "g$xeh" : "g$xe"
        guard flags.contains("K"), flags.contains("A") || flags.isSuperset(of: needed) else {
            return "keyspace notifications are off (notify-keyspace-events)"
        }
        for prefix in target.claims.prefixes {
            let channel = Array("__keyspace@\(target.database)__:".utf8)
            try connection.add(.subscribePattern, channel + KeyPattern.matching(prefix: prefix))
        }
        return try connection.exchange(target.claims.prefixes.count).compactMap(\.refusal).first?.text
    }

    /// Delivers changes until the connection is lost.
    func follow(
        _ target: RedisTarget, waker: Waker, keepAlive: Int64, _ deliver: (StoreChange) -> Void
    ) throws(RedisFailure) {
        guard let subscriber else {
            while true {
                try waker.rest(nanoseconds: Int64(target.pollInterval) * 1_000_000_000)
                deliver(.due)
            }
        }
        var reader = FeedReader(subscriber, tracker: tracker, target: target)
        while true {
            try reader.wait(waker, keepAlive: keepAlive)
            try reader.read(deliver)
        }
    }
}
