import Glibc

/// A small Node application that keeps sessions in its memory, and is asked and told about them over its input.
public final class NodeShop: Sendable {
    /// How it keeps its sessions.
    public enum Keeping: String, Sendable {
        /// As express-session's MemoryStore: texts in an object.
        case plain
        /// As memorystore: texts in a cache that ends them.
        case cache
        /// Objects in a `Map`.
        case map
        /// Not at all.
        case none
    }

    /// Its process.
    public let pid: Int32
    /// Where its inspector opens.
    public let port: Int
    private let home: TemporaryDirectory
    private let conversation: LineConversation
    private let keeping: Keeping

    /// Starts the application and waits until it answers.
    ///
    /// - Parameters:
    ///   - options: Options of Node's own, beside the one that says where the inspector opens.
    ///   - port: Where the inspector opens; a free port where none is given.
    public init(_ keeping: Keeping, options: [String] = [], port: Int? = nil) throws {
        self.keeping = keeping
        self.port = try port ?? FreePort.take()
        home = try TemporaryDirectory()
        let script = "\(#filePath.dropLast("NodeShop.swift".count))Writers/node_shop.js"
        conversation = try LineConversation(
            try Tool.node.require(), ["--inspect-port=\(self.port)"] + options + [script, keeping.rawValue],
            environment: ProcessEnvironment.isolated(home: home), directory: home.path)
        let answer = try conversation.ask(JSONText.object(["code": JSONText.string("return process.pid")]))
        guard let pid = Int32(answer) else {
            throw TestSupportError("The application does not say who it is: \(answer)")
        }
        self.pid = pid
    }

    /// Runs code in the application, where `store`, `clock` and `given` are known; gives back what it returns, as JSON.
    @discardableResult
    public func run(_ code: String, given: String = "null") throws -> String {
        try conversation.ask(JSONText.object(["code": JSONText.string(code), "given": given]))
    }

    /// Puts sessions in, the contents as they are; in a `Map` they have to be JSON.
    public func put(_ records: [(key: String, content: String)], milliseconds: Int64? = nil) throws {
        let pairs = records.map { JSONText.array([JSONText.string($0.key), JSONText.string($0.content)]) }
        let given = JSONText.array([JSONText.array(pairs), milliseconds.map { "\($0)" } ?? "0"])
        let put =
            switch keeping {
            case .plain: "store.sessions[key] = content"
            case .cache: "store.store.set(key, content, given[1])"
            case .map: "store.set(key, JSON.parse(content))"
            case .none: ""
            }
        try run("for (const [key, content] of given[0]) { \(put) }", given: given)
    }

    /// What is kept under a key, as JSON: a text, or the object itself; `null` for nothing.
    public func value(_ key: String) throws -> String { try ask("value(given)", key) }

    /// When the cache ends a session, in milliseconds since 1970; nil for never, and where there is no cache.
    public func end(_ key: String) throws -> Int64? {
        guard keeping == .cache else { return nil }
        let code = "const one = store.store[CACHE].get(given).value; return one.maxAge ? one.now + one.maxAge : null"
        return Int64(try run(code, given: JSONText.string(key)))
    }

    /// Removes a session.
    public func remove(_ key: String) throws {
        switch keeping {
        case .plain: try run("delete store.sessions[given]", given: JSONText.string(key))
        case .cache: try run("store.store.del(given)", given: JSONText.string(key))
        case .map: try run("store.delete(given)", given: JSONText.string(key))
        case .none: break
        }
    }

    private func ask(_ what: String, _ key: String) throws -> String {
        let lookup =
            switch keeping {
            case .plain: "store.sessions[key]"
            case .cache: "(store.store[CACHE].get(key) || { value: {} }).value.value"
            case .map: "store.get(key)"
            case .none: "undefined"
            }
        return try run("const value = (key) => \(lookup); return \(what)", given: JSONText.string(key))
    }

    /// Whether anything listens where its inspector would.
    public var isInspectorOpen: Bool {
        guard let descriptor = try? LoopbackSocket.connect(port: port) else { return false }
        close(descriptor)
        return true
    }
}
