import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@Suite(.needs(.postgres, .mariadbd, .firebird, .sqlServerDouble), .timeLimit(.minutes(3)))
struct `Spring Session's two tables` {
    private static let engines = SpringTables.Engine.allCases

    private func write(
        _ place: SpringTables, _ changes: [String: String?], endsAt: Int64? = nil,
        seen: [UInt8] = SpringTables.content()
    ) async throws -> WriteOutcome {
        try await place.store.write(
            RecordWrite(
                key: SpringTables.key, expecting: Revision(content: seen), content: SpringTables.content(changes),
                expiry: endsAt.map { .set(.at(Timestamp(milliseconds: $0))) } ?? .keep))
    }

    @Test(arguments: engines) func `are read as one record of fields`(engine: SpringTables.Engine) async throws {
        let place = try await SpringTables(engine)

        let record = try #require(try await place.store.record(SpringTables.id))

        #expect(record.content == .bytes(SpringTables.content()))
        #expect(record.size == SpringTables.content().count)
        #expect(record.expiry == .at(Timestamp(milliseconds: SpringTables.end)))
        #expect(record.columns == ["PRINCIPAL_NAME": "alice"])
        #expect(try await place.store.record(SpringTables.other)?.expiry == .never)
        #expect(try await place.store.record("nobody") == nil)
    }

    @Test(arguments: engines) func `are listed, also with what is in them`(engine: SpringTables.Engine) async throws {
        let place = try await SpringTables(engine)
        #expect(
            try await place.store.listed() == [
                SpringTables.key: SpringTables.end, SessionKey(SpringTables.other): RowFacts.never,
            ])

        let seen = Mutex<[SessionKey: [UInt8]]>([:])
        let request = ScanRequest(pace: .full, readsContent: true) { key, content, _, _, _ in
            seen.withLock { $0[SessionKey(bytes: key)] = Array(content) }
        }
        try await place.store.scan(request) { _ in }
        #expect(seen.withLock { $0[SpringTables.key] } == SpringTables.content())
        #expect(seen.withLock { $0.count } == 2)
    }

    @Test(arguments: engines) func `are cut where they are larger than asked`(engine: SpringTables.Engine) async throws
    {
        let place = try await SpringTables(engine)

        let record = try #require(try await place.store.records([SpringTables.key], limit: 5).first ?? nil)

        guard case .head(let head) = record.content else { return #expect(Bool(false), "\(record.content)") }
        #expect(head.count == 5 && record.size > 5)
    }

    @Test(arguments: engines) func `are changed field by field`(engine: SpringTables.Engine) async throws {
        let place = try await SpringTables(engine)
        let changes = ["sessionAttr:cart": #"{"n":2}"#, "sessionAttr:b": nil, "sessionAttr:more": "1"]

        guard case .done(let record) = try await write(place, changes) else {
            return #expect(Bool(false), "not written")
        }

        #expect(record.content == .bytes(SpringTables.content(changes)))
        #expect(record.expiry == .at(Timestamp(milliseconds: SpringTables.end)))
        #expect(try place.count("SPRING_SESSION_ATTRIBUTES") == 3)
        #expect(try await place.store.record(SpringTables.other)?.content.bytes != nil)
    }

    @Test(arguments: engines) func `move all of their clocks together`(engine: SpringTables.Engine) async throws {
        let place = try await SpringTables(engine)
        let later = SpringTables.end + 3_600_000

        let outcome = try await write(place, ["lastAccessedTime": "\(later - 1_800_000)"], endsAt: later)

        guard case .done = outcome else { return #expect(Bool(false), "\(outcome)") }
        let clocks =
            "LAST_ACCESS_TIME = \(later - 1_800_000) AND EXPIRY_TIME = \(later) AND MAX_INACTIVE_INTERVAL = 1800"
        #expect(try place.count("SPRING_SESSION", clocks) == 1)
    }

    @Test(arguments: engines) func `are left alone where one field is another by then`(
        engine: SpringTables.Engine
    ) async throws {
        let place = try await SpringTables(engine)
        let seen = SpringTables.content(["sessionAttr:cart": "{}"])
        let before = try await place.everything()

        guard case .changed(let there) = try await write(place, [:], seen: seen) else {
            return #expect(Bool(false), "written")
        }
        #expect(there.content == .bytes(SpringTables.content()))
        guard
            case .changed = try await place.store.end([EndRequest(SpringTables.key, expecting: .init(content: seen))])[
                0]
        else { return #expect(Bool(false), "ended") }
        guard
            case .changed = try await place.store.move(
                SpringTables.key, to: SessionKey("new"), expecting: .init(content: seen))
        else { return #expect(Bool(false), "moved") }
        #expect(try await place.everything() == before)
        #expect(
            try await place.store.write(
                RecordWrite(key: SessionKey("nobody"), expecting: .init(content: seen), content: seen)) == .gone)
    }

    @Test(arguments: engines, [true, false]) func `end with their attributes, and come back with them`(
        engine: SpringTables.Engine, hasRule: Bool
    ) async throws {
        let place = try await SpringTables(engine, hasRule: hasRule)
        let before = try await place.everything()
        #expect(try await place.store.examine().abilities.isSuperset(of: [.end, .restore, .edit, .move]))

        guard case .done(let archived) = try await place.store.end([EndRequest(SpringTables.key)])[0] else {
            return #expect(Bool(false), "not ended")
        }
        #expect(archived.unkept == nil)
        #expect(try place.count("SPRING_SESSION") == 1)
        #expect(try place.count("SPRING_SESSION_ATTRIBUTES") == 1)
        guard case .expired = try await place.store.restore(archived) else {
            return #expect(Bool(false), "brought back though its time is over")
        }
        var kept = archived
        kept.expiry = .never
        guard case .done = try await place.store.restore(kept) else { return #expect(Bool(false), "not back") }
        #expect(try place.count("SPRING_SESSION", "EXPIRY_TIME = 9223372036854775807") == 2)
        _ = try place.run("UPDATE SPRING_SESSION SET EXPIRY_TIME = \(SpringTables.end) WHERE PRINCIPAL_NAME = 'alice'")
        #expect(try await place.everything() == before)
        #expect(try place.count("SPRING_SESSION", "PRIMARY_ID = '\(SpringTables.primary)'") == 1)
        #expect(try await place.store.restore(kept) == .occupied)
        #expect(try place.count("SPRING_SESSION_ATTRIBUTES") == 3)
    }

    @Test(arguments: engines) func `give a session another id, and nothing else`(
        engine: SpringTables.Engine
    ) async throws {
        let place = try await SpringTables(engine)
        let revision = Revision(content: SpringTables.content())
        let new = SessionKey("33fdd1b6-b496-4b33-9f7d-df96679d3300")

        #expect(
            try await place.store.move(SpringTables.key, to: SessionKey(SpringTables.other), expecting: revision)
                == .occupied)
        guard case .done(let moved) = try await place.store.move(SpringTables.key, to: new, expecting: revision) else {
            return #expect(Bool(false), "not moved")
        }

        #expect(moved.content == .bytes(SpringTables.content()))
        let condition = "PRIMARY_ID = '\(SpringTables.primary)' AND SESSION_ID = '\(new.text)'"
        #expect(try place.count("SPRING_SESSION", condition) == 1)
        #expect(try await place.store.record(SpringTables.id) == nil)
    }

    @Test func `may have another name, and are none without the second`() async throws {
        let named = try await SpringTables(.sqlite, name: "SHOP_SESSION")
        #expect(try await named.store.record(SpringTables.id)?.content == .bytes(SpringTables.content()))

        let file = try SQLiteFile(
            "CREATE TABLE spring_session (PRIMARY_ID text primary key, SESSION_ID text, CREATION_TIME int,"
                + " LAST_ACCESS_TIME int, MAX_INACTIVE_INTERVAL int, EXPIRY_TIME int)")
        let error = await #expect(throws: StoreError.self) { _ = try await file.openForAll() }
        #expect(
            error?.detail == "there is no table spring_session_ATTRIBUTES beside its table spring_session")
    }

    @Test func `are found among the tables of all formats`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE sessions (id INTEGER PRIMARY KEY, title TEXT)",
            "CREATE TABLE SPRING_SESSION (PRIMARY_ID CHAR(36) PRIMARY KEY, SESSION_ID CHAR(36) UNIQUE, CREATION_TIME INTEGER,"
                + " LAST_ACCESS_TIME INTEGER, MAX_INACTIVE_INTERVAL INTEGER, EXPIRY_TIME INTEGER, PRINCIPAL_NAME TEXT)",
            "CREATE TABLE SPRING_SESSION_ATTRIBUTES (SESSION_PRIMARY_ID CHAR(36), ATTRIBUTE_NAME TEXT, ATTRIBUTE_BYTES BLOB)"
        )
        #expect(try await file.openForAll().table?.table == "SPRING_SESSION")
    }
}
