import RecordCorpus
import SessionFormats
import SessionModel
import TestSupport
import Testing

/// What Spring's own indexed repositories keep in Redis, and what becomes of it.
@Suite struct `Spring's sessions beside what the real repositories keep` {
    private static let servlet = [
        "spring-session-2.7.4-redis-indexed", "spring-session-2.7.4-redis-indexed-json",
        "spring-session-3.5.7-redis-sorted", "spring-session-3.5.7-redis-sorted-json",
    ]
    private static let reactive = [
        "spring-session-3.5.7-redis-reactive-indexed", "spring-session-3.5.7-redis-reactive-indexed-json",
    ]
    private static let writers = servlet + reactive

    private let format = SessionFormat.spring
    private let context = FormatContext(layouts: SessionFormat.spring.layouts.filter { $0.kind == .keyValue })

    /// A key of the database that is no session, or a member of it.
    private struct Recorded: Hashable {
        var key: String
        var content: [UInt8]
        var score: Int64?
        var form: Companion.Form

        init?(_ line: Substring) {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 5, let content = FixtureBase64.decode(parts[3]) else { return nil }
            switch parts[0] {
            case "string": form = .key
            case "set": form = .member
            case "zset": form = .scoredMember
            default: return nil
            }
            key = parts[1]
            self.content = content
            score = Int64(parts[4])
        }

        func isMeant(by companion: Companion) -> Bool {
            companion.form == form && companion.key.text == key
                && (form == .key || companion.spellings.contains(content))
        }
    }

    private func recorded(_ writer: String) throws -> [Recorded] {
        try Repository.text("Tests/RecordCorpus/Records/\(writer).keys").split(separator: "\n").map {
            try #require(Recorded($0))
        }
    }

    private func sessions(_ writer: String) throws -> [(shape: String, session: Session)] {
        try SampleRecord.all().filter { $0.writer == writer }.map {
            ($0.shape, try #require(format.read($0.record, context)))
        }
    }

    private func session(_ shape: String, of writer: String) throws -> Session {
        try #require(try sessions(writer).first { $0.shape == shape }?.session)
    }

    @Test(arguments: writers)
    func `leave nothing behind that the repository wrote, however it writes`(writer: String) throws {
        let keys = try recorded(writer)
        var companions = try sessions(writer).flatMap { format.companions($0.session, .end).map(\.companion) }
        // A set that goes as a whole.
        companions += companions.filter { $0.key.text.hasSuffix(":idx") }.map { companion in
            let members = keys.filter { $0.key == companion.key.text }.map(\.content)
            return Companion(.member, companion.key, spellings: members)
        }

        #expect(keys.count == (Self.reactive.contains(writer) ? 37 : 29))
        for key in keys { #expect(companions.count { key.isMeant(by: $0) } == 1, "\(key)") }
    }

    @Test(arguments: servlet.suffix(2) + reactive)
    func `stand in the sorted set by the moment that they are shown to end`(writer: String) throws {
        let scores = try recorded(writer).filter { $0.form == .scoredMember }
        #expect(scores.count == (Self.reactive.contains(writer) ? 10 : 11))
        for (shape, session) in try sessions(writer) where shape != "endless" {
            let later = try #require(session.deadline.moment)
            let score = scores.first { key in
                format.companions(session, .end).contains { key.isMeant(by: $0.companion) }
            }
            #expect(score?.score == later.milliseconds, "\(shape)")
        }
    }

    @Test(arguments: reactive)
    func `go to another user's set with their names, and note which it is`(writer: String) throws {
        let keys = try recorded(writer)
        let session = try session("small", of: writer)
        let name = PayloadPath([.key("PRINCIPAL_NAME_INDEX_NAME")])
        let payload = try #require(session.payload).setting(name, to: Array(#""bob""#.utf8))

        let steps = format.companions(session, .edit(payload))

        #expect(steps.count == 2)
        for step in steps { #expect(keys.contains { $0.isMeant(by: step.companion) }) }
        #expect(steps.first?.successor?.key.text.hasSuffix(":bob") == true)
        #expect(steps.last?.successor?.key == steps.last?.companion.key)
        let spelling = try #require(steps.last?.successor?.spellings.last)
        #expect(String(decoding: spelling, as: UTF8.self).hasSuffix("PRINCIPAL_NAME_INDEX_NAME:bob"))
    }

    @Test(arguments: servlet)
    func `that the application has ended are told from those that ran out, and are not brought back`(
        writer: String
    ) throws {
        let ended = try session("expired-deleted", of: writer)
        let later = Deadline.at(Timestamp(milliseconds: 1_800_000_000_000))

        #expect(ended.notes.contains { $0.contains("ended by the application") })
        #expect(throws: FormatError.self) { try format.redate(ended, later, context) }
        let expired = try session("expired", of: writer)
        #expect(expired.notes.isEmpty)
        #expect(try format.redate(expired, later, context).deadline == later)
    }

    @Test(arguments: writers)
    func `without an end get one that their hash outlives, so that the application hears of it`(
        writer: String
    ) throws {
        let endless = try session("endless", of: writer)
        let later = Timestamp(milliseconds: 1_800_000_000_000)

        let redating = try format.redate(endless, .at(later), context)

        #expect(redating.expiry == .at(later.adding(milliseconds: 300_000)))
        #expect(redating.deadline == .at(later))
    }
}
