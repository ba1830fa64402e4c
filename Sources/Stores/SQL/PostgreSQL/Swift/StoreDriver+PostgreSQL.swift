internal import SQLStore
internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// PostgreSQL.
    public static let postgresql = StoreDriver(
        schemes: ["postgresql", "postgres", "pgsql"], kind: .table, summary: "A table in PostgreSQL, 11 or later",
        example: "postgresql://user@localhost:5432/app",
        options: SQLOptions.common + PostgreSQLEngine.passedOptions.map { .init($0, "as libpq takes it") }
            + [.init("charset", "ignored: text is always exchanged in UTF-8")],
        open: { opening throws(StoreError) in
            try await SQLStore.open(
                SQLOptions.engine(opening) { opening throws(SQLFailure) in try PostgreSQLEngine(opening) }, opening)
        })
}
