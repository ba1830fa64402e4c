/// A real PHP with its own session layer: writes, reads and ends sessions as an application would.
///
/// Payloads and values are JSON text in and out. The application runs in strict mode: an id that the store does not
/// hold is refused.
public final class PHP: Sendable {
    /// Where PHP keeps its sessions.
    public enum Backend: Sendable {
        /// The files of a directory (`session.save_handler=files`), as `session.save_path` writes it.
        case files(String)
        /// A Redis by its port, through phpredis; `locks` is `redis.session.locking_enabled`.
        case redis(port: Int, locks: Bool = false)
        /// A memcached by its port, through the memcached extension.
        case memcached(port: Int)

        fileprivate var settings: [String: String] {
            switch self {
            case .files(let path): ["session.save_handler": "files", "session.save_path": path]
            case .redis(let port, let locks):
                [
                    "session.save_handler": "redis", "session.save_path": "tcp://127.0.0.1:\(port)",
                    "redis.session.locking_enabled": locks ? "1" : "0", "redis.session.lock_retries": "3",
                    "redis.session.lock_wait_time": "20000", "redis.session.lock_expire": "20",
                ]
            case .memcached(let port):
                ["session.save_handler": "memcached", "session.save_path": "127.0.0.1:\(port)"]
            }
        }
    }

    /// The setting `session.serialize_handler`.
    public enum Serializer: String, Sendable, CaseIterable {
        case php
        case phpSerialize = "php_serialize"
        case phpBinary = "php_binary"
        case igbinary
    }

    /// What PHP did with an id from a cookie.
    public enum Answer: Equatable, Sendable {
        /// It took the session; the payload, or what the verb gives back, as JSON text.
        case taken(String)
        /// It did not: the store holds no such session.
        case refused
    }

    /// The extensions that the installed PHP has, in lower case; empty without one.
    public static let extensions: Set<String> = {
        guard let program = Tool.php.path, let directory = try? TemporaryDirectory(),
            let process = try? ChildProcess(
                program, ["-m"], environment: ProcessEnvironment.isolated(home: directory)),
            process.wait() != nil, let text = try? process.outputText
        else { return [] }
        return Set(text.lowercased().split(separator: "\n").map(String.init))
    }()

    private let directory: TemporaryDirectory
    private let conversation: LineConversation

    /// Starts an application with this store.
    ///
    /// - Parameter lifetime: seconds (`session.gc_maxlifetime`).
    /// - Throws: ``TestSupportError`` when PHP is not installed.
    public init(_ backend: Backend, serializer: Serializer = .php, lifetime: Int = 1440) throws {
        directory = try TemporaryDirectory()
        let settings = backend.settings.merging([
            "session.serialize_handler": serializer.rawValue, "session.gc_maxlifetime": "\(lifetime)",
            "session.gc_probability": "0", "session.use_cookies": "0", "session.cache_limiter": "",
            "session.use_strict_mode": "1", "session.lazy_write": "1", "display_errors": "stderr",
        ]) { _, new in new }
        conversation = try LineConversation(
            try Tool.php.require(), settings.flatMap { ["-d", "\($0.key)=\"\($0.value)\""] } + [Self.script],
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
    }

    private static var script: String { "\(#filePath.dropLast("PHP.swift".count))Writers/php_session.php" }
}

// MARK: - One web request each

extension PHP {
    /// Creates a session and gives back its id; `withObject` puts an object of a class of the application into it.
    public func create(_ payload: String, withObject: Bool = false) throws -> String {
        var members = ["set": JSONText.string(payload)]
        if withObject { members["object"] = "true" }
        guard case .taken(let id) = try ask("create", members) else {
            throw TestSupportError("PHP created no session of \(payload)")
        }
        return JSONText.plainString(id)
    }

    /// The payload of a session, read as a request with that cookie would; saves nothing.
    public func read(_ id: String) throws -> Answer { try ask("read", id: id) }

    /// A request that sets and removes keys; gives back what it holds then.
    @discardableResult
    public func change(_ id: String, set: String = "{}", remove: [String] = []) throws -> Answer {
        try ask("change", ["set": JSONText.string(set), "remove": JSONText.array(remove.map(JSONText.string))], id: id)
    }

    /// A request that ends the session.
    @discardableResult
    public func destroy(_ id: String) throws -> Answer { try ask("destroy", id: id) }

    /// PHP's own garbage collection.
    public func sweep() throws { _ = try ask("sweep") }

    /// Begins a request, which opens the session and keeps its lock, and leaves it open.
    @discardableResult
    public func begin(_ id: String) throws -> Answer { try ask("begin", id: id) }

    /// Lets the open request make its changes and save.
    public func finish(set: String = "{}") throws { _ = try ask("finish", ["set": JSONText.string(set)]) }
}

extension PHP {
    private func ask(_ verb: String, _ members: [String: String] = [:], id: String? = nil) throws -> Answer {
        var members = members
        members["do"] = JSONText.string(verb)
        members["id"] = id.map(JSONText.string)
        let answer = try conversation.ask(JSONText.object(members))
        let parts = answer.split(separator: "\t", maxSplits: 1)
        switch parts.first {
        case "ok": return .taken(String(parts[1]))
        case "refused": return .refused
        case nil, .some: throw TestSupportError("PHP, \(verb): \(answer)")
        }
    }
}
