internal import SQLStore
internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// MySQL and MariaDB.
    public static let mysql = StoreDriver(
        schemes: ["mysql", "mariadb"], kind: .table, summary: "A table in MySQL or MariaDB",
        example: "mysql://user@localhost:3306/app",
        options: SQLOptions.common + [
            .init("ca", "a file of certificate authorities; the server must then prove who it is"),
            .init("charset", "ignored: text is always exchanged in UTF-8"),
        ],
        open: { opening throws(StoreError) in
            try await SQLStore.open(
                SQLOptions.engine(opening) { opening throws(SQLFailure) in try MySQLEngine(opening) }, opening)
        })
}
