import SQLStore
import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import TestSupport

@testable import MySQLStore
@testable import PostgreSQLStore
@testable import SQLServerStore
@testable import SQLiteStore

/// The tables of every format, in the order in which the program asks for them.
let frameworkTables = [
    SessionFormat.rack, .scs, .flaskSession, .laravel, .django, .spring, .aspNetCore, .express, .tina4,
].flatMap(\.layouts).filter {
    $0.kind == .table
}

extension SQLiteFile {
    /// Opens it for every format.
    func openForAll(table: String? = nil) async throws(StoreError) -> any SessionStore {
        let options = table.map { [StoreAddress.Option("table", $0)] } ?? []
        return try await StoreDriver.sqlite.open(
            StoreOpening(
                address: StoreAddress(scheme: "sqlite", path: path, options: options), layouts: frameworkTables))
    }
}

extension PostgreSQLDatabase {
    /// Opens it for every format.
    func openForAll() async throws(StoreError) -> any SessionStore {
        try await StoreDriver.postgresql.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: "postgresql", user: server.user, password: Secret(server.password),
                    hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: name),
                layouts: frameworkTables))
    }
}

extension SQLServerDatabase {
    /// Opens it for every format.
    func openForAll() async throws(StoreError) -> any SessionStore {
        try await StoreDriver.sqlServer.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: "mssql", user: server.user, password: Secret(server.password),
                    hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: name),
                layouts: frameworkTables))
    }
}

extension MariaDBDatabase {
    /// Opens it for every format.
    func openForAll() async throws(StoreError) -> any SessionStore {
        try await StoreDriver.mysql.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: "mysql", user: server.user, hosts: [.init("127.0.0.1", port: UInt16(server.port))],
                    path: name),
                layouts: frameworkTables))
    }
}

extension SessionStore {
    /// The table that was taken.
    var table: TableLayout? {
        guard case .table(let layout) = layouts?.first else { return nil }
        return layout
    }

    func record(_ key: String) async throws -> StoredRecord? {
        try await records([SessionKey(key)], limit: 1 << 20).first ?? nil
    }

    /// Writes new content, a new deadline, or a new last use over what is there.
    func change(
        _ key: String, _ content: String? = nil, endsAt: Int64? = nil, usedAt: Int64? = nil
    ) async throws -> StoredRecord? {
        guard let revision = try await record(key)?.revision else { return nil }
        let outcome = try await write(
            RecordWrite(
                key: SessionKey(key), expecting: revision, content: content.map { Array($0.utf8) },
                expiry: endsAt.map { .set(.at(Timestamp(milliseconds: $0))) } ?? .keep,
                modified: usedAt.map { .set(Timestamp(milliseconds: $0)) } ?? .now))
        guard case .done(let record) = outcome else { return nil }
        return record
    }

    /// Deadlines and last uses as a listing has them.
    func listed() async throws -> [SessionKey: Int64] {
        let pages = Mutex(RecordPage())
        try await scan(ScanRequest(pace: .full, glance: { _, _, _, _, _ in })) { page in
            pages.withLock { $0.append(page) }
        }
        let page = pages.withLock { $0 }
        return Dictionary(uniqueKeysWithValues: (0..<page.count).map { (page.key($0), page.deadlines[$0]) })
    }
}
