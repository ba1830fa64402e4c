import Dispatch
import Glibc

/// A TCP relay on loopback in front of a server: it keeps what clients sent, and can cut, refuse, hold and delay.
///
/// It relays bytes, so it works for any protocol; for TLS what it keeps is encrypted. Ended with its owner.
public final class RecordingProxy: Sendable {
    /// One connection of a client, open or past.
    public struct Recording: Equatable, Sendable {
        /// Everything the client sent.
        public let fromClient: [UInt8]
        /// How many bytes were relayed to the client.
        public let toClient: Int
        /// Whether neither side has closed it, nor the proxy.
        public let isOpen: Bool

        init(_ link: ProxyLink) {
            fromClient = link.fromClient
            toClient = link.toClient
            isOpen = link.isOpen
        }
    }

    /// The port to connect to instead of the server's.
    public let port: Int
    private let relay: ProxyRelay

    /// Starts a relay to a port of 127.0.0.1.
    public init(to server: Int) throws {
        port = try FreePort.take()
        relay = try ProxyRelay(port: port, server: server)
        let relay = relay
        DispatchQueue(label: "proxy \(port)").async { relay.run() }
    }

    deinit {
        relay.tell { $0.isStopped = true }
    }

    /// Every connection since the start, in order.
    public var recordings: [Recording] { relay.recordings }

    /// How many connections are open now.
    public var openCount: Int { recordings.filter(\.isOpen).count }

    /// Everything that clients sent, connection after connection.
    public var fromClients: [UInt8] { recordings.flatMap(\.fromClient) }

    /// The commands that clients sent to a Redis-like server, connection after connection, read as UTF-8.
    public var redisCommands: [[String]] {
        recordings.flatMap { RESPStream.commands($0.fromClient) }
    }

    /// The names of those commands in capitals, each once, sorted.
    public var redisCommandNames: [String] {
        Set(redisCommands.compactMap { $0.first?.uppercased() }).sorted()
    }

    /// Cuts every open connection. New ones are taken.
    public func cut() {
        relay.tell { $0.cuts += 1 }
    }

    /// Cuts every open connection and refuses new ones, as a server that is down, until ``accept()``.
    public func refuse() {
        relay.tell {
            $0.cuts += 1
            $0.isRefusing = true
        }
    }

    /// The same as soon as something is so, seen by a thread that waits for no other test; after a minute all the same.
    ///
    /// Let answers be delayed by more than a look takes, where they are not to arrive.
    public func refuse(once isSo: @escaping @Sendable () -> Bool) {
        DispatchQueue(label: "plug \(port)").async {
            let end = ContinuousClock.now + .seconds(60)
            while !isSo(), ContinuousClock.now < end { usleep(1_000) }
            self.refuse()
        }
    }

    /// Takes connections again.
    public func accept() {
        relay.tell { $0.isRefusing = false }
    }

    /// Keeps back what the server answers, as on a network that swallows packets, until ``release()``.
    public func hold() {
        relay.tell { $0.isHolding = true }
    }

    /// Lets through what was kept back, and all that follows.
    public func release() {
        relay.tell { $0.isHolding = false }
    }

    /// Lets each answer of the server arrive later by this much.
    public func delay(by delay: Duration) {
        relay.tell { $0.delay = delay }
    }
}
