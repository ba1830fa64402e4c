internal import SQLStore
internal import SessionModel

/// A connection that listens to a table's channel.
final class PostgreSQLListener: SQLPushSource {
    private let connection: PostgreSQLConnection
    private let look: (PostgreSQLConnection) throws(SQLFailure) -> Bool

    /// Takes a connection that listens already.
    init(_ connection: PostgreSQLConnection, look: @escaping (PostgreSQLConnection) throws(SQLFailure) -> Bool) {
        self.connection = connection
        self.look = look
    }

    var breaker: Breaker { connection.breaker }
    var namesKeys: Bool { true }

    func wait(milliseconds: Int) throws(SQLFailure) -> [SQLNews] {
        var news: [SQLNews] = []
        var keys: [SessionKey] = []
        for message in try connection.notifications(within: milliseconds) {
            switch message.first {
            case PostgreSQLFeed.Mark.key: keys.append(SessionKey(bytes: message.dropFirst()))
            case PostgreSQLFeed.Mark.doubt: news.append(.doubt)
            default: news.append(.gap("more than single sessions changed"))
            }
        }
        return keys.isEmpty ? news : [.touched(keys)] + news
    }

    func isStillSetUp() throws(SQLFailure) -> Bool { try look(connection) }
}
