import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import SQLStore

@Suite(.timeLimit(.minutes(3))) struct `A listing of a SQLite file` {
    private static let request = ScanRequest(pace: .full) { key, _, _, _, page in page.append(key: key, deadline: 0) }
    private static let columns = "session_id TEXT PRIMARY KEY, data TEXT, expires_at REAL"

    /// A file of six thousand sessions with a table of these columns and options.
    private func file(_ table: String, fill: String = "printf('id-%05d', n), '{}', 0") throws -> SQLiteFile {
        try SQLiteFile(
            "CREATE TABLE tina4_session \(table)",
            """
            INSERT INTO tina4_session WITH RECURSIVE numbers(n) AS (
            SELECT 5999 UNION ALL SELECT n - 1 FROM numbers WHERE n > 0) SELECT \(fill) FROM numbers
            """)
    }

    /// The keys in the order they came; `between` runs after the first page.
    private func keys(_ file: SQLiteFile, between: @escaping @Sendable () throws -> Void = {}) async throws -> [String]
    {
        let keys = Mutex<[String]>([])
        let store = try await file.open()
        try await store.scan(Self.request) { page in
            let isFirst = keys.withLock { keys in
                defer { for row in 0..<page.count { keys.append(page.key(row).text) } }
                return keys.isEmpty
            }
            if isFirst { #expect(throws: Never.self) { try between() } }
        }
        return keys.withLock { $0 }
    }

    @Test(arguments: [
        ("(\(columns))", "printf('id-%05d', n), '{}', 0"),
        ("(\(columns)) WITHOUT ROWID", "printf('id-%05d', n), '{}', 0"),
        ("(\(columns), rowid TEXT, oid TEXT, _rowid_ TEXT)", "printf('id-%05d', n), '{}', 0, 'a', 'b', 'c'"),
    ])
    func `names each session once, whatever numbers its rows have`(table: String, fill: String) async throws {
        let found = try await keys(file(table, fill: fill))
        #expect(found.count == 6000)
        #expect(Set(found).count == 6000)
    }

    @Test func `misses none where the file is packed meanwhile`() async throws {
        let file = try file("(\(Self.columns))")
        try file.run("DELETE FROM tina4_session WHERE session_id > 'id-05990'")
        let found = try await keys(file) { try file.run("VACUUM") }
        #expect(Set(found).count == 5991)
    }

    @Test func `misses none where the row at which a page ended goes`() async throws {
        let file = try file("(\(Self.columns))")
        let found = try await keys(file) { try file.run("DELETE FROM tina4_session WHERE session_id = 'id-05800'") }
        #expect(Set(found).count == 6000)
    }
}
