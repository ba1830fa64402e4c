import Glibc
import Synchronization

/// A private MariaDB on loopback, in a temporary directory, ended with its owner.
public final class MariaDBServer: Sendable {
    /// The TCP port; kept over a restart.
    public let port: Int
    /// The user that may do everything; it has no password, and logs in over TCP as well.
    public let user = "root"
    private let directory: TemporaryDirectory
    private let owner: ServerUser?
    private let process: Mutex<ChildProcess?>
    private let options: [String]

    /// Makes the system tables, starts a server and waits until it answers.
    ///
    /// - Parameter options: More options of the server's: `--log-bin`.
    /// - Throws: ``TestSupportError`` when it is not installed or does not answer in sixty seconds.
    public init(options: [String] = []) throws {
        self.options = options
        directory = try TemporaryDirectory()
        port = try FreePort.take()
        owner = try ServerUser.named("mysql")
        process = Mutex(nil)
        try owner?.own(directory.path)
        guard let install = Executable.find("mariadb-install-db") else {
            throw TestSupportError("mariadb-install-db is not installed")
        }
        let making = try owner.start(
            install,
            [
                "--no-defaults", "--datadir=\(directory.file("data"))", "--auth-root-authentication-method=normal",
                "--skip-test-db", "--skip-name-resolve",
            ], in: directory)
        guard making.wait(atMost: .seconds(60)) == .code(0) else {
            throw TestSupportError("mariadb-install-db failed:\n\(try making.errorText)\n\(try making.outputText)")
        }
        try start()
    }

    /// Where the product finds a database of the server's.
    public func url(database: String) -> String { "mysql://\(user)@127.0.0.1:\(port)/\(database)" }

    /// The server's process; nil before it was started.
    public var pid: Int32? { process.withLock { $0?.pid } }

    /// Runs statements with the server's own client, and gives back the answer's cells, a row a line.
    ///
    /// - Throws: ``TestSupportError`` when one of them fails.
    @discardableResult
    public func run(_ statements: String, database: String = "mysql") throws -> String {
        guard let client = Executable.find("mariadb") else { throw TestSupportError("mariadb is not installed") }
        let run = try ProgramRun(
            [
                "--no-defaults", "-h", "127.0.0.1", "-P", "\(port)", "-u", user, "-N", "-B", "-e", statements, database,
            ], program: client)
        guard run.code == 0 else { throw TestSupportError("mariadb: \(run.errorText)") }
        return run.outputText
    }

    /// Starts it again on the same port and waits until it answers.
    public func start() throws {
        let child = try owner.start(
            try Tool.mariadbd.require(),
            [
                "--no-defaults", "--datadir=\(directory.file("data"))", "--port=\(port)", "--bind-address=127.0.0.1",
                "--socket=\(directory.file("s.sock"))", "--pid-file=\(directory.file("pid"))", "--skip-name-resolve",
                "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M", "--max-connections=400",
                "--max-allowed-packet=64M",
            ] + options, in: directory)
        process.withLock { $0 = child }
        let isReady = try Patience(.seconds(60)).wait { () throws -> Bool? in
            guard child.isRunning else { return false }
            return try child.errorText.contains("ready for connections") ? true : nil
        }
        if isReady != true { throw TestSupportError("mariadbd did not start:\n\(try child.errorText)") }
    }

    /// Ends it, its connections with it (SIGTERM).
    public func stop() {
        process.withLock { _ = $0?.terminate() }
    }

    /// Ends it as a crash would (SIGKILL).
    public func kill() {
        process.withLock { _ = $0?.kill() }
    }

    deinit { stop() }
}
