internal import SQLStore
internal import SessionModel

/// Dates: the types `datetime2`, `datetimeoffset`, `datetime` and `smalldatetime`. Those without an offset are UTC.
extension SQLServerEngine {
    /// The types whose moments are read and written.
    static let dates = ["datetime2", "datetimeoffset", "datetime", "smalldatetime"]

    /// 1970, as the server counts from it.
    private static let epoch = "CAST('1970-01-01' AS datetime2)"
    /// A day's milliseconds.
    private static let day = 86_400_000

    func number(of column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        guard unit.isDate else { return "CAST(\(quoted(column.name)) AS float)" }
        return "DATEDIFF_BIG(millisecond, \(Self.epoch), \(universal(column)))"
    }

    /// DATEADD takes no more than 32 bits, which are 24 days of milliseconds. The column rounds to what it holds.
    func deadline(_ mark: String, for column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        guard unit.isDate else { return mark }
        let days = "DATEADD(day, CAST(\(mark) / \(Self.day) AS int), \(Self.epoch))"
        let moment = "DATEADD(millisecond, CAST(\(mark) % \(Self.day) AS int), \(days))"
        // What has no offset gets that of UTC.
        return "CAST(\(moment) AS \(column.type))"
    }

    /// A date for people and for reading it again: ISO 8601, in UTC, whatever the language of the connection.
    func dateText(of column: SQLTable.Column) -> String {
        "CONVERT(nvarchar(40), \(universal(column)), 126) + 'Z'"
    }

    /// A date with all its digits, and the offset that it has.
    func keptDate(_ column: SQLTable.Column) -> String { "CONVERT(nvarchar(40), \(quoted(column.name)), 126)" }

    /// A column's date and time of day in UTC. What DATEDIFF does with offsets is not left to it.
    private func universal(_ column: SQLTable.Column) -> String {
        let name = quoted(column.name)
        return column.type == "datetimeoffset" ? "CAST(SWITCHOFFSET(\(name), '+00:00') AS datetime2)" : name
    }

    /// Says of a table's dates what they can't be read as.
    ///
    /// - Throws: `SQLFailure.unsuitable` where they are those of a zone that only the application knows.
    func checkDates(_ table: SQLTable) throws(SQLFailure) {
        guard case .date(.connection, _) = table.unit, table.expiry.type != "datetimeoffset" else { return }
        throw .unsuitable(
            "its column \(table.expiry.name) has dates of a connection's zone, and SQL Server gives connections none",
            remedy: nil)
    }
}
