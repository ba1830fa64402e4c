import SessionFormats
import SessionModel
import TestSupport
import Testing

@Suite struct `A Tina4 record` {
    @Test(
        arguments: [
            ("Python file", 1_795_232_650_730, "Python", false), ("Node file", 1_795_232_650_000, "Node", false),
            ("PHP file", 1_795_232_650_000, "PHP", false), ("Ruby file", 1_795_232_650_500, "Ruby", false),
            ("PHP 3.12 file", 1_795_232_650_000, "PHP 3.12", true),
            ("older Node file", 1_795_232_650_000, "Node", true),
            ("Ruby 3.12 file", 1_795_315_450_123, "Ruby 3.12", true),
            ("Python value", 1_795_232_650_730, "Python", true),
            ("Node value", 1_795_232_650_730, "Node", true), ("PHP value", 1_795_232_650_730, "PHP", true),
            ("Ruby value", RowFacts.never, "Ruby", true),
        ] as [(String, Int64, String, Bool)])
    func `of each language is read`(layout: String, deadline: Int64, writer: String, hasID: Bool) throws {
        let sample = Sample.named(layout)

        let session = try #require(sample.read())

        #expect(session.viewOnlyReason == nil)
        #expect(Sample.milliseconds(session.deadline) == deadline)
        #expect(session.writer == writer)
        #expect((session.id != nil) == hasID)
        #expect(session.user == "7")
        #expect(session.payload?.node(at: PayloadPath([.key("n")]))?.rawText == "1.0")
        #expect(session.payload?.node(at: PayloadPath([.key("name")]))?.string == "Zoë")
    }

    @Test(arguments: Sample.each)
    func `of each layout is written back as the same bytes`(sample: Sample) throws {
        let session = try #require(sample.read())

        let content = try SessionFormat.tina4.content(
            session, try #require(session.payload), FormatContext(layouts: []))

        #expect(content == sample.record.content.bytes)
    }

    @Test(arguments: Sample.each)
    func `of each layout takes an edit and keeps all other bytes`(sample: Sample) throws {
        let session = try #require(sample.read())
        let payload = try #require(session.payload)

        let edited = try payload.setting(PayloadPath([.key("user_id")]), to: Array("8888".utf8))
        let content = try SessionFormat.tina4.content(session, edited, FormatContext(layouts: []))

        let before = String(decoding: try #require(sample.record.content.bytes), as: UTF8.self)
        let after = String(decoding: content, as: UTF8.self)
        #expect(after.contains("8888"))
        #expect(after.replacing("8888", with: "7") == before)
        var changed = sample
        changed.record.content = .bytes(content)
        #expect(changed.read()?.deadline == session.deadline)
    }

    @Test func `that is a symbolic link is said to be one, and not to be none of Tina4's`() throws {
        let names = [(SessionFormat.tina4, "sess_\(String(repeating: "a", count: 64)).json"), (.php, "sess_abcdefgh")]
        for (format, key) in names {
            let context = FormatContext(layouts: format.layouts.filter { $0.kind == .files })
            let record = StoredRecord(key: SessionKey(key), content: .foreign(RecordContent.symbolicLink))

            let session = try #require(format.read(record, context))

            #expect(
                session.viewOnlyReason
                    == "The record is a symbolic link, which curfew does not follow, though \(format.title) may.")
        }
    }

    @Test func `of a key-value store has the id its key names`() throws {
        let id = Tina4ID.python()
        let sample = Sample("value", value: .pythonValue(id: id, ["a": "1"]))

        #expect(sample.read()?.id == SessionID(id))
    }

    @Test func `of Ruby 3.12 is named by its id, though the name looks like a hash`() throws {
        let id = Tina4ID.ruby()
        let sample = Sample("Ruby 3.12", file: .ruby312File(id: id, ["a": "1"]))

        #expect(sample.read()?.id == SessionID(id))
        #expect(sample.read()?.diesBy?.kind == .idle)
    }

    @Test(
        arguments: [
            (#"{"_data":{"a":1},"_expires":null}"#, RowFacts.never),
            (#"{"_data":{"a":1},"_expires":0}"#, RowFacts.never),
            (#"{"_data":{"a":1},"_expires":0.0}"#, RowFacts.never),
            (#"{"_data":{"a":1},"_expires":false}"#, RowFacts.never),
            (#"{"_data":{"a":1}}"#, RowFacts.never), (#"{"_data":{"a":1},"_expires":true}"#, 1000),
            (#"{"_data":{"a":1},"_expires":-5}"#, -5000), (#"{"_data":{"a":1},"_expires":1.795e9}"#, 1_795_000_000_000),
            (#"{"_expires":5,"_data":{"a":1},"_expires":7}"#, 7000), (#"{"_data":{},"_expires":7}"#, 7000),
        ] as [(String, Int64)])
    func `with an odd expiry ends when Tina4 ends it`(text: String, deadline: Int64) throws {
        let session = try #require(Sample.python(text).read())

        #expect(session.payload != nil)
        #expect(Sample.milliseconds(session.deadline) == deadline)
    }

    @Test(arguments: [
        #"{"_data":{"a":1},"_expires":"1795232650"}"#, #"{"_data":{"a":1},"_expires":{}}"#,
        #"{"_data":{"a":1},"_expires":[]}"#,
        #"{"_data":{"a":1},"_expires":NaN}"#, #"{"_data":null,"_expires":7}"#, #"{"_data":[1],"_expires":7}"#,
        #"{"_data":"x","_expires":7}"#, "", "[]", "null", "{", #"{"_data":{"a":1},"_expires":7"#, "\u{0}",
    ])
    func `that Tina4 can't read is for looking only`(text: String) throws {
        let session = try #require(Sample.python(text).read())

        #expect(session.payload == nil)
        #expect(session.viewOnlyReason != nil)
        #expect(session.state(at: Timestamp(milliseconds: 0)) == .unreadable)
    }

    @Test func `says so when its payload is empty`() throws {
        #expect(try #require(Sample.python(#"{"_data":{},"_expires":7}"#).read()).notes.count == 1)
        #expect(try #require(Sample("v", value: .pythonValue(id: Tina4ID.python(), [:])).read()).notes.count == 1)
    }

    @Test func `with a key there twice says so`() throws {
        let session = try #require(Sample.python(#"{"_data":{"role":"admin","role":"guest"}}"#).read())

        #expect(session.notes == ["The key \"role\" is there twice; readers take the last one."])
    }

    @Test(arguments: [
        "a.json", "sess_.json", "sess_a b.json", "sess_ä.json", String(repeating: "a", count: 63) + ".json",
        String(repeating: "A", count: 64) + ".json", String(repeating: "a", count: 64) + ".json.tmp",
        String(repeating: "a", count: 64), "sess_" + String(repeating: "a", count: 129) + ".json", "", ".json",
        "session_x.json",
    ])
    func `is none under a name that no layout has`(name: String) {
        #expect(Sample("other", name: name, text: "{}").read() == nil)
    }

    @Test func `is none under another prefix`() {
        let record = StoredRecord(
            key: SessionKey("tina4:sessions:abc"), content: .bytes(Array("{}".utf8)), expiry: .never)

        #expect(SessionFormat.tina4.read(record, FormatContext(layouts: Sample.keys)) == nil)
    }

    @Test(arguments: [RecordContent.head(Array("{\"a\":".utf8)), .foreign("list")])
    func `that was not read whole, or is of another kind, says so`(content: RecordContent) throws {
        let record = StoredRecord(
            key: SessionKey("tina4:session:abc"), content: content, expiry: Sample.keyDeadline, size: 20_000_000)

        let session = try #require(SessionFormat.tina4.read(record, FormatContext(layouts: Sample.keys)))

        #expect(session.viewOnlyReason != nil)
        #expect(session.deadline == Sample.keyDeadline)
    }

    @Test func `of PHP without last access dies a lifetime after the file was written`() throws {
        let sample = Sample("PHP", name: String(repeating: "b", count: 32) + ".json", text: #"{"a":1,"_meta":{}}"#)

        let session = try #require(sample.read())

        #expect(session.deadline == .at(Sample.modified.adding(milliseconds: 3_600_000)))
        #expect(session.clocks.first?.source.hasPrefix("file modification time") == true)
    }

    @Test func `has its framework's own fields protected`() throws {
        let session = try #require(Sample.named("PHP file").read())

        #expect(session.protectedPaths == [PayloadPath([.key("_meta")])])
        #expect(session.createdAt == Timestamp(milliseconds: 1_795_229_000_000))
        #expect(session.lastSeenAt == Timestamp(milliseconds: 1_795_229_050_000))
    }
}
