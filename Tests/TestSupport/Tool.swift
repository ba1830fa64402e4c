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
    case firebird = "firebird"
    /// A Python that has what the double of SQL Server is made of.
    case sqlServerDouble = "pysqlbridge"
    /// The client of SQL Server that Tina4 for Python uses.
    case pymssql = "pymssql"
    /// A Python that has what the terminal of `Tests/EndToEnd/tools/tty_probe.py` is made of.
    case pyte = "pyte"
    case sqlite = "sqlite3"
    case mongod
    /// MongoDB's client library, which is loaded when it is needed.
    case libmongoc
    case php
    /// A PHP with Laravel's components.
    case laravel = "php-illuminate-session"
    case node
    /// A Ruby with redis-rack.
    case rubyRack = "ruby-redis-rack"
    /// A Ruby with ActiveSupport's cache in Redis and Rack's ids of sessions.
    case railsCache = "ruby-activesupport"
    /// The Pythons that have the frameworks in `Tests/requirements.txt`.
    case flaskSession = "Flask-Session"
    case flaskSQLAlchemy = "Flask-SQLAlchemy"
    case starsessions
    case django = "Django"
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
        case .tina4Python: Self.interpreter(with: "tina4-python")
        case .sqlServerDouble, .pymssql, .pyte, .flaskSession, .flaskSQLAlchemy, .starsessions, .django:
            Self.interpreter(with: rawValue)
        case .postgres: Self.postgresProgram
        case .firebird: FirebirdServer.program("firebird") ?? Self.program("/usr/sbin/firebird")
        case .mariadbd: Executable.find("mariadbd") ?? Self.program("/usr/sbin/mariadbd")
        case .rubyRack: Ruby.withRack
        case .railsCache: Ruby.withCache
        case .laravel: Laravel.program
        case .libmongoc: Self.library("libmongoc-1.0.so.0")
        case .redisServer, .redisCLI, .valkeyServer, .memcached, .mongod, .tmux, .openssl, .sqlite, .php, .node:
            Executable.find(rawValue)
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

    private static func library(_ name: String) -> String? {
        guard let handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL) else { return nil }
        dlclose(handle)
        return name
    }

    private static func program(_ path: String) -> String? { access(path, X_OK) == 0 ? path : nil }

    private static func interpreter(with package: String) -> String? {
        let environment = "\(cacheDirectory)/venv"
        // Written last, the list of what is installed: an interpreter alone does not do.
        guard let list = try? FileBytes.read("\(environment)/.complete"),
            String(decoding: list, as: UTF8.self).split(separator: "\n").contains(where: {
                $0.hasPrefix("\(package)==")
            })
        else { return nil }
        let interpreter = "\(environment)/bin/python"
        return access(interpreter, X_OK) == 0 ? interpreter : nil
    }
}
