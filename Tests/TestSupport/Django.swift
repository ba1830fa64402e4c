/// The real Django, 5.2, with its own session layer: writes and reads sessions as an application would.
///
/// Payloads are JSON text in and out; what comes back has no blanks and keeps the order of the keys.
public final class Django: Sendable {
    /// `SESSION_ENGINE`.
    public enum Engine: String, Sendable, CaseIterable {
        /// The table `django_session`, here of a SQLite file.
        case database = "db"
        /// Files.
        case files = "file"
    }

    /// The SECRET_KEY.
    public static let secret = "unit-test-secret"

    /// The SQLite file with the table.
    public let database: String
    /// The directory of the session files.
    public let files: String
    private let directory: TemporaryDirectory
    private let conversation: LineConversation

    /// Starts an application.
    ///
    /// - Throws: ``TestSupportError`` when Django is not installed.
    public init(_ engine: Engine) throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("sessions")
        database = directory.file("app.db")
        files = directory.file("sessions")
        conversation = try LineConversation(
            try Tool.django.require(), [Self.script, database, files, Self.secret, engine.rawValue],
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
    }

    private static var script: String { "\(#filePath.dropLast("Django.swift".count))Writers/django_session.py" }

    /// Creates a session and gives back its id.
    ///
    /// - Parameter expiry: What the application sets with `set_expiry`, as JSON: seconds, or a date; nil for nothing.
    public func create(_ payload: String, expiry: String? = nil) throws -> String {
        var members = ["set": payload]
        members["expiry"] = expiry
        return JSONText.plainString(try ask("create", members) ?? "\"\"")
    }

    /// The payload of a session, read as a request with that cookie would; nil where Django does not take it.
    public func read(_ id: String) throws -> String? { try ask("read", ["id": JSONText.string(id)]) }

    private func ask(_ verb: String, _ members: [String: String]) throws -> String? {
        let answer = try conversation.ask(JSONText.object(members.merging(["do": JSONText.string(verb)]) { $1 }))
        let parts = answer.split(separator: "\t", maxSplits: 1)
        switch parts.first {
        case "ok": return String(parts[1])
        case "refused": return nil
        case nil, .some: throw TestSupportError("Django, \(verb): \(answer)")
        }
    }
}
