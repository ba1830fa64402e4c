/// An application on a real express-session and one of its stores, where somebody has them: npm's packages are none of the
/// project's, so `CURFEW_NODE_MODULES` has to name a directory with them.
public final class ExpressSessions: Sendable {
    /// A store, by the name of its package.
    public enum Store: String, CaseIterable, Sendable {
        /// express-session's own, in the memory of its process.
        case memory
        case memorystore
        case connectRedis = "connect-redis"
        case sessionFileStore = "session-file-store"
        case connectSQLite3 = "connect-sqlite3"
        /// On SQLite.
        case connectSessionKnex = "connect-session-knex"
        /// On PostgreSQL.
        case connectSessionKnexPg = "connect-session-knex-pg"
        /// On MySQL or MariaDB.
        case connectSessionKnexMySQL = "connect-session-knex-mysql"
        case connectPgSimple = "connect-pg-simple"
        case expressMySQLSession = "express-mysql-session"
        case connectMongo = "connect-mongo"
        /// With `stringify` off.
        case connectMongoDocument = "connect-mongo-document"
    }

    /// The directory; nil where none is named.
    public static let modules = ProcessEnvironment.value("CURFEW_NODE_MODULES")
    /// What the application signs its cookies with.
    public static let secret = "keyboard cat"

    private let directory: TemporaryDirectory
    private let conversation: LineConversation

    /// Starts an application.
    ///
    /// - Parameters:
    ///   - settings: Where its store is, as `Writers/express_sessions.js` says; values of JSON.
    ///   - inspector: The port that its inspector listens on; nil for none.
    /// - Throws: ``TestSupportError`` when Node is not installed.
    public init(_ store: Store, settings: [String: String], inspector: Int? = nil) throws {
        directory = try TemporaryDirectory()
        let all = settings.merging([
            "store": JSONText.string(store.rawValue), "secret": JSONText.string(Self.secret),
        ]) { $1 }
        let options = inspector.map { ["--inspect=127.0.0.1:\($0)"] } ?? []
        conversation = try LineConversation(
            try Tool.node.require(), options + [Self.script, Self.modules ?? "", JSONText.object(all)],
            environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
    }

    private static var script: String {
        "\(#filePath.dropLast("ExpressSessions.swift".count))Writers/express_sessions.js"
    }

    /// A request, `members` as `Writers/express_sessions.js` says; gives back its answer as JSON text.
    public func visit(_ members: [String: String]) throws -> String {
        let answer = try conversation.ask(JSONText.object(members))
        let parts = answer.split(separator: "\t", maxSplits: 1)
        guard parts.first == "ok", parts.count == 2 else { throw TestSupportError("express-session: \(answer)") }
        return String(parts[1])
    }
}
