import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport

@testable import SQLServerStore

/// A database of its own in a double, and a connection beside the product.
final class SQLServerDatabase: Sendable {
    static let shared = Result { try SQLServerDouble() }
    private static let number = Mutex(0)

    let name: String
    let server: SQLServerDouble
    private let connection: Mutex<SQLServerConnection>

    /// Makes a database in a double of its own, or in the one that the tests share.
    init(in server: SQLServerDouble? = nil, _ statements: String...) throws {
        let server = try server ?? Self.shared.get()
        self.server = server
        let name = Self.number.withLock { number in
            number += 1
            return "test\(number)"
        }
        self.name = name
        try Self.connect(server, "master").run(SQLText("CREATE DATABASE \(name)"))
        connection = Mutex(try Self.connect(server, name))
        for statement in statements { try run(statement) }
    }

    static func connect(_ server: SQLServerDouble, _ database: String) throws -> SQLServerConnection {
        var options = SQLServerConnection.Options()
        options.server = "127.0.0.1:\(server.port)"
        options.user = server.user
        options.password = server.password
        options.database = database
        options.timeout = 20_000
        return try SQLServerConnection(options)
    }

    /// Runs a statement and gives back the first row.
    @discardableResult
    func run(_ text: String, _ values: SQLValue...) throws -> [SQLValue] {
        try run(text, values)
    }

    /// The same with the values in a list.
    @discardableResult
    func run(_ text: String, _ values: [SQLValue]) throws -> [SQLValue] {
        var statement = SQLText(text)
        for value in values { statement.bind(value) }
        return try connection.withLock { [statement] connection in
            var first: [SQLValue] = []
            try connection.run(statement) { cells throws(SQLFailure) in
                if first.isEmpty { first = cells.map(\.value) }
            }
            return first
        }
    }

    /// Opens it as the product does.
    func open(
        isReadOnly: Bool = false, user: String? = nil, password: String? = nil, database: String? = nil,
        port: Int? = nil, options: [StoreAddress.Option] = [], timeout: Int = 5000,
        layout: TableLayout = .tina4()
    ) async throws(StoreError) -> any SessionStore {
        try await StoreDriver.sqlServer.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: "mssql", user: user ?? server.user, password: Secret(password ?? server.password),
                    hosts: [.init("127.0.0.1", port: UInt16(port ?? server.port))], path: database ?? name,
                    options: options),
                layouts: [.table(layout)], isReadOnly: isReadOnly, timeout: timeout))
    }
}
