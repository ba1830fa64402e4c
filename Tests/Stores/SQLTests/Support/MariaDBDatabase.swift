import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport

@testable import MySQLStore

/// A database of its own in the server that the tests share, and a connection beside the product.
final class MariaDBDatabase: Sendable {
    static let server = Result { try MariaDBServer() }
    private static let number = Mutex(0)

    let name: String
    let server: MariaDBServer
    private let connection: Mutex<MySQLConnection>

    convenience init(_ statements: String...) throws {
        try self.init(on: Self.server.get(), statements)
    }

    convenience init(on server: MariaDBServer, _ statements: String...) throws {
        try self.init(on: server, statements)
    }

    private init(on server: MariaDBServer, _ statements: [String]) throws {
        self.server = server
        let name = Self.number.withLock { number in
            number += 1
            return "test\(number)"
        }
        self.name = name
        try Self.connect(server, "mysql").run(SQLText("CREATE DATABASE \(name) CHARACTER SET utf8mb4"))
        connection = Mutex(try Self.connect(server, name))
        for statement in statements { try run(statement) }
    }

    static func connect(_ server: MariaDBServer, _ database: String) throws -> MySQLConnection {
        var options = MySQLConnection.Options()
        options.host = "127.0.0.1"
        options.port = UInt16(server.port)
        options.user = server.user
        options.database = database
        options.timeout = 20_000
        return try MySQLConnection(options)
    }

    /// Runs a statement and gives back the first row.
    @discardableResult
    func run(_ text: String, _ values: SQLValue...) throws -> [SQLValue] {
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
        layout: TableLayout = .tina4()
    ) async throws(StoreError) -> any SessionStore {
        try await StoreDriver.mysql.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: "mysql", user: user ?? server.user, password: password.map { Secret($0) },
                    hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: database ?? name),
                layouts: [.table(layout)], isReadOnly: isReadOnly))
    }
}
