import SessionFormats
import SessionModel
import TestSupport
import Testing

@Suite struct `An edit of a Tina4 session` {
    private func save(_ payload: String, over sample: Sample) throws -> [UInt8] {
        try SessionFormat.tina4.content(
            try #require(sample.read()), Payload(parsing: payload), FormatContext(layouts: []))
    }

    @Test(arguments: Sample.each, ["{}", "[]", "null", "[1]", "\"x\"", "7"])
    func `is refused where it would lose the session`(sample: Sample, payload: String) {
        #expect(throws: FormatError.self) { try save(payload, over: sample) }
    }

    @Test(arguments: [
        ("PHP file", #"{"a":1}"#), ("PHP file", #"{"a":1,"_meta":null}"#), ("PHP file", #"{"a":1,"_meta":{}}"#),
        ("PHP file", #"{"_meta":{"created_at":1,"last_accessed":2,"expires_at":"3"}}"#),
        ("PHP value", #"{"a":1}"#), ("PHP 3.12 file", #"{"_meta":{"created_at":1}}"#),
        ("Node file", #"{"a":1}"#), ("Node file", #"{"_created":1,"_accessed":"2"}"#),
        ("Node value", #"{"_created":1}"#),
    ])
    func `is refused where it would lose the session's times`(layout: String, payload: String) {
        #expect(throws: FormatError.self) { try save(payload, over: .named(layout)) }
    }

    @Test(arguments: [("Ruby 3.12 file", "_data"), ("Ruby 3.12 file", "_meta")])
    func `is refused where it would turn the file into another layout`(layout: String, key: String) {
        #expect(throws: FormatError.self) { try save("{\"a\":1,\"\(key)\":{}}", over: .named(layout)) }
    }

    @Test(arguments: ["NaN", "[1,-Infinity]", "{\"x\":Infinity}"])
    func `brings in no number that JSON does not have`(value: String) throws {
        let old = "{\"_data\":{\"a\":NaN},\"_expires\":0}"
        let new = "{\"a\":\(value),\"b\":1}"

        #expect(throws: FormatError.self) { try save(new, over: .named("Python value")) }
        #expect(try save(new, over: .python(old)) == Array("{\"_data\":\(new),\"_expires\":0}".utf8))
    }

    @Test(arguments: ["1e999", "[-1E+400]", "{\"x\":1\(String(repeating: "0", count: 309))}"])
    func `brings in no number that readers take for infinite`(value: String) throws {
        let new = "{\"a\":\(value),\"b\":1}"

        #expect(throws: FormatError.self) { try save(new, over: .named("Python value")) }
        for old in [value, "NaN"] {
            let old = "{\"_data\":{\"a\":\(old)},\"_expires\":0}"
            #expect(try save(new, over: .python(old)) == Array("{\"_data\":\(new),\"_expires\":0}".utf8))
        }
        let large = "{\"a\":1.7976931348623157e308,\"b\":1e-999}"
        #expect(try save(large, over: .named("Python value")) == Array(large.utf8))
    }

    @Test(arguments: [#""\ud800""#, #""\udc00\ud800""#, #""\\\uDBFFx""#, #"{"\ud800\u0041":1}"#])
    func `brings in no half of a character`(value: String) throws {
        let old = #"{"_data":{"a":"\ud800"},"_expires":0}"#
        let new = "{\"a\":\(value),\"b\":1}"

        #expect(throws: FormatError.self) { try save(new, over: .named("Python value")) }
        #expect(try save(new, over: .python(old)) == Array("{\"_data\":\(new),\"_expires\":0}".utf8))
        let whole = #"{"a":"\ud83d\ude00 \\ud800 \\"}"#
        #expect(try save(whole, over: .named("Python value")) == Array(whole.utf8))
    }

    @Test func `may hold those keys where they mean nothing`() throws {
        #expect(try save(#"{"a":1,"_data":{}}"#, over: .named("Python value")) == Array(#"{"a":1,"_data":{}}"#.utf8))
        #expect(try save(#"{"a":1,"_meta":{}}"#, over: .named("Python file")).isEmpty == false)
    }
}

@Suite struct `A new deadline of a Tina4 session` {
    private func redate(_ sample: Sample, _ deadline: Deadline) throws -> Redating {
        try SessionFormat.tina4.redate(try #require(sample.read()), deadline, sample.context)
    }

    private let wanted = Deadline.at(Timestamp(milliseconds: 1_795_300_000_250))

    @Test(
        arguments: [
            ("Python file", "1795232650.73", "1795300000.25", 250), ("Node file", "1795232650}", "1795300000}", 0),
            ("PHP file", "\"expires_at\": 1795232650", "\"expires_at\": 1795300000", 0),
            ("Ruby file", "1795232650.5", "1795300000.25", 250),
            ("older Node file", "1795232650}", "1795300000}", 0),
            ("PHP 3.12 file", "\"last_accessed\": 1795229050", "\"last_accessed\": 1795296400", 0),
        ] as [(String, String, String, Int64)])
    func `is written in the number type found`(layout: String, old: String, new: String, fraction: Int64) throws {
        let sample = Sample.named(layout)

        let redating = try redate(sample, wanted)

        let text = String(decoding: try #require(sample.record.content.bytes), as: UTF8.self)
        #expect(text.contains(old))
        #expect(redating.content.map { String(decoding: $0, as: UTF8.self) } == text.replacing(old, with: new))
        #expect(redating.deadline == .at(Timestamp(milliseconds: 1_795_300_000_000 + fraction)))
        #expect(redating.expiry == nil)
        #expect(redating.modified == nil)
    }

    @Test(arguments: ["Python value", "Node value", "PHP value", "Ruby value"])
    func `of a key is the store's own`(layout: String) throws {
        #expect(try redate(.named(layout), wanted) == Redating(expiry: wanted, deadline: wanted))
        #expect(try redate(.named(layout), .never) == Redating(expiry: .never, deadline: .never))
    }

    @Test func `of a Ruby 3.12 file moves the file's time and nothing else`() throws {
        let redating = try redate(.named("Ruby 3.12 file"), wanted)

        #expect(redating.content == nil)
        #expect(redating.modified == Timestamp(milliseconds: 1_795_300_000_250 - 86_400_000))
        #expect(redating.deadline == wanted)
    }

    @Test(arguments: ["Python file", "Node file", "PHP file", "Ruby file"])
    func `may be never, where the file can say so`(layout: String) throws {
        var sample = Sample.named(layout)

        let redating = try redate(sample, .never)
        sample.record.content = .bytes(try #require(redating.content))

        #expect(redating.deadline == .never)
        #expect(sample.read()?.deadline == .never)
        #expect(sample.glance().facts.deadline == RowFacts.never)
    }

    @Test(arguments: ["PHP 3.12 file", "Ruby 3.12 file"])
    func `may not be never, where only a lifetime ends it`(layout: String) {
        #expect(throws: FormatError.self) { try redate(.named(layout), .never) }
    }

    @Test func `is an integer in a Node file that had none`() throws {
        let redating = try redate(.python(#"{"_data":{"_created":1,"_accessed":2},"_expires":null}"#), wanted)

        #expect(redating.content == Array(#"{"_data":{"_created":1,"_accessed":2},"_expires":1795300000}"#.utf8))
    }

    @Test func `keeps an exponent's meaning`() throws {
        let redating = try redate(.python(#"{"_data":{"a":1},"_expires":1.7e9}"#), wanted)

        #expect(redating.content == Array(#"{"_data":{"a":1},"_expires":1795300000.25}"#.utf8))
    }

    @Test func `read back is what was promised, for any moment and layout`() throws {
        var random = RepeatableRandom(seed: 20)
        for _ in 0..<3000 {
            var sample = random.pick(Sample.each)
            let deadline = Deadline.at(
                Timestamp(milliseconds: Int64.random(in: 1_700_000_000_000...1_900_000_000_000, using: &random)))

            let redating = try redate(sample, deadline)
            if let content = redating.content { sample.record.content = .bytes(content) }
            if let expiry = redating.expiry { sample.record.expiry = expiry }
            if let modified = redating.modified { sample.record.modified = modified }

            guard sample.read()?.deadline == redating.deadline,
                sample.glance().facts.deadline == Sample.milliseconds(redating.deadline)
            else {
                Issue.record("\(deadline) in \(sample)")
                return
            }
        }
    }
}
