import SessionModel

extension TableLayout {
    /// Tina4's table, or one of another name.
    static func tina4(_ table: String = "tina4_session") -> TableLayout {
        TableLayout(table: table, id: "session_id", data: "data", expiry: "expires_at")
    }
}
