import Glibc

/// A program that some tests need and that a machine may lack.
public enum Tool: String, Sendable, CaseIterable {
    case redisServer = "redis-server"
    case redisCLI = "redis-cli"
    case valkeyServer = "valkey-server"
    case memcached
    case tmux = "tmux"
    case openssl = "openssl"
    case postgres = "postgres"
    case mariadbd = "mariadbd"
    case php
    /// The Python of the tests' own environment, in which the packages of `Tests/requirements.txt` are installed.
    case tina4Python = "tina4-python"

    /// Where `Tests/install-tools.sh` puts what the system's packages do not have.
    public static var cacheDirectory: String {
        let home = ProcessEnvironment.value("HOME") ?? "/root"
        let cache = ProcessEnvironment.value("XDG_CACHE_HOME") ?? "\(home)/.cache"
        return "\(cache)/curfew-tests"
    }

    /// The absolute path of the program; nil when it is not installed.
    public var path: String? {
        switch self {
        case .tina4Python: Self.tina4Interpreter
        case .postgres: Self.postgresProgram
        case .mariadbd: Executable.find("mariadbd") ?? Self.program("/usr/sbin/mariadbd")
        case .redisServer, .redisCLI, .valkeyServer, .memcached, .tmux, .openssl, .php: Executable.find(rawValue)
        }
    }

    /// The absolute path of the program.
    ///
    /// - Throws: ``TestSupportError`` when it is not installed.
    public func require() throws -> String {
        guard let path else {
            throw TestSupportError("\(rawValue) is not installed. Try: Tests/install-tools.sh")
        }
        return path
    }

    /// Debian keeps every version's programs in a directory of its own, not on PATH; the newest one.
    private static var postgresProgram: String? {
        (11...30).reversed().lazy.compactMap { program("/usr/lib/postgresql/\($0)/bin/postgres") }.first
            ?? Executable.find("postgres")
    }

    private static func program(_ path: String) -> String? { access(path, X_OK) == 0 ? path : nil }

    private static var tina4Interpreter: String? {
        let environment = "\(cacheDirectory)/venv"
        // Written last, the list of what is installed: an interpreter alone does not do.
        guard let list = try? FileBytes.read("\(environment)/.complete"),
            String(decoding: list, as: UTF8.self).contains("tina4-python==")
        else { return nil }
        let interpreter = "\(environment)/bin/python"
        return access(interpreter, X_OK) == 0 ? interpreter : nil
    }
}
