import Glibc
import Synchronization

/// A private Redis or Valkey on loopback, in a temporary directory, ended with its owner.
///
/// Tests reach it beside the product by ``command(_:database:)``, which goes through a socket file as the user
/// `curfew-tests`, so that it works whatever listens outside and whoever may log in there.
public final class RedisServer: Sendable {
    /// The servers that there are.
    public enum Product: Sendable {
        case redis
        /// Without TLS, as the build that the tests use has none.
        case valkey

        var tool: Tool {
            switch self {
            case .redis: .redisServer
            case .valkey: .valkeyServer
            }
        }

        var scheme: String {
            switch self {
            case .redis: "redis"
            case .valkey: "valkey"
            }
        }
    }

    /// The ways in from outside.
    public enum Listening: Equatable, Sendable {
        case tcp
        case unixSocket
        /// TLS alone, with the certificates of ``TLSCertificates/shared()``.
        case tls(clientCertificate: Bool)
    }

    /// Which server it is.
    public let product: Product
    /// Where the product connects to it.
    public let listening: Listening
    /// The TCP port; kept over a restart. Nothing listens on it when `listening` is ``Listening/unixSocket``.
    public let port: Int
    /// The password of the default user.
    public let password: String?
    private let directory: TemporaryDirectory
    private let arguments: [String]
    private let process: Mutex<ChildProcess?>
    private let connection = Mutex(SupportConnection())

    /// Starts a server and waits until it answers.
    ///
    /// - Parameters:
    ///   - password: `requirepass`, the default user's.
    ///   - users: ACL rules, a user each, as in `ACL SETUSER`: `reader on >secret ~tina4:* &* +@read`.
    ///   - keyspaceEvents: `notify-keyspace-events`, for example `KEA`.
    ///   - extra: more of the server's options, for example `["--maxmemory", "10mb"]`.
    /// - Throws: ``TestSupportError`` when it is not installed or does not answer in sixty seconds.
    public init(
        _ product: Product = .redis, listening: Listening = .tcp, password: String? = nil, users: [String] = [],
        keyspaceEvents: String? = nil, extra: [String] = []
    ) throws {
        self.product = product
        self.listening = listening
        self.password = password
        directory = try TemporaryDirectory()
        port = try FreePort.take()
        arguments =
            ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory.path]
            + ["--unixsocket", directory.file("redis.sock"), "--databases", "256"]
            + ["--user", "curfew-tests", "on", "nopass", "~*", "&*", "+@all"]
            + (try Self.listen(listening, port: port))
            + (password.map { ["--requirepass", $0] } ?? [])
            + users.flatMap { ["--user"] + $0.split(separator: " ").map(String.init) }
            + (keyspaceEvents.map { ["--notify-keyspace-events", $0] } ?? [])
            + extra
        process = Mutex(nil)
        try start()
    }

    private static func listen(_ listening: Listening, port: Int) throws -> [String] {
        switch listening {
        case .tcp: return ["--port", "\(port)"]
        case .unixSocket: return ["--port", "0"]
        case .tls(let clientCertificate):
            let certificates = try TLSCertificates.shared()
            return [
                "--port", "0", "--tls-port", "\(port)", "--tls-ca-cert-file", certificates.authority,
                "--tls-cert-file", certificates.serverCertificate, "--tls-key-file", certificates.serverKey,
                "--tls-auth-clients", clientCertificate ? "yes" : "no",
            ]
        }
    }

    /// The socket file.
    public var socketPath: String { directory.file("redis.sock") }

    /// What the server wrote to its log so far.
    public var log: String {
        get throws { try process.withLock { try $0?.outputText ?? "" } }
    }

    /// Where the product finds it: with the default user's password, and the files that TLS needs.
    public var url: String { url(database: nil) }

    /// Where the product finds it, as another user or in another database.
    public func url(user: String? = nil, password: String? = nil, database: Int? = nil) -> String {
        let secret = password ?? self.password
        let login = user == nil && secret == nil ? "" : "\(user ?? "")\(secret.map { ":\($0)" } ?? "")@"
        let path = database.map { "/\($0)" } ?? ""
        switch listening {
        case .tcp: return "\(product.scheme)://\(login)127.0.0.1:\(port)\(path)"
        case .unixSocket: return "\(product.scheme)+unix:\(socketPath)"
        case .tls(let clientCertificate):
            return "\(product.scheme)s://\(login)localhost:\(port)\(path)\(tlsOptions(clientCertificate))"
        }
    }

    private func tlsOptions(_ clientCertificate: Bool) -> String {
        guard let certificates = try? TLSCertificates.shared() else { return "" }
        let own = "&cert=\(certificates.clientCertificate)&key=\(certificates.clientKey)"
        return "?ca=\(certificates.authority)" + (clientCertificate ? own : "")
    }
}

// MARK: - Life

extension RedisServer {
    /// True while the server's process runs.
    public var isRunning: Bool {
        process.withLock { $0?.isRunning ?? false }
    }

    /// Starts it again on the same port, after ``stop(keepingData:)`` or ``kill()``, and waits until it answers.
    public func start() throws {
        try process.withLock { process in
            guard process?.isRunning != true else { return }
            let child = try ChildProcess(
                try product.tool.require(), arguments,
                environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
            process = child
            try waitUntilReady(child)
        }
    }

    /// Ends it as an administrator would (SIGTERM).
    ///
    /// - Parameter keepingData: whether ``start()`` finds the data again.
    public func stop(keepingData: Bool = true) throws {
        if keepingData {
            try command(["SAVE"])
        } else {
            unlink(directory.file("dump.rdb"))
        }
        disconnect()
        process.withLock { _ = $0?.terminate() }
    }

    /// Ends it as a crash would (SIGKILL). What was not saved by ``stop(keepingData:)`` or `SAVE` is lost.
    public func kill() {
        disconnect()
        process.withLock { _ = $0?.kill() }
    }

    /// Stops it and starts it again on the same port.
    public func restart(keepingData: Bool = true) throws {
        try stop(keepingData: keepingData)
        try start()
    }

    /// Freezes it (SIGSTOP): connections stay open and nothing is answered, as on a network that swallows packets.
    public func freeze() {
        process.withLock { $0?.freeze() }
    }

    /// Ends a freeze (SIGCONT).
    public func thaw() {
        process.withLock { $0?.thaw() }
    }

    private func waitUntilReady(_ child: ChildProcess) throws {
        let answer = try Patience(.seconds(60)).wait { () throws -> Bool? in
            guard child.isRunning else {
                throw TestSupportError("\(product.tool.rawValue) did not start:\n\(try child.outputText)")
            }
            // A server that is loading its data answers an error.
            guard let pong = try? command(["PING"]) else { return nil }
            return pong == .status("PONG") ? true : nil
        }
        guard answer == true else {
            throw TestSupportError("\(product.tool.rawValue) does not answer:\n\(try child.outputText)")
        }
    }
}

// MARK: - Looking and changing beside the product

extension RedisServer {
    /// Sends a command and gives back the answer; an error of the server is an answer.
    ///
    /// - Throws: ``TestSupportError`` when the server cannot be reached.
    @discardableResult
    public func command(_ command: RESPCommand, database: Int = 0) throws -> RESPValue {
        try connection.withLock { try $0.send([command], database: database, to: socketPath)[0] }
    }

    /// Sends many commands in few writes, and gives back their answers.
    @discardableResult
    public func pipeline(_ commands: [RESPCommand], database: Int = 0) throws -> [RESPValue] {
        try connection.withLock { try $0.send(commands, database: database, to: socketPath) }
    }

    /// How often each command was called since the start or the last `CONFIG RESETSTAT`, by its name in small letters.
    /// The calls of this class are among them.
    public func commandCounts() throws -> [String: Int] {
        let lines = try command(["INFO", "commandstats"]).text?.split(whereSeparator: \.isNewline) ?? []
        return lines.reduce(into: [:]) { counts, line in
            let parts = line.split(whereSeparator: { $0 == ":" || $0 == "=" || $0 == "," })
            guard parts.count > 2, parts[0].hasPrefix("cmdstat_") else { return }
            counts[String(parts[0].dropFirst("cmdstat_".count))] = Int(parts[2])
        }
    }

    private func disconnect() {
        connection.withLock { $0.close() }
    }
}
