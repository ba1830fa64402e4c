import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@Suite(.needs(.postgres), .timeLimit(.minutes(5))) struct `A listing of PostgreSQL` {
    private static let count = 12_000

    private func database() throws -> PostgreSQLDatabase {
        try PostgreSQLDatabase(
            """
            CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT NOT NULL,
            expires_at DOUBLE PRECISION NOT NULL)
            """,
            """
            INSERT INTO tina4_session SELECT 'id-' || lpad(n::text, 5, '0'), '{}', n
            FROM generate_series(1, \(Self.count)) AS n
            """)
    }

    /// The keys in the order they came; `between` runs after the first page.
    private func keys(
        _ database: PostgreSQLDatabase, _ pace: ScanRequest.Pace = .full,
        between: @escaping @Sendable () throws -> Void = {}
    ) async throws -> [String] {
        // So long that the server does not give the snapshot up while a slow machine does what is between.
        try await listedKeys(of: try await database.open(timeout: 120_000), pace, between: between)
    }

    @Test(arguments: [ScanRequest.Pace.full, .polite])
    func `names each session once though all rows move meanwhile`(pace: ScanRequest.Pace) async throws {
        let database = try database()
        let found = try await keys(database, pace) {
            try database.run("UPDATE tina4_session SET data = '{\"n\":1}'")
        }
        #expect(found.count == Self.count)
        #expect(Set(found).count == Self.count)
    }

    @Test func `begins again where its connection is lost between two pages`() async throws {
        let database = try database()
        let found = try await keys(database, .polite) {
            try database.run(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE state = 'idle in transaction' AND datname = current_database()
                """)
        }
        #expect(Set(found).count == Self.count)
    }

    @Test func `begins again where the server does not keep its snapshot any longer`() async throws {
        let database = try database()
        let store = try await database.open(timeout: 1000)
        let keys = Mutex<Set<String>>([])
        let request = ScanRequest(pace: .polite) { key, _, _, _, page in page.append(key: key, deadline: 0) }
        try await store.scan(request) { page in
            let isFirst = keys.withLock { keys in
                defer { for row in 0..<page.count { keys.insert(page.key(row).text) } }
                return keys.isEmpty
            }
            // As somebody does who stops the program: until the server has given it up.
            if isFirst {
                let isGone = try? Patience(.seconds(10)).wait { () throws -> Bool? in
                    let left = try database.run(
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' "
                            + "AND datname = current_database()")
                    return left == [.integer(0)] ? true : nil
                }
                #expect(isGone == true)
            }
        }
        #expect(keys.withLock { $0.count } == Self.count)
    }

    @Test func `leaves nothing open when it is over`() async throws {
        let database = try database()
        _ = try await keys(database)
        let left = try database.run(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
            AND backend_type = 'client backend'
            """)
        #expect(left == [.integer(0)])
    }

    @Test func `holds up nobody who writes meanwhile`() async throws {
        let database = try database()
        let found = try await keys(database, .polite) {
            try database.run("SET lock_timeout = 1000")
            try database.run("DELETE FROM tina4_session WHERE session_id = 'id-00007'")
        }
        #expect(found.count == Self.count)
    }
}
