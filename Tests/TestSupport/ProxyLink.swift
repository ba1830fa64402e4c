import Glibc

/// One client's connection through a relay, and the relay's own to the server. Used on the relay's thread alone.
struct ProxyLink {
    private(set) var client: Int32
    private(set) var server: Int32
    private(set) var fromClient: [UInt8] = []
    private(set) var toClient = 0
    private var forServer: [UInt8] = []
    private var forClient: [(due: ContinuousClock.Instant, bytes: [UInt8])] = []
    private var serverIsDone = false

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
        for descriptor in [client, server] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    var isOpen: Bool { client >= 0 }

    mutating func close() {
        guard isOpen else { return }
        Glibc.close(client)
        Glibc.close(server)
        (client, server) = (-1, -1)
        forServer = []
        forClient = []
    }

    /// When the next answer is due; nil when none waits.
    var nextDue: ContinuousClock.Instant? { forClient.first?.due }

    /// What to poll for: the client's side, then the server's.
    func interests(isHolding: Bool) -> [pollfd] {
        let isDue = !isHolding && (nextDue.map { $0 <= .now } ?? false)
        return [
            pollfd(fd: client, events: Int16(POLLIN | (isDue ? POLLOUT : 0)), revents: 0),
            pollfd(
                fd: serverIsDone ? -1 : server, events: Int16(POLLIN | (forServer.isEmpty ? 0 : POLLOUT)), revents: 0),
        ]
    }

    /// Moves what can be moved without waiting.
    mutating func pump(isHolding: Bool, delay: Duration) {
        guard isOpen else { return }
        let clientIsDone = readClient()
        writeServer()
        readServer(delay: delay)
        if !isHolding { writeClient() }
        if clientIsDone || (serverIsDone && forClient.isEmpty) { close() }
    }

    private mutating func readClient() -> Bool {
        while let bytes = Self.read(client) {
            if bytes.isEmpty { return true }
            fromClient += bytes
            forServer += bytes
        }
        return false
    }

    private mutating func readServer(delay: Duration) {
        while !serverIsDone, let bytes = Self.read(server) {
            if bytes.isEmpty { serverIsDone = true } else { forClient.append((.now + delay, bytes)) }
        }
    }

    private mutating func writeServer() {
        forServer.removeFirst(Self.write(forServer, to: server))
    }

    private mutating func writeClient() {
        while let next = forClient.first, next.due <= .now {
            let count = Self.write(next.bytes, to: client)
            toClient += count
            guard count == next.bytes.count else {
                forClient[0].bytes.removeFirst(count)
                return
            }
            forClient.removeFirst()
        }
    }

    /// What can be read now: nil when nothing can, empty when the other side is done.
    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0 { return errno == EAGAIN || errno == EINTR ? nil : [] }
        return Array(chunk[..<count])
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int {
        guard !bytes.isEmpty else { return 0 }
        return max(0, bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) })
    }
}
