import SessionModel
import StoreKit
import TestSupport
import Testing

/// Tables of more rows than one statement brings, while all rows are written.
@Suite(.timeLimit(.minutes(5))) struct `A long listing at full speed` {
    private static let columns =
        "session_id VARCHAR(60) NOT NULL PRIMARY KEY, data VARCHAR(100), expires_at DOUBLE PRECISION NOT NULL"

    @Test(.needs(.mariadbd)) func `of MariaDB names each session once`() async throws {
        let database = try MariaDBDatabase(
            "CREATE TABLE tina4_session (\(Self.columns))",
            "INSERT INTO tina4_session SELECT CONCAT('id-', LPAD(seq, 6, '0')), '{}', 0 FROM seq_1_to_45000")
        let found = try await listedKeys(of: try await database.open()) {
            try database.run("UPDATE tina4_session SET data = '{\"n\":1}'")
        }
        #expect(found.count == 45_000)
        #expect(found == found.sorted())
        #expect(Set(found).count == 45_000)
    }

    @Test(.needs(.firebird)) func `of Firebird names each session once`() async throws {
        let database = try FirebirdDatabase(
            "CREATE TABLE tina4_session (\(Self.columns))",
            """
            EXECUTE BLOCK AS DECLARE n INTEGER = 0; BEGIN WHILE (n < 12000) DO BEGIN
            INSERT INTO tina4_session VALUES ('id-' || LPAD(:n, 6, '0'), '{}', 0); n = n + 1; END END
            """)
        let found = try await listedKeys(of: try await database.open()) {
            try database.run("UPDATE tina4_session SET data = '{\"n\":1}'")
        }
        #expect(found.count == 12_000)
        #expect(Set(found).count == 12_000)
    }
}
