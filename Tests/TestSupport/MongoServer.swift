internal import BSON
import Glibc
import Synchronization

/// A private MongoDB on loopback, alone or as a replica set of one, ended with its owner.
public final class MongoServer: Sendable {
    /// How it runs.
    public enum Kind: Sendable {
        /// By itself: it tells nobody of changes, and has no transactions.
        case alone
        /// As the only member of the set `rs0`.
        case replicaSet
    }

    /// The TCP port; kept over a restart.
    public let port: Int
    /// How it runs.
    public let kind: Kind
    private let directory: TemporaryDirectory
    private let process = Mutex<ChildProcess?>(nil)

    /// Starts a server and waits until it takes writes.
    ///
    /// - Throws: ``TestSupportError`` when it is not installed or does not answer in ninety seconds.
    public init(_ kind: Kind = .alone) throws {
        self.kind = kind
        directory = try TemporaryDirectory()
        port = try FreePort.take()
        guard mkdir(directory.file("data"), 0o700) == 0 else { throw SystemCallFailure("mkdir").error }
        try start()
    }

    /// Starts it again on the same port, with what it held, and waits until it takes writes.
    ///
    /// - Parameter extra: more of the server's options, for example `["--auth"]`.
    public func start(_ extra: [String] = []) throws {
        let child = try ChildProcess(
            try Tool.mongod.require(), arguments + extra,
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
        process.withLock { $0 = child }
        var isInitiated = kind == .alone
        let isReady = try Patience(.seconds(90)).wait { () throws -> Bool? in
            guard child.isRunning else { return false }
            guard let wire = try? MongoWire(port: port) else { return nil }
            if !isInitiated {
                // Refused where it was done before: the set is kept over a restart.
                _ = try? wire.run(["replSetInitiate": ["_id": "rs0", "members": members]], on: "admin")
                isInitiated = true
            }
            return (try? wire.run(["hello": 1], on: "admin"))?["isWritablePrimary"]?.boolean == true ? true : nil
        }
        if isReady != true { throw TestSupportError("mongod did not start:\n\(try child.outputText.suffix(2000))") }
    }

    /// Starts it again so that it also takes connections with TLS, with the certificate of `certificates`.
    public func start(with certificates: TLSCertificates) throws {
        let both = try FileBytes.read(certificates.serverCertificate) + FileBytes.read(certificates.serverKey)
        let file = try directory.write(both, to: "server.pem")
        try start(["--tlsMode", "preferTLS", "--tlsCertificateKeyFile", file])
    }

    private var members: BSONValue { [["_id": 0, "host": .string("127.0.0.1:\(port)")]] }

    private var arguments: [String] {
        let own = [
            "--bind_ip", "127.0.0.1", "--port", "\(port)", "--dbpath", directory.file("data"), "--nounixsocket",
            "--wiredTigerCacheSizeGB", "0.25", "--wiredTigerEngineConfigString",
            "log=(file_max=8MB,prealloc=false)", "--setParameter", "diagnosticDataCollectionEnabled=false",
            "--setParameter", "ttlMonitorSleepSecs=1",
        ]
        switch kind {
        case .alone: return own
        case .replicaSet: return own + ["--replSet", "rs0", "--oplogSize", "64"]
        }
    }

    /// Where the product finds a database of the server's.
    public func url(database: String) -> String {
        "mongodb://127.0.0.1:\(port)/\(database)" + (kind == .replicaSet ? "?replicaSet=rs0" : "")
    }

    /// Ends it as a crash would (SIGKILL).
    public func kill() {
        process.withLock { _ = $0?.kill() }
    }

    /// Ends it as an administrator does (SIGTERM).
    public func stop() {
        process.withLock { _ = $0?.kill(SIGTERM, waiting: .seconds(20)) }
    }

    /// Freezes it (SIGSTOP): connections stay open and nothing is answered.
    public func freeze() {
        process.withLock { $0?.freeze() }
    }

    /// Lets it go on after ``freeze()``.
    public func thaw() {
        process.withLock { $0?.thaw() }
    }
}
