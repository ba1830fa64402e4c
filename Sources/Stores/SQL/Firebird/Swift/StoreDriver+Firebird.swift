internal import SQLStore
internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// Firebird.
    public static let firebird = StoreDriver(
        schemes: ["firebird"], kind: .table, summary: "A table in Firebird, 3 or later",
        example: "firebird://user@localhost:3050//var/lib/firebird/app.fdb",
        options: SQLOptions.common + [
            .init("role", "the role to log in with"),
            .init("charset", "ignored: text is always exchanged in UTF-8"),
        ],
        open: { opening throws(StoreError) in
            try await SQLStore.open(
                SQLOptions.engine(opening) { opening throws(SQLFailure) in try FirebirdEngine(opening) }, opening)
        })
}
