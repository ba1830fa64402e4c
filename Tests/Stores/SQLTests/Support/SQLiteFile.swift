import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport

@testable import SQLiteStore

/// A database file, and a connection beside the product, as the application has one.
final class SQLiteFile: Sendable {
    let directory: TemporaryDirectory
    let path: String
    private let connection: Mutex<SQLiteConnection>

    init(_ statements: String...) throws {
        directory = try TemporaryDirectory()
        path = directory.file("app.db")
        try directory.write("", to: "app.db")
        connection = Mutex(try SQLiteConnection(path: path, isReadOnly: false, timeout: 5000))
        for statement in statements { try run(SQLText(statement)) }
    }

    /// Runs a statement and gives back the first row.
    @discardableResult
    func run(_ text: String, _ values: SQLValue...) throws -> [SQLValue] {
        var statement = SQLText(text)
        for value in values { statement.bind(value) }
        return try run(statement)
    }

    @discardableResult
    private func run(_ statement: SQLText) throws -> [SQLValue] {
        try connection.withLock { connection in
            var first: [SQLValue] = []
            try connection.run(statement) { cells throws(SQLFailure) in
                if first.isEmpty { first = cells.map(\.value) }
            }
            return first
        }
    }

    /// Opens it as the product does.
    func open(
        isReadOnly: Bool = false, table: String = "tina4_session", options: [StoreAddress.Option] = []
    ) async throws(StoreError) -> any SessionStore {
        try await StoreDriver.sqlite.open(
            StoreOpening(
                address: StoreAddress(scheme: "sqlite", path: path, options: options),
                layouts: [.table(.tina4(table))], isReadOnly: isReadOnly))
    }

    /// Opens it by a layout of its own.
    func open(layout: TableLayout) async throws(StoreError) -> any SessionStore {
        try await StoreDriver.sqlite.open(
            StoreOpening(address: StoreAddress(scheme: "sqlite", path: path), layouts: [.table(layout)]))
    }
}
