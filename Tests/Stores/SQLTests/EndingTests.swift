import SessionModel
import StoreContract
import StoreKit
import TestSupport
import Testing

/// Rows that hold no session, or more of one than is read, in every database.
@Suite(.timeLimit(.minutes(3))) struct `Ending a row that can't be read` {
    @Test func `works in SQLite`() async throws { try await endsUnreadable(SQLitePlace(.tina4Python)) }

    @Test(.needs(.postgres)) func `works in PostgreSQL`() async throws {
        try await endsUnreadable(PostgreSQLPlace(.bytes))
    }

    @Test(.needs(.mariadbd)) func `works in MariaDB`() async throws { try await endsUnreadable(MariaDBPlace(.bytes)) }

    @Test(.needs(.firebird)) func `works in Firebird`() async throws { try await endsUnreadable(FirebirdPlace(.bytes)) }

    @Test func `works above what is read of one`() async throws {
        let place = try SQLitePlace(.tina4Python)
        let key = place.key("large")
        try place.put(key, [UInt8](repeating: 65, count: 65 << 20), lifetime: nil)

        let outcome = try await place.open(isReadOnly: false).end([EndRequest(key)])[0]

        #expect(unkept(outcome) == "it had 68157440 bytes, more than is kept")
        #expect(try place.content(key) == nil)
    }

    private func endsUnreadable(_ place: some StoreUnderTest) async throws {
        let key = place.key("foreign")
        #expect(try place.putForeign(key))
        let store = try await place.open(isReadOnly: false)

        // Who has seen a session there does not end what is no session.
        let seen = EndRequest(key, expecting: Revision(content: []))
        guard case .changed = try await store.end([seen])[0] else {
            Issue.record("ended though something else was expected")
            return
        }
        let before = try (store: await store.records([key], limit: 9), traces: place.traces(key))
        guard case .done(let kept) = try await store.end([EndRequest(key)])[0] else {
            Issue.record("not ended")
            return
        }

        #expect(try await store.records([key], limit: 9) == [nil])
        #expect(kept.unkept == nil)
        guard case .done = try await store.restore(kept) else {
            Issue.record("not brought back")
            return
        }
        #expect(try await store.records([key], limit: 9) == before.store)
        #expect(try place.traces(key) == before.traces)
        await store.close()
    }

    private func unkept(_ outcome: EndOutcome) -> String? {
        guard case .done(let archived) = outcome else { return nil }
        return archived.unkept
    }
}
