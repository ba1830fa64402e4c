import RecordCorpus
import SessionFormats
import SessionModel
import TestSupport
import Testing

/// What Tina4's own session classes wrote, each language's.
@Suite struct `Tina4 sessions that its own classes wrote` {
    private static func sessions() throws -> [(sample: SampleRecord, session: Session)] {
        try SampleRecord.all().filter { $0.format == "tina4" }.map { sample in
            let context = FormatHouse(of: sample).context
            return (sample, try #require(SessionFormat.tina4.read(sample.record, context), "\(sample)"))
        }
    }

    @Test func `tell the language that wrote them, and in files how old it is`() throws {
        let languages = [
            "tina4-nodejs-3.13.143": ["files": "Node", "keyValue": "Node"],
            "tina4-php-3.12.0": ["files": "PHP 3.12", "keyValue": "PHP"],
            "tina4-php-3.13.132": ["files": "PHP", "keyValue": "PHP"],
            "tina4-python-3.13.154": ["files": "Python"],
            "tina4-ruby-3.12.13": ["files": "Ruby 3.12", "keyValue": "Ruby"],
            "tina4-ruby-3.13.144": ["files": "Ruby", "keyValue": "Ruby"],
        ]
        let sessions = try Self.sessions()
        #expect(Set(sessions.map(\.sample.writer)) == Set(languages.keys))
        for (sample, session) in sessions {
            #expect(session.writer == languages[sample.writer]?["\(sample.kind)"], "\(sample)")
        }
    }

    @Test func `have the id in the key but where a file is named by its hash`() throws {
        var random: any RandomNumberGenerator = RepeatableRandom(seed: 23)
        for (sample, session) in try Self.sessions() {
            let isHashed = sample.kind == .files && sample.writer.contains("-3.13.")
            #expect((session.id == nil) == isHashed, "\(sample)")
            guard let id = session.id else { continue }
            #expect(SessionFormat.tina4.mint(session, &random).whole.utf8.count == id.whole.utf8.count, "\(sample)")
        }
    }

    @Test func `are byte for byte as the tests write such a session themselves`() throws {
        var count = 0
        for (sample, session) in try Self.sessions() {
            guard let payload = Self.payloads[sample.shape] else { continue }
            let own = try #require(Self.own(sample, session, payload), "\(sample)")
            #expect(sample.record.content == .bytes(own.bytes), "\(sample)")
            count += 1
        }
        #expect(count == 22)
    }

    /// The members of a shape, without what is the framework's own.
    private static let payloads: [String: KeyValuePairs<String, String>] = [
        "small": ["user_id": "7"],
        "unicode": ["user_id": "7", "name": #""Zoë 🦉""#, "日本": #""語""#, "quote": #""\"\\\n""#],
    ]

    /// The session with the same times as the tests would have written it.
    private static func own(
        _ sample: SampleRecord, _ session: Session, _ payload: KeyValuePairs<String, String>
    ) -> Tina4Record? {
        let created = seconds(session.createdAt), accessed = seconds(session.lastSeenAt)
        let expires = seconds(session.deadline.moment)
        switch (sample.writer, sample.kind) {
        case ("tina4-nodejs-3.13.143", .files):
            return .nodeFile(id: "", payload, created: created, accessed: accessed, expires: expires)
        case ("tina4-nodejs-3.13.143", .keyValue):
            return .nodeValue(id: "", payload, created: created, accessed: accessed)
        case ("tina4-php-3.12.0", .files): return .php312File(id: "", payload, created: created, accessed: accessed)
        case ("tina4-php-3.13.132", .files):
            return .phpFile(id: "", payload, created: created, accessed: accessed, expires: expires)
        case ("tina4-php-3.12.0", .keyValue), ("tina4-php-3.13.132", .keyValue):
            return .phpValue(id: "", payload, created: created, accessed: accessed)
        case ("tina4-python-3.13.154", .files): return .pythonFile(id: "", payload, expires: fraction(sample))
        case ("tina4-ruby-3.12.13", .files): return .ruby312File(id: "", payload)
        case ("tina4-ruby-3.13.144", .files): return .rubyFile(id: "", payload, expires: fraction(sample) ?? 0)
        case ("tina4-ruby-3.12.13", .keyValue), ("tina4-ruby-3.13.144", .keyValue):
            return .rubyValue(id: "", payload)
        default: return nil
        }
    }

    private static func seconds(_ moment: Timestamp?) -> Int { Int((moment?.milliseconds ?? 0) / 1000) }

    /// A file's end to the last digit, of which a deadline keeps three behind the point.
    private static func fraction(_ sample: SampleRecord) -> Double? {
        let root = try? Payload(parsing: sample.record.content.bytes ?? [])
        guard let text = root?.node(at: PayloadPath([.key("_expires")]))?.rawText else { return nil }
        return Double(text)
    }
}
