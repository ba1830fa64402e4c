internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// One connection to a server: requests go out in batches, and a batch's answers are read before the next.
///
/// It belongs to one actor. After a failure that leaves answers unread it is good for nothing and must be dropped.
final class Connection {
    /// The bytes.
    let stream: ByteStream
    /// The answers; whoever reads a listing reads them in place.
    var receiver: ReceiveBuffer
    /// The requests.
    var requests = RequestBuffer()
    /// What the server said of itself.
    private(set) var facts = ServerFacts()
    /// Whether ASKING goes before each command: its slot is on its way to this node.
    private var isAsking = false
    private let isReadOnly: Bool

    /// Takes a stream over; nothing is sent.
    init(_ stream: ByteStream, isReadOnly: Bool) {
        self.stream = stream
        self.isReadOnly = isReadOnly
        receiver = ReceiveBuffer(stream)
    }

    /// Connects, logs in and chooses the database.
    ///
    /// A service's primary is asked for anew each time: after a failover it is another server.
    static func open(_ target: RedisTarget, waker: Waker) throws(RedisFailure) -> Connection {
        guard case .service = target.endpoint else { return try open(server: target, waker: waker) }
        var primary = target
        primary.endpoint = try SentinelSearch(target: target, waker: waker).primary()
        let connection = try open(server: primary, waker: waker)
        // Sentinels name a server for a moment that is no primary yet, or no more.
        guard try connection.ask(role: "master") else { throw .unreachable("a failover is under way there") }
        return connection
    }

    private static func open(server target: RedisTarget, waker: Waker) throws(RedisFailure) -> Connection {
        let dial = Dial(waker: waker, timeout: target.timeout)
        let stream = try dial.connect(to: target.endpoint)
        if let tls = target.tls {
            guard case .host(let name, _) = target.endpoint else { throw .noTLS }
            do throws(RedisFailure) {
                try stream.encrypt(tls, host: name)
            } catch .timedOut(let limit) {
                // A server that speaks no TLS waits for the end of a line that never comes.
                throw .handshakeTimedOut(limit)
            }
        }
        let connection = Connection(stream, isReadOnly: target.isReadOnly)
        do throws(RedisFailure) {
            try connection.greet(target)
            connection.isAsking = target.membership?.isAsking == true
        } catch .lost(let words) where target.tls == nil {
            // A server that speaks TLS hangs up on the first clear byte.
            throw .lost("\(words), at the first request; it may want TLS")
        }
        return connection
    }

    /// Adds a command to the batch. On a read-only store only what is certain to change nothing passes.
    func add(_ command: Command, _ arguments: [UInt8]...) throws(RedisFailure) {
        try add(command, arguments)
    }

    /// Adds a command to the batch.
    func add(_ command: Command, _ arguments: [[UInt8]]) throws(RedisFailure) {
        try check(command)
        if isAsking {
            // Between MULTI and EXEC it would be taken for one of the commands.
            if command == .multi { throw .refused(Refusal("TRYAGAIN Its slot is being moved")) }
            requests.begin(.asking, arguments: 0)
        }
        requests.begin(command, arguments: arguments.count)
        for argument in arguments { requests.argument(argument) }
    }

    /// Throws where the store is read-only and the command is not known to change nothing.
    func check(_ command: Command) throws(RedisFailure) {
        if isReadOnly, !command.isReading { throw .readOnly(command) }
    }

    /// Sends the batch.
    func flush() throws(RedisFailure) {
        defer { requests.removeAll() }
        try stream.send(requests.bytes)
    }

    /// Sends the batch and reads its answers; error replies are values among them.
    func exchange(_ count: Int) throws(RedisFailure) -> [Reply] {
        try flush()
        var replies: [Reply] = []
        replies.reserveCapacity(count)
        for _ in 0..<count {
            if isAsking { _ = try receiver.reply() }
            replies.append(try receiver.reply())
        }
        return replies
    }

    /// Sends one command and reads its answer; an error reply is thrown.
    func ask(_ command: Command, _ arguments: [UInt8]...) throws(RedisFailure) -> Reply {
        try add(command, arguments)
        return try exchange(1)[0].get()
    }

    /// Whether the server has this role, or does not tell.
    private func ask(role: String) throws(RedisFailure) -> Bool {
        try add(.role)
        let reply = try exchange(1)[0]
        return reply.refusal != nil || reply.elements?.first?.text == role
    }

    /// The server's clock, in microseconds since 1970.
    func serverTime() throws(RedisFailure) -> Int64 { try Self.microseconds(ask(.time)) }

    /// Reads an answer to TIME.
    static func microseconds(_ reply: Reply) throws(RedisFailure) -> Int64 {
        guard let parts = try reply.get().elements, parts.count == 2, let seconds = parts[0].integer,
            let more = parts[1].integer, (0..<1 << 40).contains(seconds), (0..<1_000_000).contains(more)
        else { throw .garbled("its TIME is no time") }
        return seconds * 1_000_000 + more
    }

    private func greet(_ target: RedisTarget) throws(RedisFailure) {
        var count = 3
        if let password = target.password {
            let words = [target.user, password.revealed].compactMap { $0 }
            try add(.auth, words.map { Array($0.utf8) })
            count += 1
        }
        try add(.select, Array(String(target.database).utf8))
        try add(.info, Array("server".utf8))
        try add(.remaining, target.probeKey)
        let replies = try exchange(count)
        for reply in replies.dropLast(2) { _ = try reply.get() }
        try readFacts(replies[count - 2])
        try Self.refuseUnsuitable(facts, target)
        try Self.requireData(replies[count - 1])
    }

    /// A server that has its data not yet, or not now, refuses all that is asked of it, and that says nothing about rights.
    private static func requireData(_ probe: Reply) throws(RedisFailure) {
        switch probe.refusal?.code {
        case "LOADING": throw .unreachable("it was started and is still loading its data")
        case "MASTERDOWN": throw .unreachable("it is a replica that has lost its primary and gives out nothing old")
        case nil, .some: break
        }
    }

    private func readFacts(_ information: Reply) throws(RedisFailure) {
        if let text = information.text {
            facts = ServerFacts(information: text)
        } else if let refusal = information.refusal, refusal.code == "NOPERM" || refusal.denies(.info) {
            try add(.hello)
            if let greeting = try exchange(1)[0].elements { facts = ServerFacts(greeting: greeting) }
        } else {
            _ = try information.get()
        }
    }

    private static func refuseUnsuitable(_ facts: ServerFacts, _ target: RedisTarget) throws(RedisFailure) {
        switch facts.mode {
        case "cluster" where target.membership == nil:
            throw .unsuitable(
                "it is a node of a cluster, and has only some of its sessions", remedy: RedisFailure.nameTheCluster)
        case "sentinel":
            throw .unsuitable(
                "it is a sentinel, which keeps no sessions",
                remedy: "Name the service it watches: redis+sentinel://HOST:PORT/SERVICE.")
        default: break
        }
    }
}
