import Glibc
import Synchronization

/// A private double of SQL Server on loopback, in a temporary directory, ended with its owner.
///
/// It speaks SQL Server's protocol and understands what the product sends; it is no SQL Server.
/// `Writers/sql_server_double.py` says what it keeps of the real one's ways and what it does not.
public final class SQLServerDouble: Sendable {
    /// The TCP port; kept over a restart.
    public let port: Int
    /// The user that may do everything.
    public let user = "sa"
    /// Its password.
    public let password = "Sa-12345"
    private let directory: TemporaryDirectory
    private let process: Mutex<ChildProcess?>

    /// Starts it and waits until it answers.
    ///
    /// - Throws: ``TestSupportError`` when it is not installed or does not answer in sixty seconds.
    public init() throws {
        directory = try TemporaryDirectory()
        port = try FreePort.take()
        process = Mutex(nil)
        try start()
    }

    /// Starts it again on the same port, with the same databases, and waits until it answers.
    public func start() throws {
        let child = try ChildProcess(
            try Tool.sqlServerDouble.require(), ["-X", "utf8", Self.script, "\(port)", directory.path],
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
        process.withLock { $0 = child }
        let isReady = try Patience(.seconds(60)).wait { () throws -> Bool? in
            guard child.isRunning else { return false }
            return try child.outputText.contains("READY") ? true : nil
        }
        if isReady != true { throw TestSupportError("the double of SQL Server did not start:\n\(try child.errorText)") }
    }

    /// Where the product, and the application, find a database of its.
    public func url(database: String = "master") -> String {
        "mssql://\(user):\(password)@127.0.0.1:\(port)/\(database)"
    }

    private static var script: String {
        "\(#filePath.dropLast("SQLServerDouble.swift".count))Writers/sql_server_double.py"
    }

    /// Ends it as a crash would (SIGKILL).
    public func kill() {
        process.withLock { _ = $0?.kill() }
    }

    /// Freezes it (SIGSTOP): connections stay open and nothing is answered.
    public func freeze() {
        process.withLock { $0?.freeze() }
    }

    /// Lets it go on after ``freeze()``.
    public func thaw() {
        process.withLock { $0?.thaw() }
    }

    deinit {
        thaw()
        kill()
    }
}
