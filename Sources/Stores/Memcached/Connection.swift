internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// One connection to a server: requests go out in batches, and a batch's answers are read before the next.
///
/// It belongs to one actor. After a failure that leaves answers unread it is good for nothing and must be dropped.
final class Connection {
    /// The socket.
    let socket: ServerSocket
    /// The answers; whoever reads a listing reads them in place.
    var receiver: ReceiveBuffer
    /// The server's version as it writes it.
    private(set) var version = ""
    /// How the server was started.
    private(set) var settings = ServerSettings()
    private var requests: [UInt8] = []
    private let isReadOnly: Bool

    private init(_ socket: ServerSocket, isReadOnly: Bool) {
        self.socket = socket
        self.isReadOnly = isReadOnly
        receiver = ReceiveBuffer(socket)
    }

    /// Connects, logs in where that is asked for, and makes sure that it is memcached. Changes nothing.
    static func open(_ target: MemcachedTarget, waker: Waker) throws(MemcachedFailure) -> Connection {
        let dial = SocketDial(waker: waker, timeout: target.timeout)
        let socket = try dial.connect(to: target.host, port: target.port)
        let connection = Connection(socket, isReadOnly: target.isReadOnly)
        try connection.greet(target)
        return connection
    }

    /// Adds words to the batch.
    func add(_ text: String) { requests.append(contentsOf: text.utf8) }

    /// Adds a question for what is under a key. `u` leaves the server's notes of its use as they are.
    func addQuestion(_ key: MetaKey, _ flags: String) {
        add("mg ")
        requests.append(contentsOf: key.token)
        add(key.isEncoded ? " b u \(flags)\r\n" : " u \(flags)\r\n")
    }

    /// Adds a command that stores, `flags` with its conditions.
    func addStoring(_ key: MetaKey, _ content: [UInt8], _ flags: String) throws(MemcachedFailure) {
        try checkWritable()
        add("ms ")
        requests.append(contentsOf: key.token)
        add(" \(content.count) \(flags)\(key.isEncoded ? " b" : "")\r\n")
        requests.append(contentsOf: content)
        add("\r\n")
    }

    /// Adds a command that removes the state of this number.
    func addRemoval(_ key: MetaKey, cas: UInt64) throws(MemcachedFailure) {
        try checkWritable()
        add("md ")
        requests.append(contentsOf: key.token)
        add(" C\(cas)\(key.isEncoded ? " b" : "")\r\n")
    }

    /// Throws where the store is read-only.
    func checkWritable() throws(MemcachedFailure) {
        if isReadOnly { throw .readOnly }
    }

    /// Forgets what was added and not sent.
    func forgetRequests() { requests.removeAll(keepingCapacity: true) }

    /// Sends the batch.
    func flush() throws(MemcachedFailure) {
        let batch = requests
        requests.removeAll(keepingCapacity: true)
        let outcome = batch.withUnsafeBytes { bytes -> MemcachedFailure? in
            do throws(MemcachedFailure) {
                try socket.send(bytes)
                return nil
            } catch {
                return error
            }
        }
        if let outcome { throw outcome }
    }

    /// Reads the first line of an answer to a meta command; an error line is thrown.
    func reply() throws(MemcachedFailure) -> MetaReply { try MetaReply(try receiver.line()) }

    /// Reads an answer to `stats`.
    func stats() throws(MemcachedFailure) -> [String: String] {
        var stats: [String: String] = [:]
        while true {
            let line = String(decoding: try receiver.line(), as: UTF8.self)
            if line == "END" { return stats }
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count == 3, words[0] == "STAT" else { throw .refused(line) }
            stats[String(words[1])] = String(words[2])
        }
    }

    /// Reads an answer to `stats`, of which only the server's clock is wanted: seconds since 1970.
    func time() throws(MemcachedFailure) -> Int64 {
        var time: String?
        while true {
            let line = try receiver.line()
            if line.elementsEqual("END".utf8) { break }
            if line.starts(with: "STAT time ".utf8) {
                time = String(decoding: line.dropFirst("STAT time ".utf8.count), as: UTF8.self)
            } else if !line.starts(with: "STAT ".utf8) {
                throw .refused(String(decoding: line, as: UTF8.self))
            }
        }
        return try ServerSeconds.clock(time)
    }

    /// Asks how many items the server holds, those among them that have expired and are still there.
    func itemCount() throws(MemcachedFailure) -> Int {
        add("stats\r\n")
        try flush()
        return try stats()["curr_items"].flatMap { Int($0) } ?? 0
    }

    /// Asks for the server's clock: seconds since 1970.
    func serverTime() throws(MemcachedFailure) -> Int64 {
        add("stats\r\n")
        try flush()
        return try time()
    }
}

// MARK: - The first words

extension Connection {
    private func greet(_ target: MemcachedTarget) throws(MemcachedFailure) {
        if let refusal = try askVersion() {
            guard refusal.contains("unauthenticated") else { throw .notMemcached(Impostor.name(refusal.utf8)) }
            try logIn(target)
            if let refusal = try askVersion() { throw .notMemcached(Impostor.name(refusal.utf8)) }
        }
        add("stats settings\r\n")
        try flush()
        settings = ServerSettings(try stats())
        try askMeta()
    }

    /// Asks for the version; gives back what is said instead.
    private func askVersion() throws(MemcachedFailure) -> String? {
        add("version\r\n")
        try flush()
        let line = String(decoding: try receiver.line(), as: UTF8.self)
        guard line.hasPrefix("VERSION ") else { return line }
        version = String(line.dropFirst("VERSION ".count))
        return nil
    }

    /// Only to a server that has asked for it: any other one would store it under a key.
    private func logIn(_ target: MemcachedTarget) throws(MemcachedFailure) {
        guard let user = target.user, let password = target.password else { throw .wantsLogin }
        let words = "\(user) \(password.revealed)"
        add("set curfew 0 0 \(words.utf8.count)\r\n\(words)\r\n")
        try flush()
        let line = String(decoding: try receiver.line(), as: UTF8.self)
        guard line == "STORED" else { throw .loginRefused(line) }
    }

    /// Makes sure that the commands are there that everything stands on.
    private func askMeta() throws(MemcachedFailure) {
        addQuestion(try MetaKey(SessionKey("curfew probe")), "t f c s")
        try flush()
        do throws(MemcachedFailure) {
            _ = try reply()
        } catch .refused {
            throw .tooOld(version)
        }
    }
}
