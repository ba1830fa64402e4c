internal import SQLStore
internal import SessionModel
internal import StoreKit

extension PostgreSQLEngine {
    func feedSetup(_ table: SQLTable, _ connection: PostgreSQLConnection) throws(SQLFailure) -> FeedSetup? {
        guard let place = try schema(of: table, connection) else { return nil }
        let feed = PostgreSQLFeed(schema: place.schema, table: table.name, key: table.key.name, quote: quoted)
        return FeedSetup(
            kind: .push("LISTEN"), state: try state(of: feed, place, table, connection), install: feed.install,
            remove: feed.remove, effects: feed.effects)
    }

    func pushSource(_ table: SQLTable) throws(SQLFailure) -> (any SQLPushSource)? {
        let connection = try connect()
        guard let place = try schema(of: table, connection) else { return nil }
        let feed = PostgreSQLFeed(schema: place.schema, table: table.name, key: table.key.name, quote: quoted)
        try connection.run(SQLText("LISTEN \(quoted(feed.name))"))
        // Behind a pool that gives each statement another connection nobody would be listening.
        var question: SQLText = "SELECT count(*) FROM pg_listening_channels() AS channel WHERE channel = "
        add(.text(feed.name), to: &question)
        guard try connection.integer(question) == 1 else {
            throw .refused("what answers is a pool of connections, where none is told")
        }
        return PostgreSQLListener(connection) { connection throws(SQLFailure) in
            try feedSetup(table, connection)?.isActive == true
        }
    }

    /// Where a table is, and who it belongs to.
    private struct Place {
        var schema: String
        var owner: String
        var user: String
        var ownsTable: Bool
        var mayCreate: Bool
        var isStandby: Bool
    }

    private func schema(of table: SQLTable, _ connection: PostgreSQLConnection) throws(SQLFailure) -> Place? {
        var statement: SQLText = """
            SELECT nspname::text, pg_get_userbyid(relowner)::text, current_user::text, pg_has_role(relowner, 'USAGE'),
            has_schema_privilege(relnamespace, 'CREATE'), pg_is_in_recovery()
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = to_regclass(
            """
        add(.text(quoted(table.name)), to: &statement)
        statement += ")"
        var place: Place?
        try connection.run(statement) { cells throws(SQLFailure) in
            place = Place(
                schema: cells[0].string ?? "", owner: cells[1].string ?? "", user: cells[2].string ?? "",
                ownsTable: cells[3].integer == 1, mayCreate: cells[4].integer == 1, isStandby: cells[5].integer == 1)
        }
        return place
    }

    private func state(
        of feed: PostgreSQLFeed, _ place: Place, _ table: SQLTable, _ connection: PostgreSQLConnection
    ) throws(SQLFailure) -> FeedSetup.State {
        if place.isStandby {
            return .impossible(
                "it is a standby, where nobody can listen", remedy: "Use the address of its primary.")
        }
        var statement: SQLText = """
            SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgrelid = to_regclass(
            """
        add(.text(quoted(table.name)), to: &statement)
        statement += ") AND tgname IN ("
        add(.text(feed.name), to: &statement)
        statement += ", "
        add(.text(feed.nameOfAll), to: &statement)
        statement += ")"
        if try connection.integer(statement) == 2 { return .installed }
        // Only an owner can remove a trigger again.
        if !place.ownsTable {
            return .impossible(
                "\(place.user) does not own \(quoted(table.name)), and only its owner can set up and remove a trigger",
                remedy: "Do it as \(place.owner), or: GRANT \(quoted(place.owner)) TO \(quoted(place.user))")
        }
        if !place.mayCreate {
            return .impossible(
                "\(place.user) may create no function in the schema \(place.schema)",
                remedy: "GRANT CREATE ON SCHEMA \(quoted(place.schema)) TO \(quoted(place.user))")
        }
        return .notInstalled
    }
}
