/// Applications of real Python frameworks: write, read and end sessions through the frameworks' own layers.
///
/// Payloads and values are JSON text in and out; what comes back has no blanks and keeps the order of the keys.
public final class PythonSessions: Sendable {
    /// A framework.
    public enum Framework: String, Sendable {
        /// Flask with Flask-Session.
        case flask
        /// Starlette with starsessions.
        case starsessions
        /// Django's sessions in its cache.
        case django

        /// What has to be installed for it.
        public var tool: Tool {
            switch self {
            case .flask: .flaskSession
            case .starsessions: .starsessions
            case .django: .django
            }
        }
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
    ///   - settings: where it keeps its sessions and how, as values of JSON, by the names the driver knows.
    ///   - lifetime: seconds that a session lives.
    /// - Throws: ``TestSupportError`` when the framework is not installed.
    public init(_ framework: Framework, _ settings: [String: String], lifetime: Int = 900) throws {
        directory = try TemporaryDirectory()
        let all = settings.merging([
            "framework": JSONText.string(framework.rawValue), "lifetime": "\(lifetime)",
        ]) { _, new in new }
        conversation = try LineConversation(
            try framework.tool.require(), ["-X", "utf8", "-W", "ignore", Self.script, JSONText.object(all)],
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
    }

    private static var script: String {
        "\(#filePath.dropLast("PythonSessions.swift".count))Writers/python_sessions.py"
    }
}

// MARK: - One web request each

extension PythonSessions {
    /// Creates a session and gives back its id; `withObject` puts a moment of Python's into it.
    public func create(_ payload: String, withObject: Bool = false) throws -> String {
        var members = ["set": payload]
        if withObject { members["object"] = "true" }
        guard case .taken(let id) = try ask("create", members) else {
            throw TestSupportError("the framework created no session of \(payload)")
        }
        return JSONText.plainString(id)
    }

    /// The payload of a session, read as a request with that cookie would; saves nothing.
    public func read(_ id: String) throws -> Answer { try ask("read", id: id) }

    /// The payload of the session that a cookie's value opens, where that is not the id itself.
    public func read(_ id: String, cookie value: String) throws -> Answer {
        try ask("read", ["cookie": JSONText.string(value)], id: id)
    }

    /// A request that sets and removes keys; gives back what it holds then.
    @discardableResult
    public func change(_ id: String, set: String = "{}", remove: [String] = []) throws -> Answer {
        try ask("change", ["set": set, "remove": JSONText.array(remove.map(JSONText.string))], id: id)
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
        case nil, .some: throw TestSupportError("\(verb): \(answer)")
        }
    }
}
