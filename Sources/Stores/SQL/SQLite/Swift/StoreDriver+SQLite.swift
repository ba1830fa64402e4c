internal import SQLStore
internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// SQLite 3, in a file.
    public static let sqlite = StoreDriver(
        schemes: ["sqlite", "sqlite3"], kind: .table, summary: "A table in a SQLite file",
        example: "sqlite:data/app.db",
        options: SQLOptions.common,
        open: { opening throws(StoreError) in
            try await SQLStore.open(
                SQLOptions.engine(opening) { opening throws(SQLFailure) in try SQLiteEngine(opening) }, opening)
        })
}
