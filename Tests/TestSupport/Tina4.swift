/// The real tina4-python, 3.13.154, in a Python of its own: writes, reads and ends sessions as an application would.
///
/// Payloads and values are JSON text in and out; what comes back has no blanks and keeps the order of the keys.
public final class Tina4: Sendable {
    /// Where the framework keeps its sessions.
    public enum Backend: Sendable {
        /// The directory of `TINA4_SESSION_PATH`.
        case file(String)
        /// A server, by what it listens on and its default user's password; `prefix` nil is the framework's own.
        case redis(port: Int, password: String? = nil, database: Int = 0, prefix: String? = nil)
        /// The same under the framework's names for Valkey.
        case valkey(port: Int, password: String? = nil, database: Int = 0, prefix: String? = nil)
        /// A memcached by its port; `prefix` nil is the framework's own.
        case memcached(port: Int, prefix: String? = nil)
        /// The table `tina4_session` of a database, by the framework's own URL.
        case database(url: String)
        /// A database of a MongoDB by its port; `collection` nil is the framework's own.
        case mongodb(port: Int, database: String, collection: String? = nil)

        /// The settings of an application that keeps its sessions there.
        public var environment: [String: String] {
            switch self {
            case .file(let path):
                return ["TINA4_SESSION_BACKEND": "file", "TINA4_SESSION_PATH": path]
            case .redis(let port, let password, let database, let prefix):
                return Self.server("REDIS", port, password, database, prefix)
            case .valkey(let port, let password, let database, let prefix):
                return Self.server("VALKEY", port, password, database, prefix)
            case .memcached(let port, let prefix):
                var environment = [
                    "TINA4_SESSION_BACKEND": "memcached", "TINA4_SESSION_MEMCACHED_HOST": "127.0.0.1",
                    "TINA4_SESSION_MEMCACHED_PORT": "\(port)",
                ]
                environment["TINA4_SESSION_MEMCACHED_PREFIX"] = prefix
                return environment
            case .database(let url):
                return ["TINA4_SESSION_BACKEND": "database", "TINA4_DATABASE_URL": url]
            case .mongodb(let port, let database, let collection):
                var environment = [
                    "TINA4_SESSION_BACKEND": "mongodb", "TINA4_SESSION_MONGO_URI": "mongodb://127.0.0.1:\(port)",
                    "TINA4_SESSION_MONGO_DB": database,
                ]
                environment["TINA4_SESSION_MONGO_COLLECTION"] = collection
                return environment
            }
        }

        private static func server(
            _ name: String, _ port: Int, _ password: String?, _ database: Int, _ prefix: String?
        ) -> [String: String] {
            var environment = [
                "TINA4_SESSION_BACKEND": name.lowercased(),
                "TINA4_SESSION_\(name)_HOST": "127.0.0.1",
                "TINA4_SESSION_\(name)_PORT": "\(port)",
                "TINA4_SESSION_\(name)_DB": "\(database)",
            ]
            environment["TINA4_SESSION_\(name)_PASSWORD"] = password
            environment["TINA4_SESSION_\(name)_PREFIX"] = prefix
            return environment
        }
    }

    /// What the framework did with an id from a cookie.
    public enum Answer: Equatable, Sendable {
        /// It took the session; the payload, or what the verb gives back, as JSON text.
        case taken(String)
        /// It did not: the store holds no such session, or it ended meanwhile. The visitor gets a new id.
        case refused
    }

    /// The directory the application runs in: relative paths start here.
    public let directory: TemporaryDirectory
    /// The settings the application runs with.
    public let environment: [String: String]
    private let conversation: LineConversation

    /// Starts an application with this store.
    ///
    /// - Parameters:
    ///   - lifetime: seconds that every save gives a session (`TINA4_SESSION_TTL`); 0 is for ever.
    ///   - environment: more settings, on top of the backend's.
    /// - Throws: ``TestSupportError`` when the framework is not installed.
    public init(_ backend: Backend, lifetime: Int = 3600, environment: [String: String] = [:]) throws {
        directory = try TemporaryDirectory()
        let settings = backend.environment
            .merging(["TINA4_SESSION_TTL": "\(lifetime)"]) { _, new in new }
            .merging(environment) { _, new in new }
        self.environment = settings
        conversation = try LineConversation(
            try Tool.tina4Python.require(), ["-X", "utf8", Self.script],
            environment: ProcessEnvironment.isolated(home: directory).merging(settings) { _, new in new },
            directory: directory.path)
    }

    private static var script: String {
        "\(#filePath.dropLast("Tina4.swift".count))Writers/tina4_session.py"
    }
}

// MARK: - One web request each

extension Tina4 {
    /// Creates a session and gives back its id.
    ///
    /// - Parameters:
    ///   - payload: a JSON object with at least one member; the framework stores no empty session.
    ///   - lifetime: seconds, for this save alone; nil is the application's.
    public func create(_ payload: String, lifetime: Int? = nil) throws -> String {
        guard case .taken(let id) = try ask("create", ["set": payload], lifetime: lifetime) else {
            throw TestSupportError("tina4-python created no session of \(payload)")
        }
        return JSONText.plainString(id)
    }

    /// The payload of a session, read as a request with that cookie would; saves nothing.
    public func read(_ id: String) throws -> Answer {
        try ask("read", id: id)
    }

    /// A request that sets and removes keys and saves; gives back what it holds then. Its save moves the deadline.
    @discardableResult
    public func change(
        _ id: String, set: String = "{}", remove: [String] = [], lifetime: Int? = nil
    ) throws -> Answer {
        try ask("change", ["set": set, "remove": Self.array(remove)], id: id, lifetime: lifetime)
    }

    /// A request that changes nothing, which moves the deadline.
    @discardableResult
    public func touch(_ id: String, lifetime: Int? = nil) throws -> Answer {
        try change(id, lifetime: lifetime)
    }

    /// A request that leaves a flash message; `value` is JSON text.
    @discardableResult
    public func flash(_ id: String, name: String, value: String) throws -> Answer {
        try ask("flash", ["name": JSONText.string(name), "value": value], id: id)
    }

    /// A request that shows a flash message, which removes it; gives back its value.
    @discardableResult
    public func takeFlash(_ id: String, name: String) throws -> Answer {
        try ask("take_flash", ["name": JSONText.string(name)], id: id)
    }

    /// A request that gives the session a new id; nil when the framework refused the old one.
    public func regenerate(_ id: String) throws -> String? {
        guard case .taken(let fresh) = try ask("regenerate", id: id) else { return nil }
        return JSONText.plainString(fresh)
    }

    /// A request that logs out.
    @discardableResult
    public func destroy(_ id: String) throws -> Answer {
        try ask("destroy", id: id)
    }

    /// A request that empties the session.
    @discardableResult
    public func clear(_ id: String) throws -> Answer {
        try ask("clear", id: id)
    }

    /// The `Set-Cookie` value that the framework sends for the session, as a JSON string.
    public func cookie(_ id: String) throws -> Answer {
        try ask("cookie", id: id)
    }

    /// The framework's garbage collection.
    public func sweep() throws {
        _ = try ask("sweep")
    }
}

// MARK: - A request that takes its time

extension Tina4 {
    /// Begins a request, which reads the session, and leaves it open under `name`.
    @discardableResult
    public func begin(_ name: String, on id: String) throws -> Answer {
        try ask("begin", ["name": JSONText.string(name)], id: id)
    }

    /// Lets an open request make its changes and save.
    @discardableResult
    public func finish(_ name: String, set: String = "{}", remove: [String] = []) throws -> Answer {
        try ask("finish", ["name": JSONText.string(name), "set": set, "remove": Self.array(remove)])
    }
}

extension Tina4 {
    private func ask(
        _ verb: String, _ members: [String: String] = [:], id: String? = nil, lifetime: Int? = nil
    ) throws -> Answer {
        var members = members
        members["do"] = JSONText.string(verb)
        members["id"] = id.map(JSONText.string)
        let seconds = lifetime.map(String.init) ?? environment["TINA4_SESSION_TTL"] ?? "3600"
        members["env"] = JSONText.object(["TINA4_SESSION_TTL": JSONText.string(seconds)])
        let answer = try conversation.ask(JSONText.object(members))
        let parts = answer.split(separator: "\t", maxSplits: 1)
        switch parts.first {
        case "ok": return .taken(String(parts[1]))
        case "refused": return .refused
        case nil, .some: throw TestSupportError("tina4-python, \(verb): \(answer)")
        }
    }

    private static func array(_ names: [String]) -> String {
        JSONText.array(names.map(JSONText.string))
    }
}
