import Synchronization

/// One numbered database of the server that the whole test process shares: a store to itself for a test that needs
/// no server to itself.
///
/// `CLIENT TRACKING` does not tell databases apart: tests of change feeds take a ``RedisServer`` of their own.
public struct RedisDatabase: Sendable {
    /// The shared server.
    public let server: RedisServer
    /// The database's number, from 1.
    public let number: Int

    private static let redis = Result { try RedisServer(keyspaceEvents: "KEA") }
    private static let valkey = Result { try RedisServer(.valkey, keyspaceEvents: "KEA") }
    private static let next = Mutex(1)

    /// An empty database that no other test is given until 255 have been taken.
    public static func fresh(_ product: RedisServer.Product = .redis) throws -> RedisDatabase {
        let server =
            switch product {
            case .redis: try redis.get()
            case .valkey: try valkey.get()
            }
        let number = next.withLock { next in
            defer { next = next % 255 + 1 }
            return next
        }
        let database = RedisDatabase(server: server, number: number)
        try database.command(["FLUSHDB"])
        return database
    }

    /// The first database of a server that its owner shares with nobody.
    public init(of server: RedisServer) {
        self.server = server
        number = 0
    }

    private init(server: RedisServer, number: Int) {
        self.server = server
        self.number = number
    }

    /// Where the product finds it.
    public var url: String { server.url(database: number) }

    /// Sends a command and gives back the answer; an error of the server is an answer.
    @discardableResult
    public func command(_ command: RESPCommand) throws -> RESPValue {
        try server.command(command, database: number)
    }

    /// Sends many commands in few writes, and gives back their answers.
    @discardableResult
    public func pipeline(_ commands: [RESPCommand]) throws -> [RESPValue] {
        try server.pipeline(commands, database: number)
    }
}
