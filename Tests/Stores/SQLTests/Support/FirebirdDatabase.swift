import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport

@testable import FirebirdStore

/// A database of its own in a server that the tests share, and a connection beside the product.
final class FirebirdDatabase: Sendable {
    static let shared = Result { try FirebirdServer() }
    private static let number = Mutex(0)

    let path: String
    let server: FirebirdServer
    private let connection: Mutex<FirebirdConnection?>

    init(_ statements: String..., in server: FirebirdServer? = nil) throws {
        let server = try server ?? Self.shared.get()
        self.server = server
        let number = Self.number.withLock { number in
            number += 1
            return number
        }
        path = try server.makeDatabase("test\(number)")
        connection = Mutex(nil)
        for statement in statements { try run(statement) }
    }

    deinit {
        connection.withLock { $0 = nil }
        server.remove(path)
    }

    private func connect() throws -> FirebirdConnection { try Self.connect(server, path) }

    /// A connection beside the product.
    static func connect(_ server: FirebirdServer, _ path: String) throws -> FirebirdConnection {
        var options = FirebirdConnection.Options()
        options.database = "127.0.0.1/\(server.port):\(path)"
        options.user = server.user
        options.password = server.password
        options.timeout = 20_000
        options.mayWrite = true
        return try FirebirdConnection(options)
    }

    /// Runs a statement and gives back the first row.
    @discardableResult
    func run(_ text: String, _ values: SQLValue...) throws -> [SQLValue] {
        var statement = SQLText(text)
        for value in values { statement.bind(value) }
        return try connection.withLock { [statement] connection in
            let there = try connection ?? connect()
            connection = there
            return try Self.firstRow(statement, there)
        }
    }

    /// The first row of a question that is asked on a connection of its own, whatever the other one is in.
    func look(_ question: String) throws -> [SQLValue] {
        try Self.firstRow(SQLText(question), try connect())
    }

    private static func firstRow(_ statement: SQLText, _ connection: FirebirdConnection) throws -> [SQLValue] {
        var first: [SQLValue] = []
        try connection.run(statement) { cells throws(SQLFailure) in
            if first.isEmpty { first = cells.map(\.value) }
        }
        return first
    }

    /// Opens it as the product does.
    func open(
        isReadOnly: Bool = false, user: String? = nil, password: String? = nil, path: String? = nil,
        options: [StoreAddress.Option] = [], timeout: Int = 5000,
        layout: TableLayout = .tina4()
    ) async throws(StoreError) -> any SessionStore {
        try await StoreDriver.firebird.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: "firebird", user: user ?? server.user, password: Secret(password ?? server.password),
                    hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: path ?? self.path, options: options),
                layouts: [.table(layout)], isReadOnly: isReadOnly, timeout: timeout))
    }
}
