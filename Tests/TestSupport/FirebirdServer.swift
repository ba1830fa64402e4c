import Glibc
import Synchronization

/// A private Firebird on loopback, with its own root and its own users, in a temporary directory, ended with its owner.
public final class FirebirdServer: Sendable {
    /// The TCP port; kept over a restart.
    public let port: Int
    /// The user that may do everything.
    public let user = "SYSDBA"
    /// That user's password.
    public let password = "s3cret"
    private let directory: TemporaryDirectory
    private let owner: ServerUser?
    private let process: Mutex<ChildProcess?>

    /// Makes the users and a database to copy, starts a server and waits until it answers.
    ///
    /// - Throws: ``TestSupportError`` when it is not installed or does not answer in sixty seconds.
    public init() throws {
        directory = try TemporaryDirectory()
        port = try FreePort.take()
        owner = try ServerUser.named("firebird")
        process = Mutex(nil)
        try makeRoot()
        try makeDatabases()
        try start()
    }

    /// What the package installed, and a configuration of our own.
    private func makeRoot() throws {
        guard let installed = Self.installation else { throw TestSupportError("Firebird's files are not installed") }
        for path in ["root", "lock", "data"] { try owner?.own(try directory.makeDirectory(path)) }
        try owner?.own(directory.path)
        // A library of version 4 has the messages in itself.
        guard symlink("\(installed)/firebird.msg", directory.file("root/firebird.msg")) == 0 else {
            throw SystemCallFailure("symlink firebird.msg").error
        }
        // No plugin is loaded through a link, by a library of version 4.
        let plugins = ["Engine12", "Srp"].map { "Plugin = \($0) {\nModule = \(installed)/plugins/lib\($0).so\n}\n" }
        try directory.write(plugins.joined(), to: "root/plugins.conf", mode: 0o644)
        // Character sets are not found through a link.
        try owner?.own(try directory.makeDirectory("root/intl"))
        for name in ["libfbintl.so", "fbintl.conf"] {
            let bytes = try FileBytes.read("\(installed)/intl/\(name)")
            try directory.write(bytes, to: "root/intl/\(name)", mode: 0o644)
        }
        let settings = """
            RemoteBindAddress = 127.0.0.1
            RemoteServicePort = \(port)
            RemoteAuxPort = 0
            DefaultDbCachePages = 128
            SecurityDatabase = \(directory.file("root/security.fdb"))
            AuthServer = Srp
            UserManager = Srp
            WireCrypt = Enabled
            Providers = Remote,Engine12,Loopback

            """
        try directory.write(settings, to: "root/firebird.conf", mode: 0o644)
        try directory.write("", to: "root/databases.conf", mode: 0o644)
    }

    /// With no server: the first statement about a user makes the tables that users are in.
    private func makeDatabases() throws {
        let script = """
            CREATE DATABASE '\(directory.file("root/security.fdb"))';
            CREATE OR ALTER USER \(user) PASSWORD '\(password)';
            COMMIT;
            CREATE DATABASE '\(directory.file("template.fdb"))' DEFAULT CHARACTER SET UTF8;

            """
        guard let shell = Self.program("isql-fb"), let tuner = Self.program("gfix") else {
            throw TestSupportError("isql-fb is not installed")
        }
        let making = try begin(shell, ["-bail", "-quiet", "-user", user], input: .text(script))
        guard making.wait(atMost: .seconds(60)) == .code(0) else {
            throw TestSupportError("isql-fb failed:\n\(try making.errorText)")
        }
        let tuning = try begin(tuner, ["-user", user, "-write", "async", directory.file("template.fdb")])
        guard tuning.wait(atMost: .seconds(60)) == .code(0) else {
            throw TestSupportError("gfix failed:\n\(try tuning.errorText)")
        }
    }

    private func begin(
        _ program: String, _ arguments: [String], input: ChildProcess.Input = .closed
    ) throws -> ChildProcess {
        let settings = [
            "FIREBIRD": directory.file("root"), "FIREBIRD_LOCK": directory.file("lock"),
            "FIREBIRD_TMP": directory.file("lock"),
        ]
        return try owner.start(program, arguments, in: directory, settings: settings, input: input)
    }

    /// Makes a database and gives back its path: empty, its text UTF-8, written without waiting for the disk.
    public func makeDatabase(_ name: String) throws -> String {
        let path = try directory.write(try directory.read("template.fdb"), to: "data/\(name).fdb")
        try owner?.own(path)
        return path
    }

    /// The server's process; nil before it was started.
    public var pid: Int32? { process.withLock { $0?.pid } }

    /// Runs statements on a database of the server's, each with its `;`, and commits them.
    ///
    /// - Throws: ``TestSupportError`` with the server's words when one is refused.
    public func run(_ statements: String, on path: String) throws {
        guard let shell = Self.program("isql-fb") else { throw TestSupportError("isql-fb is not installed") }
        let child = try begin(
            shell, ["-bail", "-quiet", "-user", user, "-password", password, "127.0.0.1/\(port):\(path)"],
            input: .text(statements + "\nCOMMIT;\n"))
        guard child.wait(atMost: .seconds(30)) == .code(0) else {
            throw TestSupportError("isql-fb failed:\n\(try child.errorText)")
        }
    }

    /// Removes a database's file.
    public func remove(_ path: String) { unlink(path) }

    /// Where the product finds a database of the server's.
    public func url(_ path: String) -> String { "firebird://\(user):\(password)@127.0.0.1:\(port)/\(path)" }

    /// Starts it again on the same port and waits until it answers.
    public func start() throws {
        let child = try begin(try Tool.firebird.require(), [])
        process.withLock { $0 = child }
        let isReady = try Patience(.seconds(60)).wait { () throws -> Bool? in
            guard child.isRunning else { return false }
            guard let descriptor = try? LoopbackSocket.connect(port: port) else { return nil }
            close(descriptor)
            return true
        }
        if isReady != true { throw TestSupportError("firebird did not start:\n\(try child.errorText)") }
    }

    /// Ends it, its connections with it (SIGTERM).
    public func stop() {
        process.withLock { _ = $0?.terminate() }
    }

    /// Ends it without a word (SIGKILL).
    public func kill() {
        process.withLock { _ = $0?.kill(SIGKILL) }
    }

    /// Freezes it (SIGSTOP): nothing is answered.
    public func freeze() {
        process.withLock { $0?.freeze() }
    }

    /// Ends a freeze (SIGCONT).
    public func thaw() {
        process.withLock { $0?.thaw() }
    }

    deinit { stop() }

    /// A program of version 3; where several versions can be installed, what is on PATH is a script with a root of its own.
    static func program(_ name: String) -> String? {
        let program = "/usr/lib/firebird/3.0/bin/\(name)"
        return access(program, X_OK) == 0 ? program : Executable.find(name)
    }

    /// Where the package keeps its plugins: /usr/lib/ARCHITECTURE/firebird/VERSION.
    private static var installation: String? {
        ["x86_64-linux-gnu", "aarch64-linux-gnu"].lazy.map { "/usr/lib/\($0)/firebird/3.0" }
            .first { access("\($0)/plugins", R_OK) == 0 }
    }
}
