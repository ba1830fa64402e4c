import SessionModel
import Testing

@testable import SessionFormats

/// Written by Django 5.2.19 with the SECRET_KEY `unit-test-secret`.
@Suite struct `Django's sessions` {
    private static let id = "89rpwp68ga7qhzygtxueirt97lbejdd6"
    private static let plain =
        "eyJfYXV0aF91c2VyX2lkIjoiNyIsIm5hbWUiOiJab1x1MDBlYiBcdWQ4M2VcdWRkODkiLCJjYXJ0IjpbMSwyLjAseyJhIjpudWxsfV19"
        + ":1xUk4s:kLWL0CZNXQH2cNoPmhHMRwwg5K9cDkE7M17NyLadpeA"
    private static let compressed =
        ".eJyrVkrKTFeyUsrJL0rNVcgsKC7NVRhlj7JH2aPsUfYoe5Q9yh5lU85W0lGKL04tLs7Mz4tPrSjILKpUsjI2MKgFAMYQmOI"
        + ":1xUk4s:oJCwpM5vWWGIgQ24hj-ilRIPNMOZaZU2-U4vxqq8kIU"
    private static let dated =
        "eyJ4IjoxLCJfc2Vzc2lvbl9leHBpcnkiOiIyMDI3LTAxLTAxVDAwOjAwOjAwKzAwOjAwIn0:1xUk4s:"
        + "aThIpPXN5uCfnXJQKTwqtEoygDp-I_k0p4Kwc36Sm_o"
    /// From the documentation of the format.
    private static let vector = "eyJhIjoxfQ:1r31eq:RdaR0POgmfKHYULdPhFRQGrYl1Lkb-u0E2eLrwKqQ8I"
    private static let expiry = Deadline.at(Timestamp(milliseconds: 1_796_473_222_885))
    private static let modified = Timestamp(milliseconds: 1_795_263_622_889)

    private let format = SessionFormat.django

    private func context(_ kind: Layout.Kind = .table, secrets: [String] = ["unit-test-secret"]) -> FormatContext {
        FormatContext(
            layouts: format.layouts.filter { $0.kind == kind },
            userRule: UserRule(paths: format.userPaths + UserRule.common.paths), secrets: secrets.map { Secret($0) })
    }

    private func inTable(_ text: String, secrets: [String] = ["unit-test-secret"]) -> Session? {
        format.read(
            StoredRecord(key: SessionKey(Self.id), content: .bytes(Array(text.utf8)), expiry: Self.expiry),
            context(secrets: secrets))
    }

    private func inFile(_ text: String) -> Session? {
        format.read(
            StoredRecord(
                key: SessionKey("sessionid" + Self.id), content: .bytes(Array(text.utf8)), modified: Self.modified),
            context(.files))
    }

    @Test func `are read without the key, and can't be edited then`() throws {
        let session = try #require(inTable(Self.plain, secrets: []))

        #expect(session.id?.whole == Self.id)
        #expect(session.user == "7")
        #expect(session.payload?.node(at: try PayloadPath(parsing: "name"))?.string == "Zoë 🦉")
        #expect(session.clocks == [SessionClock(.store, Self.expiry, source: "expire_date column")])
        #expect(
            session.viewOnlyReason
                == "Django signs its sessions; give the application's SECRET_KEY as a secret to edit them.")
    }

    @Test(arguments: [plain, compressed, dated, vector])
    func `are editable with the key, and keep every byte where nothing is edited`(text: String) throws {
        let session = try #require(inTable(text))
        let payload = try #require(session.payload)

        #expect(session.viewOnlyReason == nil)
        #expect(try format.content(session, payload, context()) == Array(text.utf8))
    }

    @Test func `are signed again by the key that signed them`() throws {
        let secrets = ["another", "unit-test-secret"]
        let session = try #require(inTable(Self.compressed, secrets: secrets))
        let edited = try #require(session.payload).setting(PayloadPath(parsing: "big"), to: Array("\"é🦉\"".utf8))

        let bytes = try format.content(session, edited, context(secrets: secrets))

        let text = String(decoding: bytes, as: UTF8.self)
        let again = try #require(inTable(text))
        #expect(again.viewOnlyReason == nil)
        #expect(
            again.payload.map { String(decoding: $0.source, as: UTF8.self) }
                == #"{"big":"\u00e9\ud83e\udd89","_session_expiry":300}"#)
    }

    @Test func `of another key are looked at only`() throws {
        let session = try #require(inTable(Self.plain, secrets: ["another"]))

        #expect(session.payload != nil)
        #expect(
            session.viewOnlyReason == "Its signature fits not the secret; with another SECRET_KEY, or another class of"
                + " sessions, Django takes it for empty.")
    }

    @Test(arguments: ["", "{}", "a:b", "eyJhIjoxfQ:1r31eq:short", "a:b:c:d"])
    func `are told from other records`(text: String) { #expect(inTable(text) == nil) }

    @Test func `that are pickled are not looked into`() throws {
        let session = try #require(
            inTable("gASVCQAAAAAAAAB9lIwBYZRLAXMu:1r31eq:RdaR0POgmfKHYULdPhFRQGrYl1Lkb-u0E2eLrwKqQ8I"))

        #expect(session.payload == nil)
        #expect(session.viewOnlyReason == "It is pickled (Django's PickleSerializer), so its data can't be shown.")
    }

    @Test func `move with their column, and with a date of the application's own`() throws {
        let later = Deadline.at(Timestamp(milliseconds: 1_800_000_000_000))
        let plain = try #require(inTable(Self.plain, secrets: []))
        let dated = try #require(inTable(Self.dated))

        #expect(try format.redate(plain, later, context(secrets: [])) == Redating(expiry: later, deadline: later))
        let redating = try format.redate(dated, later, context())
        #expect(redating.expiry == later)
        let again = try #require(inTable(String(decoding: redating.content ?? [], as: UTF8.self)))
        #expect(
            again.payload?.node(at: try PayloadPath(parsing: "_session_expiry"))?.string
                == "2027-01-15T08:00:00+00:00")
        #expect(throws: FormatError("Django gives every session a date to end at; give it one.")) {
            try format.redate(plain, .never, context())
        }
    }

    @Test func `in files die two weeks after they were written, or at a date of their own, or never`() throws {
        let later = Deadline.at(Timestamp(milliseconds: 1_800_000_000_000))
        let plain = try #require(inFile(Self.plain))
        let dated = try #require(inFile(Self.dated))
        let numbered = try #require(inFile(Self.compressed))

        #expect(plain.deadline == .at(Self.modified.adding(milliseconds: 1_209_600_000)))
        #expect(
            try format.redate(plain, later, context(.files)).modified
                == Timestamp(milliseconds: 1_800_000_000_000 - 1_209_600_000))
        #expect(dated.diesBy?.deadline == .at(Timestamp(milliseconds: 1_798_761_600_000)))
        #expect(try format.redate(dated, later, context(.files)).content != nil)
        #expect(numbered.deadline == .never)
        #expect(throws: FormatError.self) { try format.redate(numbered, later, context(.files)) }
    }

    @Test func `keep their clock out of an edit`() throws {
        let session = try #require(inTable(Self.compressed))
        let edited = try #require(session.payload).setting(PayloadPath(parsing: "_session_expiry"), to: Array("1".utf8))

        #expect(throws: FormatError.self) { try format.content(session, edited, context()) }
        #expect(session.lifetime == 300_000)
    }
}
