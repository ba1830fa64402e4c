import Glibc
import Synchronization

/// Loopback TCP ports that nothing listens on.
public enum FreePort {
    private static let given = Mutex<Set<Int>>([])

    /// A port that was free a moment ago and is given out once in this process.
    public static func take() throws -> Int {
        while true {
            let port = try ask()
            if given.withLock({ $0.insert(port).inserted }) { return port }
        }
    }

    private static func ask() throws -> Int {
        let descriptor = try LoopbackSocket.listen(port: 0)
        defer { close(descriptor) }
        return try LoopbackSocket.port(of: descriptor)
    }
}
