import SessionModel
import Testing

@testable import SessionFormats

@Suite struct `What Marshal writes` {
    private func read(_ bytes: [UInt8]) throws(FormatError) -> String {
        String(decoding: try Marshal().reading(bytes).payload.source, as: UTF8.self)
    }

    private func text(_ content: String) -> [UInt8] {
        Array("\"".utf8) + [UInt8(content.utf8.count + 5)] + Array(content.utf8)
    }

    @Test func `is shown and never edited`() throws {
        var bytes: [UInt8] = [4, 8, 0x7B, 6]
        bytes += text("a")
        bytes += [0x69, 12]
        let (payload, lock) = try Marshal().reading(bytes)
        #expect(payload.source == Array(#"{"a":7}"#.utf8))
        #expect(lock?.contains("never rewritten") == true)
        #expect(throws: FormatError.self) { try Marshal().writing(payload, over: [4, 8, 0x30]) }
    }

    @Test(
        arguments: [
            ([4, 8], "no value"), ([4, 9, 0x30], "another version"), ([4, 8, 0x30, 0x30], "something behind"),
            ([4, 8, 0x5B, 0x7F], "an array longer than the record"),
            ([4, 8, 0x22, 4, 255, 255, 255, 127], "a text too long"),
            ([4, 8, 0x22, 0xFA], "a negative length"), ([4, 8, 0x40, 6], "a link to nothing"),
            ([4, 8, 0x3B, 0], "a symbol that is not there"), ([4, 8, 0x6F, 0x22], "a class that is no symbol"),
            ([4, 8, 0x66, 6, 0x78], "a fraction that is none"), ([4, 8, 0x6C, 0x2B, 0x7F], "a number too long"),
        ] as [([UInt8], String)])
    func `that is damaged is refused`(bytes: [UInt8], what: String) {
        #expect(throws: FormatError.self) { try read(bytes) }
    }

    @Test func `is not followed deeper than bound`() {
        let deep = Array(repeatElement([0x5B, 6] as [UInt8], count: 5000).joined())
        let error = #expect(throws: FormatError.self) { try read([4, 8] + deep + [0x30]) }
        #expect(error?.description.contains("128 levels") == true)
    }

    /// Each array holds the one before twice: 2^40 values in a few bytes.
    @Test func `that doubles itself over and over is cut off`() {
        var bytes: [UInt8] = [4, 8, 0x5B, 6 + 39]
        bytes += [0x5B, 6] + text("x")
        for level in 0..<39 {
            // The array before: the outer one is number 0, its first element number 1, the text in that number 2.
            let link = UInt8(level == 0 ? 6 : 7 + level)
            bytes += [0x5B, 7, 0x40, link, 0x40, link]
        }

        let error = #expect(throws: FormatError.self) { try read(bytes) }

        #expect(error?.description.contains("more than 4096 values") == true)
    }

    @Test func `of long texts named over and over is cut off`() {
        let long = [UInt8](repeating: 0x61, count: 60_000)
        var bytes: [UInt8] = [4, 8, 0x5B, 2, 0xE8, 0x03, 0x22, 2, 0x60, 0xEA] + long
        for _ in 0..<999 { bytes += [0x40, 6] }
        let error = #expect(throws: FormatError.self) { try read(bytes) }
        #expect(error?.description.contains("repeated too often") == true)
    }
}

@Suite struct `Entries of Rails' cache` {
    private static let key = SessionKey("_session_id:2::" + String(repeating: "a", count: 64))
    private static let inner = Array("\u{04}\u{08}{\u{06}I\"\u{0C}user_id\u{06}:\u{06}ETi\u{0C}".utf8)
    private let context = FormatContext(layouts: SessionFormat.rack.layouts)
    private let later = Timestamp(milliseconds: 1_900_000_000_500)

    private func read(_ bytes: [UInt8]) -> Session? {
        SessionFormat.rack.read(
            StoredRecord(
                key: Self.key, content: .bytes(bytes), expiry: .at(Timestamp(milliseconds: 1_800_000_000_000))),
            context)
    }

    private func header(_ end: Double) -> [UInt8] {
        var bytes: [UInt8] = [0, 0x11, 1]
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(end.bitPattern >> UInt64(shift) & 0xFF)) }
        bytes += [255, 255, 255, 255]
        bytes += Self.inner
        return bytes
    }

    private func redated(_ session: Session) throws -> Session {
        let redating = try SessionFormat.rack.redate(session, .at(later), context)
        #expect(redating.expiry == .at(later))
        let content = try #require(redating.content)
        return try #require(read(content))
    }

    /// Two bytes, a kind, a double, a length, and the value.
    @Test func `of 7.1 and later have their end in front, which moves with the store's`() throws {
        let session = try #require(read(header(1_795_284_000.25)))

        #expect(session.user == "7")
        #expect(session.deadline == .at(Timestamp(milliseconds: 1_795_284_000_250)))
        #expect(session.diesBy?.source == "cache entry")
        let after = try redated(session)
        #expect(after.clocks.last?.deadline == .at(later))
        #expect(after.user == "7")
    }

    /// A byte, and an array of the value and its end.
    @Test func `of 7.0 have their end behind the value, which moves with the store's`() throws {
        let digits = Array("1795284000.25".utf8)
        var bytes: [UInt8] = [0, 4, 8, 0x5B, 7]
        bytes += Self.inner.dropFirst(2)
        bytes += [0x66, UInt8(digits.count + 5)]
        bytes += digits
        let session = try #require(read(bytes))

        #expect(session.user == "7")
        #expect(session.deadline == .at(Timestamp(milliseconds: 1_795_284_000_250)))
        let after = try redated(session)
        #expect(after.clocks.last?.deadline == .at(later))
        #expect(after.user == "7")
    }

    @Test func `without an end are given one by the store alone`() throws {
        let session = try #require(read(header(-1)))
        #expect(session.clocks.count == 1)
        #expect(try SessionFormat.rack.redate(session, .at(later), context).content == nil)
    }
}

@Suite struct `Sessions of Rack and Rails` {
    private let context = FormatContext(layouts: SessionFormat.rack.layouts)
    private static let publicID = "0123456789abcdef0123456789abcdef"
    private static let hash = "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9"

    @Test func `stand under the hash of what the cookie holds`() {
        let keys = SessionFormat.rack.candidates(SessionID(Self.publicID), context).map(\.text)
        #expect(keys.contains("rack:session:2::" + Self.hash))
        #expect(keys.contains("_session_id:2::" + Self.hash))
        #expect(keys.contains("rack:session:" + Self.publicID))
        #expect(keys.contains("2::" + Self.hash))
    }

    @Test func `are told by their prefix, which may be the application's`() throws {
        for prefix in ["rack:session:2::", "shop:cache:_session_id:2::", "shop:sessions:2::"] {
            let record = StoredRecord(
                key: SessionKey(prefix + Self.hash), content: .bytes(Array(#"{"user_id":7}"#.utf8)))
            let session = try #require(SessionFormat.rack.read(record, context))
            #expect(session.id == nil)
            #expect(session.user == "7")
            #expect(session.viewOnlyReason == nil)
            var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
            let fresh = SessionFormat.rack.mint(session, &random)
            #expect(fresh.whole.utf8.count == (prefix.hasPrefix("rack") ? 64 : 32))
            #expect(try #require(SessionFormat.rack.key(fresh, session, context)).text.hasPrefix(prefix))
            #expect(SessionFormat.rack.cookie(fresh, nil, context) == "rack.session=\(fresh.whole)")
        }
    }

    @Test func `of a table have no end that could be moved`() throws {
        let layouts = SessionFormat.rack.layouts.filter { $0.kind == .table }
        let context = FormatContext(layouts: layouts)
        let record = StoredRecord(
            key: SessionKey("2::" + Self.hash), content: .bytes(Array(#"{"value":{"a":1,"flash":{}}}"#.utf8)),
            modified: Timestamp(milliseconds: 1_795_284_000_000))
        let session = try #require(SessionFormat.rack.read(record, context))

        #expect(session.deadline == .never)
        #expect(session.protectedPaths.map(\.description) == ["flash"])
        #expect(session.payload?.source == Array(#"{"a":1,"flash":{}}"#.utf8))
        let error = #expect(throws: FormatError.self) {
            try SessionFormat.rack.redate(session, .at(Timestamp(milliseconds: 1)), context)
        }
        #expect(error?.description == "Its table keeps no end of a session, so there is none to move; it can be ended.")
        let edited = try #require(session.payload).setting(PayloadPath([.key("a")]), to: Array("2".utf8))
        #expect(
            try SessionFormat.rack.content(session, edited, context) == Array(#"{"value":{"a":2,"flash":{}}}"#.utf8))
    }
}
