import Glibc
import Synchronization

/// Loopback TCP ports that nothing listens on.
public enum FreePort {
    /// Below those that systems give to outgoing connections, which may take a port between its being found and its use.
    private static let range = 10_000..<32_000
    private static let given = Mutex<Set<Int>>([])

    /// A port that was free a moment ago and is given out once in this process.
    public static func take() throws -> Int {
        for _ in 0..<1_000 {
            let port = Int.random(in: range)
            guard given.withLock({ $0.insert(port).inserted }) else { continue }
            guard let descriptor = try? LoopbackSocket.hold(port: port) else { continue }
            close(descriptor)
            return port
        }
        throw TestSupportError("No port of 127.0.0.1 between \(range.lowerBound) and \(range.upperBound) is free.")
    }
}

/// A loopback TCP port that refuses connections, and that nobody else can take meanwhile. Given back with its owner.
public final class ClosedPort: Sendable {
    /// The port.
    public let number: Int
    private let descriptor: Int32

    /// Takes a free port and listens for nothing on it.
    public init() throws {
        number = try FreePort.take()
        descriptor = try LoopbackSocket.hold(port: number)
    }

    deinit { close(descriptor) }
}
