internal import SQLStore
internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// Microsoft SQL Server.
    public static let sqlServer = StoreDriver(
        schemes: ["mssql", "sqlserver"], kind: .table,
        summary: "A table in SQL Server, 2016 or later (tested against a double of its protocol only)",
        example: "mssql://user@localhost:1433/app",
        options: SQLOptions.common + [
            .init("encrypt", "off, request, require or strict; needs FreeTDS 1.5 or later"),
            .init("charset", "ignored: text is always exchanged as Unicode"),
        ],
        open: { opening throws(StoreError) in
            try await SQLStore.open(
                SQLOptions.engine(opening) { opening throws(SQLFailure) in try SQLServerEngine(opening) }, opening)
        })
}
