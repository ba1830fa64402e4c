/// A private Redis Sentinel on loopback that watches over one server, ended with its owner.
public final class RedisSentinel: Sendable {
    /// The port it answers on.
    public let port: Int
    /// The service's name.
    public let service: String
    private let directory: TemporaryDirectory
    private let process: ChildProcess

    /// Starts a sentinel and waits until it watches. It takes a server for dead after half a second, and decides alone.
    public init(watching server: RedisServer, as service: String = "mymaster", password: String? = nil) async throws {
        self.service = service
        directory = try TemporaryDirectory()
        port = try FreePort.take()
        let file = try directory.write(
            """
            port \(port)
            bind 127.0.0.1
            dir \(directory.path)
            sentinel monitor \(service) 127.0.0.1 \(server.port) 1
            sentinel down-after-milliseconds \(service) 500
            sentinel failover-timeout \(service) 2000

            """ + (password.map { "requirepass \($0)\n" } ?? "")
                + (server.password.map { "sentinel auth-pass \(service) \($0)\n" } ?? ""), to: "sentinel.conf")
        process = try ChildProcess(
            try Tool.redisServer.require(), [file, "--sentinel"],
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
        try await process.waitForOutput { $0.contains("+monitor master") }
    }

    /// Waits until it knows a replica of its server, without which there is nothing to fail over to.
    public func knowsReplica() async throws {
        try await process.waitForOutput(atMost: .seconds(30)) { $0.contains("+slave slave") }
    }

    /// Waits until it has made the replica the primary.
    public func hasFailedOver() async throws {
        try await process.waitForOutput(atMost: .seconds(60)) { $0.contains("+switch-master") }
    }
}
