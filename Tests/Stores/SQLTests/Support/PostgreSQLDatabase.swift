import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport

@testable import PostgreSQLStore

/// A database of its own in the server that the tests share, and a connection beside the product.
final class PostgreSQLDatabase: Sendable {
    static let server = Result { try PostgreSQLServer() }
    private static let number = Mutex(0)

    let name: String
    let server: PostgreSQLServer
    private let connection: Mutex<PostgreSQLConnection>

    convenience init(_ statements: String...) throws {
        try self.init(on: Self.server.get(), statements)
    }

    convenience init(on server: PostgreSQLServer, _ statements: String...) throws {
        try self.init(on: server, statements)
    }

    private init(on server: PostgreSQLServer, _ statements: [String]) throws {
        self.server = server
        let name = Self.number.withLock { number in
            number += 1
            return "test\(number)"
        }
        self.name = name
        try Self.connect(server, "postgres").run(SQLText("CREATE DATABASE \(name) TEMPLATE template0"))
        connection = Mutex(try Self.connect(server, name))
        for statement in statements { try run(statement) }
    }

    static func connect(_ server: PostgreSQLServer, _ database: String) throws -> PostgreSQLConnection {
        try PostgreSQLConnection(
            [
                (name: "host", value: "127.0.0.1"), (name: "port", value: "\(server.port)"),
                (name: "user", value: server.user), (name: "password", value: server.password),
                (name: "dbname", value: database), (name: "client_encoding", value: "UTF8"),
            ], timeout: 20_000)
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
        timeout: Int = 5000, layout: TableLayout = .tina4()
    ) async throws(StoreError) -> any SessionStore {
        try await StoreDriver.postgresql.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: "postgresql", user: user ?? server.user, password: Secret(password ?? server.password),
                    hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: database ?? name),
                layouts: [.table(layout)], isReadOnly: isReadOnly, timeout: timeout))
    }
}
