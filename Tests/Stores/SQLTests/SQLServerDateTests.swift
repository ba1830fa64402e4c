import SQLStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import SQLServerStore

/// 2026-11-21T18:00:00.250Z and an hour later.
private let moment: Int64 = 1_795_284_000_250
private let later: Int64 = 1_795_287_600_500

private func deadline(_ milliseconds: Int64) -> Deadline { .at(Timestamp(milliseconds: milliseconds)) }

@Suite(.needs(.sqlServerDouble), .timeLimit(.minutes(3)), .serialized) struct `Dates in SQL Server's double` {
    /// A type, how it keeps a moment that was written with an offset of two hours, and one that we write.
    struct Kind: Sendable, CustomTestStringConvertible {
        let type: String
        let read: Int64
        let written: Int64
        let text: String

        var testDescription: String { type }
    }

    private static let kinds = [
        Kind(type: "datetimeoffset(7)", read: moment, written: later, text: "2026-11-21T19:00:00.5000000+00:00"),
        Kind(type: "datetimeoffset(0)", read: moment - 250, written: later + 500, text: "2026-11-21T19:00:01+00:00"),
        Kind(type: "datetime2(7)", read: moment, written: later, text: "2026-11-21T19:00:00.5000000"),
        Kind(type: "datetime2(0)", read: moment - 250, written: later + 500, text: "2026-11-21T19:00:01"),
        Kind(type: "datetime", read: moment, written: later, text: "2026-11-21T19:00:00.500"),
        Kind(type: "smalldatetime", read: moment - 250, written: later - 500, text: "2026-11-21T19:00:00"),
    ]

    private func django(_ kind: Kind) throws -> SQLServerDatabase {
        let text = kind.type.hasPrefix("datetimeoffset") ? "2026-11-21T20:00:00.250+02:00" : "2026-11-21T18:00:00.250"
        return try SQLServerDatabase(
            "CREATE TABLE django_session (session_key nvarchar(40) NOT NULL PRIMARY KEY,"
                + " session_data nvarchar(max) NOT NULL, expire_date \(kind.type) NULL)",
            "INSERT INTO django_session VALUES ('visitor', 'x', '\(text)')",
            "INSERT INTO django_session VALUES ('none', 'x', NULL)")
    }

    @Test(arguments: kinds) func `are read and written to the column's precision`(kind: Kind) async throws {
        let database = try django(kind)
        let store = try await database.openForAll()

        #expect(store.table?.table == "django_session")
        #expect(try await store.listed() == [SessionKey("visitor"): kind.read, SessionKey("none"): RowFacts.unknown])
        #expect(try await store.record("visitor")?.expiry == deadline(kind.read))
        #expect(try await store.record("none")?.content == .foreign("row whose expire_date is missing"))
        #expect(try await store.change("visitor", "y")?.expiry == deadline(kind.read))
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(kind.written))
        let row = try database.run("SELECT expire_date FROM django_session WHERE session_key = 'visitor'")
        #expect(row == [.text(Array(kind.text.utf8))])
    }

    @Test(arguments: ["datetime2(7)", "datetimeoffset(7)", "datetime"])
    func `may be decades away, before 1970 as well`(type: String) async throws {
        let store = try await django(Kind(type: type, read: 0, written: 0, text: "")).openForAll()

        for milliseconds: Int64 in [4_102_444_799_000, 2_147_483_648_000, 86_399_000, -86_401_000, -1_000_000_000_000] {
            #expect(try await store.change("visitor", endsAt: milliseconds)?.expiry == deadline(milliseconds))
        }
    }

    @Test func `come back with a row that was ended, with all their digits and their offset`() async throws {
        let database = try SQLServerDatabase(
            "CREATE TABLE django_session (session_key nvarchar(40) NOT NULL PRIMARY KEY, session_data nvarchar(max),"
                + " expire_date datetime2(7) NOT NULL, made datetimeoffset(7) NULL, day datetime NULL)",
            "INSERT INTO django_session VALUES"
                + " ('a', 'x', '2096-11-21T18:00:00.250', '2026-11-21T18:00:00.1234567+05:30', NULL)")
        let store = try await database.openForAll()

        guard case .done(let archived) = try await store.end([EndRequest(SessionKey("a"))])[0],
            case .done = try await store.restore(archived)
        else {
            Issue.record("it did not end and come back")
            return
        }

        let row = try database.run("SELECT expire_date, made, day FROM django_session")
        #expect(
            row == [
                .text(Array("2096-11-21T18:00:00.2500000".utf8)),
                .text(Array("2026-11-21T18:00:00.1234567+05:30".utf8)), .null,
            ])
    }

    @Test func `of a connection's zone are refused`() async throws {
        let database = try SQLServerDatabase(
            "CREATE TABLE session (sid nvarchar(255) NOT NULL PRIMARY KEY, sess nvarchar(max) NOT NULL,"
                + " expire datetime2(6) NOT NULL)")

        let error = await #expect(throws: StoreError.self) { _ = try await database.openForAll() }

        #expect(
            error?.detail
                == "its column expire has dates of a connection's zone, and SQL Server gives connections none")
    }
}

/// The table is made by the statement of `dotnet sql-cache create`, but for the schema.
@Suite(.needs(.sqlServerDouble), .timeLimit(.minutes(3)), .serialized)
struct `ASP.NET Core's cache in SQL Server's double` {
    private static let visitor = "0f8fad5b-d9cb-469f-a165-70867728950e"

    private func database() throws -> SQLServerDatabase {
        try SQLServerDatabase(
            "CREATE TABLE DistCache (Id nvarchar(449) COLLATE SQL_Latin1_General_CP1_CS_AS NOT NULL,"
                + " Value varbinary(MAX) NOT NULL, ExpiresAtTime datetimeoffset NOT NULL,"
                + " SlidingExpirationInSeconds bigint NULL, AbsoluteExpiration datetimeoffset NULL,"
                + " CONSTRAINT pk_Id PRIMARY KEY (Id))",
            "INSERT INTO DistCache VALUES ('\(Self.visitor)', 0x0200, '2096-11-21T18:00:00.250+00:00', 1200,"
                + " '2096-11-22T00:00:00.000+00:00')",
            "INSERT INTO DistCache VALUES ('other', 0x00, '2096-11-21T18:00:00.250+00:00', NULL, NULL)")
    }

    @Test func `tells all its clocks`() async throws {
        let store = try await database().openForAll()

        #expect(store.table?.isShared == true)
        let record = try #require(try await store.record(Self.visitor))
        let read: Int64 = 4_004_359_200_250
        #expect(record.expiry == deadline(read))
        #expect(record.content == .bytes([2, 0]))
        let end = try #require(record.columns["AbsoluteExpiration"])
        #expect(Timestamp(iso8601: end, assumingUTC: false) == Timestamp(milliseconds: read - 250 + 6 * 3_600_000))
        #expect(record.columns["SlidingExpirationInSeconds"] == "1200")
        #expect(try await store.record("other")?.columns == [:])
        #expect(try await store.change(Self.visitor, endsAt: read + 1000)?.expiry == deadline(read + 1000))
        #expect(try await store.record(Self.visitor.uppercased()) == nil)
    }

    @Test func `gives a row another key, ends it and takes it back`() async throws {
        let database = try database()
        let store = try await database.openForAll()
        let (old, new) = (SessionKey(Self.visitor), SessionKey("1" + Self.visitor.dropFirst()))

        guard case .done = try await store.move(old, to: new, expecting: Revision(content: [2, 0])),
            case .done(let archived) = try await store.end([EndRequest(new)])[0],
            case .done = try await store.restore(archived)
        else {
            Issue.record("it did not move, end and come back")
            return
        }

        let row = try database.run(
            "SELECT ExpiresAtTime, SlidingExpirationInSeconds, AbsoluteExpiration FROM DistCache WHERE Id = @p1",
            .text(new.bytes))
        #expect(
            row == [
                .text(Array("2096-11-21T18:00:00.2500000+00:00".utf8)), .integer(1200),
                .text(Array("2096-11-22T00:00:00.0000000+00:00".utf8)),
            ])
    }
}
