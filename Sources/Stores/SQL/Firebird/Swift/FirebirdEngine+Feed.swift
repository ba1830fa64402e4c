internal import SQLStore
internal import StoreKit

extension FirebirdEngine {
    func feedSetup(_ table: SQLTable, _ connection: FirebirdConnection) throws(SQLFailure) -> FeedSetup? {
        let feed = FirebirdFeed(table: table.name, quote: quoted)
        return FeedSetup(
            kind: .push("POST_EVENT"), state: try state(of: feed, table, connection), install: feed.install,
            remove: feed.remove, effects: feed.effects)
    }

    func pushSource(_ table: SQLTable) throws(SQLFailure) -> (any SQLPushSource)? {
        let feed = FirebirdFeed(table: table.name, quote: quoted)
        return try FirebirdListener(try connect(), feed) { connection throws(SQLFailure) in
            try feedSetup(table, connection)?.isActive == true
        }
    }

    private func state(
        of feed: FirebirdFeed, _ table: SQLTable, _ connection: FirebirdConnection
    ) throws(SQLFailure) -> FeedSetup.State {
        var statement: SQLText =
            "SELECT COUNT(*) FROM rdb$triggers WHERE COALESCE(rdb$trigger_inactive, 0) = 0 AND rdb$trigger_name = "
        add(.text(feed.name), to: &statement)
        statement += " AND rdb$relation_name = "
        add(.text(table.name), to: &statement)
        if try connection.integer(statement) == 1 { return .installed }
        guard let owner = try stranger(table, connection) else { return .notInstalled }
        return .impossible(
            "only the owner of \(quoted(table.name)) and administrators can set up and remove a trigger",
            remedy: "Do it as \(owner).")
    }

    /// Who owns a table, where that is neither the user nor one the user may stand in for.
    private func stranger(_ table: SQLTable, _ connection: FirebirdConnection) throws(SQLFailure) -> String? {
        var statement: SQLText = """
            SELECT TRIM(rdb$owner_name) FROM rdb$relations WHERE TRIM(rdb$owner_name) <> CURRENT_USER
            AND CURRENT_USER <> 'SYSDBA' AND CURRENT_ROLE <> 'RDB$ADMIN' AND rdb$relation_name = 
            """
        add(.text(table.name), to: &statement)
        return try connection.text(statement)
    }
}
