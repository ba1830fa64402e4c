/// A real Ruby with Rack and Rails' cache: writes, reads and ends sessions as an application would.
///
/// Payloads and values are JSON text in and out.
public final class Ruby: Sendable {
    /// Where an application keeps its sessions.
    public enum Store: String, Sendable, CaseIterable {
        /// `Rack::Session::Redis` of redis-rack, in a Redis.
        case rack
        /// Rails' `:cache_store`, by the cache of ActiveSupport in a Redis.
        case cache
        /// Rails' `:cache_store`, by the cache of ActiveSupport in files.
        case file
        /// Nowhere: only Marshal is asked for.
        case none

        /// Those whose libraries are installed here.
        public static let installed = [Store.rack, .cache, .file].filter { $0.tool.path != nil }

        fileprivate var tool: Tool { self == .rack ? .rubyRack : .railsCache }
    }

    /// What the framework did with an id from a cookie.
    public enum Answer: Equatable, Sendable {
        /// It took the session; the payload, or what the verb gives back, as JSON text.
        case taken(String)
        /// It did not: the store holds no such session.
        case refused
    }

    private let directory: TemporaryDirectory
    private let conversation: LineConversation

    /// Starts an application.
    ///
    /// - Parameters:
    ///   - port: that of the Redis.
    ///   - path: the directory of the files.
    ///   - lifetime: seconds that a session lives.
    ///   - threshold: the size in bytes from which on the cache compresses.
    /// - Throws: ``TestSupportError`` when Ruby or its libraries are not installed.
    public init(_ store: Store, port: Int = 0, path: String = "", lifetime: Int = 900, threshold: Int = 1024) throws {
        directory = try TemporaryDirectory()
        let settings = JSONText.object([
            "store": JSONText.string(store.rawValue), "port": "\(port)", "lifetime": "\(lifetime)",
            "threshold": "\(threshold)", "path": JSONText.string(path),
        ])
        conversation = try LineConversation(
            try store.tool.require(), ["-W0", Self.script, settings],
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
    }

    private static var script: String { "\(#filePath.dropLast("Ruby.swift".count))Writers/ruby_sessions.rb" }

    /// The Ruby that has redis-rack.
    static let withRack = program(with: ["rack/session/redis"])

    /// The Ruby that has the cache of ActiveSupport, and Rack's ids of sessions.
    static let withCache = program(with: [
        "rack", "rack/session/abstract/id", "active_support", "active_support/cache",
        "active_support/cache/redis_cache_store",
    ])

    private static func program(with libraries: [String]) -> String? {
        guard let program = Executable.find("ruby"), let directory = try? TemporaryDirectory(),
            let process = try? ChildProcess(
                program, ["-e", libraries.map { "require '\($0)';" }.joined()],
                environment: ProcessEnvironment.isolated(home: directory)),
            process.wait() == .code(0)
        else { return nil }
        return program
    }
}

// MARK: - One web request each

extension Ruby {
    /// Creates a session and gives back its public id; `withObject` puts a struct of the application into it.
    public func create(_ payload: String, withObject: Bool = false) throws -> String {
        var members = ["set": payload]
        if withObject { members["object"] = "true" }
        return try text(ask("create", members))
    }

    /// The payload of a session, read as a request with that cookie would; saves nothing.
    public func read(_ id: String) throws -> Answer { try ask("read", id: id) }

    /// A request that sets and removes keys; gives back what it holds then.
    @discardableResult
    public func change(_ id: String, set: String = "{}", remove: [String] = []) throws -> Answer {
        try ask("change", ["set": set, "remove": JSONText.array(remove.map(JSONText.string))], id: id)
    }

    /// The private id of a public one.
    public func privateID(_ id: String) throws -> String { try text(ask("private", id: id)) }

    /// What `Marshal.dump` makes of a JSON value, as base64.
    public func marshalled(_ json: String) throws -> String {
        try text(ask("marshal", ["text": JSONText.string(json)]))
    }

    /// A record with one of each kind of value, as base64.
    public func zoo() throws -> String { try text(ask("zoo")) }

    private func text(_ answer: Answer) throws -> String {
        guard case .taken(let json) = answer else { throw TestSupportError("Ruby refused") }
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
        case nil, .some: throw TestSupportError("Ruby, \(verb): \(answer)")
        }
    }
}
