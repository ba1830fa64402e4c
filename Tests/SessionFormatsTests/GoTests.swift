import RecordCorpus
import SessionModel
import TestSupport
import Testing

@testable import SessionFormats

@Suite struct `Sessions of Go` {
    private static func sample(_ writer: String, _ shape: String) throws -> SampleRecord {
        try #require(try SampleRecord.all().first { $0.writer.hasPrefix(writer) && $0.shape == shape })
    }

    private static func session(_ sample: SampleRecord, secrets: [Secret] = []) throws -> Session {
        let format = try #require(SessionFormat.all.first { $0.name == sample.format })
        return try #require(format.read(sample.record, context(sample, secrets)))
    }

    private static func context(_ sample: SampleRecord, _ secrets: [Secret] = []) -> FormatContext {
        let layouts = SessionFormat.all.first { $0.name == sample.format }?.layouts ?? []
        return FormatContext(layouts: layouts.filter { $0.kind == sample.kind }, secrets: secrets)
    }

    @Test func `show the values of a gob, whatever their types`() throws {
        let session = try Self.session(Self.sample("scs", "nested"))
        let payload = try #require(session.payload)
        func text(_ path: String) throws -> String? { payload.node(at: try PayloadPath(parsing: path))?.rawText }
        #expect(try text("userID") == "7")
        #expect(try text("cart[0]") == #"{"$class":"Line","SKU":"a|b","Price":9.5}"#)
        #expect(try text("cart[1].Price") == "-1.0")
        #expect(try text("when.$time") == #""2026-01-02T01:04:05.600Z""#)
        #expect(try text("more.list[1]") == #""two""#)
        #expect(try text("more.list[4].$bytes") == #""/wA=""#)
        #expect(try text("more.list[5].deep.SKU") == #""d""#)
        #expect(session.viewOnlyReason == Gob.lock)
    }

    @Test func `of scs take their absolute end along`() throws {
        let sample = try Self.sample("scs", "small")
        let session = try Self.session(sample)
        let later = Timestamp(milliseconds: 1_900_000_000_250)

        let redating = try SessionFormat.scs.redate(session, .at(later), Self.context(sample))

        #expect(redating.expiry == .at(later))
        var record = sample.record
        record.content = .bytes(try #require(redating.content))
        record.expiry = .at(later)
        let after = try #require(SessionFormat.scs.read(record, Self.context(sample)))
        #expect(after.notes.isEmpty)
        #expect(after.user == session.user)
        #expect(record.size == sample.record.size)
    }

    /// With an idle limit the store's end is ahead of the absolute one.
    @Test func `of scs leave an absolute end alone that is later still`() throws {
        var sample = try Self.sample("scs", "small")
        let end = try #require(sample.record.expiry?.moment)
        sample.record.expiry = .at(end.adding(milliseconds: -600_000))
        let session = try Self.session(sample)
        #expect(session.notes.count == 1)

        let redating = try SessionFormat.scs.redate(
            session, .at(end.adding(milliseconds: -300_000)), Self.context(sample))

        #expect(redating.content == nil)
    }

    @Test(arguments: ["small-hashed", "small-row-hashed"])
    func `of scs stand under the hash of their token, where it was told to`(shape: String) throws {
        let sample = try Self.sample("scs", shape)
        let context = Self.context(sample)
        let token = try SessionFormat.scs.idInCookie(#require(sample.cookie), context)
        var session = try Self.session(sample)

        #expect(SessionFormat.scs.candidates(token, context).contains(sample.record.key))
        session.id = token
        let fresh = SessionID(String(repeating: "A", count: 43))
        let key = try #require(SessionFormat.scs.key(fresh, session, context))
        #expect(key.text == sample.record.key.text.dropLast(43) + "DwBzhbb51LfusnSGBa_hqYSgo7-j8BTQnip4TOnlzRo")
    }

    @Test func `of scs tell no token, where it is said beforehand that it hashes them`() throws {
        let sample = try Self.sample("scs", "small-hashed")
        let format = SessionFormat.scsHashed
        let context = FormatContext(layouts: format.layouts.filter { $0.kind == .keyValue })
        let session = try #require(format.read(sample.record, context))
        let token = try format.idInCookie(#require(sample.cookie), context)

        #expect(session.id == nil)
        #expect(session.payload?.node(at: PayloadPath([.key("userID")]))?.rawText == "7")
        #expect(format.candidates(token, context) == [sample.record.key])
        let later = Deadline.at(Timestamp(milliseconds: 1_900_000_000_000))
        #expect(try format.redate(session, later, context).content != nil)
    }

    @Test func `of the FilesystemStore end a lifetime after the date in the file`() throws {
        let sample = try Self.sample("gorilla", "plain-nested")
        let session = try Self.session(sample)
        #expect(session.writer == "FilesystemStore")
        #expect(session.payload != nil)
        let error = #expect(throws: FormatError.self) {
            try SessionFormat.gorilla.redate(session, .never, Self.context(sample))
        }
        #expect(error?.description.contains("signed with the application's key") == true)
        #expect(try Self.session(Self.sample("gorilla", "sealed-small")).isSealed)
    }

    /// A cookie of redistore's, signed by securecookie itself.
    @Test func `are found by their cookie, and a forged one is told`() throws {
        let cookie =
            "session=MTc5NTkzMjE0OHxOd3dBTkRaTVdsQkRSMHhIU2xCRFVGUlBOVFUyVVZWUlFrbzBVVmhJUlZCTE1sbFBXbEZTU1ROV05FOHpWRmxP"
            + "TjFaYU5qUk9TVUU9fAx7JRAmb3Qu1spbfz8qrSbk41JsKHTmqxLfj2tzLCPZ"
        let id = "6LZPCGLGJPCPTO556QUQBJ4QXHEPK2YOZQRI3V4O3TYN7VZ64NIA"
        var context = FormatContext(layouts: SessionFormat.gorilla.layouts)
        #expect(try SessionFormat.gorilla.idInCookie(cookie, context).whole == id)
        context.secrets = [Secret("0123456789abcdef0123456789abcdef")]
        #expect(try SessionFormat.gorilla.idInCookie(cookie, context).whole == id)
        context.secrets = [Secret("another"), Secret("third")]
        let error = #expect(throws: FormatError.self) { try SessionFormat.gorilla.idInCookie(cookie, context) }
        #expect(
            error?.description
                == "The signature fits none of the 2 secrets; the cookie is forged, of another name than \"session\","
                + " or of another application.")
    }

    @Test(
        arguments: [
            [], [0xFF], [5, 1], [3, 4, 0, 14, 1], [4, 0xFF, 0x81, 9, 0],
            [0xF8, 255, 255, 255, 255, 255, 255, 255, 255],
        ] as [[UInt8]])
    func `that are damaged are refused`(bytes: [UInt8]) {
        #expect(throws: FormatError.self) { try Gob().reading(bytes) }
    }
}
