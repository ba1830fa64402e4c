internal import SessionModel

/// How express-session's stores keep a session in a row of a table: as the text of its JSON, beside its deadline.
///
/// Read in voxpelli/node-connect-pg-simple 10 (`index.js`, `table.sql`), chill117/express-mysql-session 3 (`index.js`,
/// `schema.sql`), gx0r/connect-session-knex 5 (`src`) and rawberg/connect-sqlite3 0.9 (`lib/connect-sqlite3.js`).
enum ExpressTable {
    /// A store, and where it keeps its sessions unless it is told otherwise.
    private struct Store {
        var name: String
        var layout: TableLayout
    }

    private static let stores = [
        // It writes `to_timestamp(…)` into a column without a zone: what stands there is the time of the connection's.
        Store(
            name: "connect-pg-simple",
            layout: layout("session", "sid", "sess", "expire", .date(zone: .connection, text: .sql))),
        Store(
            name: "express-mysql-session", layout: layout("sessions", "session_id", "data", "expires", .wholeSeconds)),
        Store(
            name: "connect-session-knex",
            layout: layout("sessions", "sid", "sess", "expired", .date(zone: .utc, text: .iso8601))),
        Store(name: "connect-sqlite3", layout: layout("sessions", "sid", "sess", "expired", .milliseconds)),
    ]

    /// Where sessions are looked for, the plainest first.
    static let layouts = stores.map { Layout.table($0.layout) }

    /// Which store writes a table; the name of that may be the application's choice.
    static func writer(of layout: TableLayout) -> String? {
        stores.first { ($0.layout.expiry, $0.layout.unit) == (layout.expiry, layout.unit) }?.name
    }

    private static func layout(
        _ table: String, _ id: String, _ data: String, _ expiry: String, _ unit: TableLayout.ExpiryUnit
    ) -> TableLayout {
        TableLayout(table: table, id: id, data: data, expiry: expiry, unit: unit, never: nil)
    }
}
