import StoreKit
import Testing

@testable import MySQLStore
@testable import PostgreSQLStore
@testable import SQLStore

@Suite struct `Words of the stores in tables` {
    static let cases: [(SQLFailure, StoreError.Reason, String)] = [
        (.unreachable("Connection refused"), .unreachable, "Cannot reach X while reading: Connection refused."),
        (.lost("gone"), .lost, "Lost the connection to X while reading: gone."),
        (.timedOut(5000), .timedOut, "No answer in time from X while reading: nothing came for 5000 ms."),
        (
            .libraryMissing("libpq.so.5: cannot open", package: "libpq5"), .libraryMissing,
            "A library is missing for X while reading: libpq.so.5: cannot open."
        ),
        (
            .tooLarge(70_000, limit: 65_535), .failed,
            "Something failed on X while reading: the session would have 70000 bytes, and the column holds 65535."
        ),
        (.readOnly, .readOnly, "Read-only: X while reading: nothing may be changed here."),
        (.closed, .cancelled, "Stopped on X while reading: the store is closed."),
    ]

    @Test(arguments: cases) func `are one sentence`(failure: SQLFailure, reason: StoreError.Reason, words: String) {
        let error = failure.inWords(while: "reading", on: "X", trial: nil)
        #expect(error.reason == reason)
        #expect(error.description == words)
    }

    @Test func `name the package of a missing library`() {
        let error = SQLFailure.libraryMissing("none", package: "libpq5").inWords(while: "a", on: "X", trial: nil)
        #expect(error.remedy == "apt install libpq5")
    }

    @Test(
        arguments: [
            (
                2013,
                "Lost connection to server at 'handshake: reading initial communication packet', system error: 110",
                true
            ),
            (2013, "Lost connection to server during query", false),
        ] as [(UInt32, String, Bool)])
    func `say of MySQL's waits that they were too long`(number: UInt32, words: String, isTimeout: Bool) {
        let failure = MySQLError(number: number, words: words).failure(timeout: 900)
        #expect(failure == (isTimeout ? .timedOut(900) : .lost(words)))
    }

    static let messages: [(String, SQLFailure)] = [
        (
            "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\tIs the server running?\n",
            .unreachable("Connection refused")
        ),
        (
            "connection to server at \"h\", port 1 failed: FATAL:  password authentication failed for user \"u\"\n",
            .loginRefused("password authentication failed for user \"u\"")
        ),
        (
            "connection to server at \"h\", port 1 failed: FATAL:  database \"d\" does not exist\n",
            .unsuitable(
                "database \"d\" does not exist",
                remedy: "Name a database that is there: postgresql://HOST/DATABASE.")
        ),
        (
            "connection to server at \"h\", port 1 failed: received invalid response to SSL negotiation: d\n",
            .unsuitable("what answers is no PostgreSQL", remedy: "Check host and port.")
        ),
    ]

    @Test(arguments: messages) func `come from libpq without the host`(message: String, failure: SQLFailure) {
        #expect(PostgreSQLError.connecting(message, timeout: 100) == failure)
    }
}
