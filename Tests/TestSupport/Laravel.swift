/// The session components of a real Laravel, as Debian packages them: writes, reads and ends sessions as an application
/// would.
///
/// Payloads and values are JSON text in and out.
public final class Laravel: Sendable {
    /// The setting `session.driver` and what goes with it.
    public enum Backend: Sendable {
        /// The files of a directory.
        case files(String)
        /// A Redis by its port, through phpredis.
        case redis(port: Int)
        /// A memcached by its port.
        case memcached(port: Int)
        /// The table `sessions` of a SQLite file.
        case sqlite(String)
        /// That of a database in MariaDB.
        case mysql(port: Int, database: String)
        /// That of a database in PostgreSQL.
        case postgresql(port: Int, password: String, database: String)

        fileprivate var settings: [String: String] {
            func text(_ text: String) -> String { JSONText.string(text) }
            switch self {
            case .files(let path): return ["driver": text("file"), "directory": text(path)]
            case .redis(let port): return ["driver": text("redis"), "port": "\(port)"]
            case .memcached(let port): return ["driver": text("memcached"), "port": "\(port)"]
            case .sqlite(let path): return ["driver": text("database"), "name": text(path)]
            case .mysql(let port, let database):
                return [
                    "driver": text("database"), "database": text("mysql"), "port": "\(port)", "name": text(database),
                ]
            case .postgresql(let port, let password, let database):
                return [
                    "driver": text("database"), "database": text("pgsql"), "port": "\(port)", "name": text(database),
                    "password": text(password),
                ]
            }
        }
    }

    /// How Laravel's `Encrypter` encrypts, by OpenSSL's names.
    public enum Cipher: String, CaseIterable, Sendable {
        /// With an HMAC beside it.
        case cbc = "AES-256-CBC"
        /// With a tag.
        case gcm = "AES-256-GCM"
        /// With an HMAC beside it, and a short key.
        case shortCBC = "AES-128-CBC"
        /// With a tag, and a short key.
        case shortGCM = "AES-128-GCM"

        /// The application's APP_KEY, in base64.
        public var key: String {
            switch self {
            case .cbc, .gcm: Laravel.key
            case .shortCBC, .shortGCM: "a2tra2tra2tra2tra2traw=="
            }
        }
    }

    /// What Laravel did with an id from a cookie.
    public enum Answer: Equatable, Sendable {
        /// It found the session; its payload and user, or what the verb gives back, as JSON text.
        case taken(String)
        /// It did not: the visitor begins anew.
        case refused
    }

    /// The application's APP_KEY of 32 bytes, in base64.
    public static let key = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="

    private let directory: TemporaryDirectory
    private let conversation: LineConversation

    /// Starts an application.
    ///
    /// - Parameters:
    ///   - cipher: that of its sessions (`session.encrypt`) and cookies; nil where only its cookies are encrypted.
    ///   - cookieCipher: that of its cookies in that case.
    ///   - lifetime: minutes (`session.lifetime`).
    /// - Throws: ``TestSupportError`` when Laravel's components are not installed.
    public init(
        _ backend: Backend, cipher: Cipher? = nil, cookieCipher: Cipher = .cbc, lifetime: Int = 120
    ) throws {
        directory = try TemporaryDirectory()
        let own = cipher ?? cookieCipher
        let settings = backend.settings.merging([
            "lifetime": "\(lifetime)", "key": JSONText.string(own.key), "encrypt": cipher == nil ? "false" : "true",
            "cipher": JSONText.string(own.rawValue),
        ]) { $1 }
        conversation = try LineConversation(
            try Tool.laravel.require(), ["-d", "display_errors=stderr", Self.script, JSONText.object(settings)],
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
    }

    private static var script: String { "\(#filePath.dropLast("Laravel.swift".count))Writers/laravel_sessions.php" }

    /// The PHP that has Laravel's components.
    static let program: String? = {
        let parts = ["Session", "Auth", "Cache", "Config", "Cookie", "Database", "Encryption", "Redis"]
        guard let program = Executable.find("php"), let directory = try? TemporaryDirectory(),
            let process = try? ChildProcess(
                program, ["-r", parts.map { "require 'Illuminate/\($0)/autoload.php';" }.joined()],
                environment: ProcessEnvironment.isolated(home: directory)),
            process.wait() == .code(0)
        else { return nil }
        return program
    }()
}

// MARK: - One web request each

extension Laravel {
    /// Creates a session and gives back its id.
    ///
    /// - Parameters:
    ///   - user: whom `Auth::login` logs in.
    ///   - flash: what is flashed for the next request.
    ///   - withObject: puts an object of a class of the application into it.
    public func create(
        _ payload: String, user: Int? = nil, flash: String = "{}", withObject: Bool = false
    ) throws -> String {
        var members = ["set": JSONText.string(payload), "flash": JSONText.string(flash)]
        members["user"] = user.map { "\($0)" }
        if withObject { members["object"] = "true" }
        return try text(ask("create", members))
    }

    /// What a request with that id sees: `{"data":…,"user":…}`; saves nothing.
    public func read(_ id: String) throws -> Answer { try ask("read", id: id) }

    /// A request that sets, flashes and removes keys.
    @discardableResult
    public func change(_ id: String, set: String = "{}", flash: String = "{}", remove: [String] = []) throws -> Answer {
        let members = [
            "set": JSONText.string(set), "flash": JSONText.string(flash),
            "remove": JSONText.array(remove.map(JSONText.string)),
        ]
        return try ask("change", members, id: id)
    }

    /// A request that gives the session a new id, as a login does, and gives that back.
    public func regenerate(_ id: String) throws -> String { try text(ask("regenerate", id: id)) }

    /// A request that ends the session, as a logout does.
    @discardableResult
    public func end(_ id: String) throws -> Answer { try ask("end", id: id) }

    /// Laravel's own collection of what was not used for so many seconds.
    public func sweep(olderThan seconds: Int) throws { _ = try ask("sweep", ["seconds": "\(seconds)"]) }

    /// Puts something else into the cache that the sessions are in.
    public func cache(_ value: String, as name: String) throws {
        _ = try ask("cache", ["name": JSONText.string(name), "value": value])
    }

    /// The `Set-Cookie` header for an id, encrypted.
    public func cookie(_ id: String) throws -> String {
        guard case .taken(let json) = try ask("cookie", id: id) else {
            throw TestSupportError("Laravel made no cookie")
        }
        return JSONText.plainString(json)
    }

    /// The id in a cookie's value; refused where Laravel can't decrypt it.
    public func id(inCookie value: String) throws -> Answer {
        try ask("open_cookie", ["cookie": JSONText.string(value)])
    }

    private func text(_ answer: Answer) throws -> String {
        guard case .taken(let json) = answer else { throw TestSupportError("Laravel refused") }
        return JSONText.plainString(json)
    }

    private func ask(_ verb: String, _ members: [String: String] = [:], id: String? = nil) throws -> Answer {
        var members = members
        members["do"] = JSONText.string(verb)
        members["id"] = id.map(JSONText.string)
        let answer = try conversation.ask(JSONText.object(members))
        let parts = answer.split(separator: "\t", maxSplits: 1)
        switch parts.first {
        case "ok": return .taken(String(parts[1]))
        case "refused": return .refused
        case nil, .some: throw TestSupportError("Laravel, \(verb): \(answer)")
        }
    }
}
