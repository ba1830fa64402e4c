import Glibc

/// The system's user a database server runs as: those refuse to run as root.
struct ServerUser {
    private let name: String
    private let user: uid_t
    private let group: gid_t

    /// Finds a user; nil where tests do not run as root, so that the server runs as whoever they run as.
    ///
    /// - Throws: ``TestSupportError`` when there is no such user.
    static func named(_ name: String) throws -> ServerUser? {
        guard geteuid() == 0 else { return nil }
        guard let entry = getpwnam(name) else { throw TestSupportError("there is no user \(name)") }
        return ServerUser(name: name, user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }

    /// Makes a path the user's own.
    func own(_ path: String) throws {
        guard chown(path, user, group) == 0 else { throw SystemCallFailure("chown \(path)").error }
    }

    /// What comes before a command so that it runs as the user.
    var prefix: [String] { ["--reuid=\(name)", "--regid=\(name)", "--clear-groups", "--"] }
}

extension Optional where Wrapped == ServerUser {
    /// Starts a program as the user, or as ourselves where there is none, with settings in its environment.
    func start(
        _ program: String, _ arguments: [String], in directory: TemporaryDirectory, settings: [String: String] = [:],
        input: ChildProcess.Input = .closed
    ) throws -> ChildProcess {
        let environment = ProcessEnvironment.isolated(home: directory).merging(settings) { _, new in new }
        guard let self else {
            return try ChildProcess(
                program, arguments, environment: environment, directory: directory.path, input: input)
        }
        guard let setpriv = Executable.find("setpriv") else { throw TestSupportError("setpriv is not installed") }
        return try ChildProcess(
            setpriv, self.prefix + [program] + arguments, environment: environment,
            directory: directory.path, input: input)
    }
}
