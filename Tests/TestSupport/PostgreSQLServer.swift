import Glibc
import Synchronization

/// A private PostgreSQL on loopback, in a temporary directory, ended with its owner.
public final class PostgreSQLServer: Sendable {
    /// The TCP port; kept over a restart.
    public let port: Int
    /// The superuser.
    public let user = "postgres"
    /// The superuser's password.
    public let password = "s3cret"
    private let directory: TemporaryDirectory
    private let owner: ServerUser?
    private let process: Mutex<ChildProcess?>

    /// Makes a cluster, starts a server and waits until it answers.
    ///
    /// - Throws: ``TestSupportError`` when it is not installed or does not answer in sixty seconds.
    public init() throws {
        directory = try TemporaryDirectory()
        port = try FreePort.take()
        owner = try ServerUser.named("postgres")
        process = Mutex(nil)
        let passwordFile = try directory.write("\(password)\n", to: "password")
        for path in [directory.path, passwordFile] { try owner?.own(path) }
        let making = try owner.start(
            try Self.program("initdb"),
            [
                "-D", directory.file("data"), "-U", user, "--auth=scram-sha-256", "--pwfile", passwordFile, "-N",
                "--encoding=UTF8", "--locale=C.UTF-8",
            ], in: directory)
        guard making.wait(atMost: .seconds(60)) == .code(0) else {
            throw TestSupportError("initdb failed:\n\(try making.errorText)")
        }
        try start()
    }

    /// Where the product finds a database of the server's.
    public func url(database: String = "postgres") -> String {
        "postgresql://\(user):\(password)@127.0.0.1:\(port)/\(database)"
    }

    /// The server's process; nil before it was started.
    public var pid: Int32? { process.withLock { $0?.pid } }

    /// Runs statements with psql, and gives back the answer's cells, a row a line.
    ///
    /// - Throws: ``TestSupportError`` when one of them fails.
    @discardableResult
    public func run(_ statements: String, database: String = "postgres") throws -> String {
        let run = try ProgramRun(
            ["-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statements, url(database: database)],
            program: try Self.program("psql"))
        guard run.code == 0 else { throw TestSupportError("psql: \(run.errorText)") }
        return run.outputText
    }

    /// Starts it again on the same port and waits until it answers.
    public func start() throws {
        let child = try owner.start(
            try Self.program("postgres"),
            [
                "-D", directory.file("data"), "-p", "\(port)", "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=600",
            ], in: directory)
        process.withLock { $0 = child }
        let isReady = try Patience(.seconds(60)).wait { () throws -> Bool? in
            guard child.isRunning else { return false }
            return try child.errorText.contains("ready to accept connections") ? true : nil
        }
        if isReady != true { throw TestSupportError("postgres did not start:\n\(try child.errorText)") }
    }

    /// Ends it, its connections with it (SIGINT).
    public func stop() {
        process.withLock { _ = $0?.kill(SIGINT) }
    }

    /// Ends it as a crash would, its workers with it (SIGQUIT): the next start finds a log to recover from.
    public func kill() {
        process.withLock { _ = $0?.kill(SIGQUIT) }
    }

    /// Freezes it (SIGSTOP): no new connection is answered.
    public func freeze() {
        process.withLock { $0?.freeze() }
    }

    /// Ends a freeze (SIGCONT).
    public func thaw() {
        process.withLock { $0?.thaw() }
    }

    deinit { stop() }

    private static func program(_ name: String) throws -> String {
        guard let postgres = Tool.postgres.path else { throw TestSupportError("postgres is not installed") }
        return "\(postgres.dropLast("postgres".utf8.count))\(name)"
    }
}
