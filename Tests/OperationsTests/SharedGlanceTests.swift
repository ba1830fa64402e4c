import Operations
import RecordCorpus
import SessionFormats
import SessionModel
import TestSupport
import Testing

/// What a listing sees of a record where every format reads the store: the same as reading it whole.
@Suite struct `A glance that formats share` {
    private struct Sight: Equatable {
        var user: String?
        var deadline: Int64
        var isReadable: Bool
    }

    private func target(_ house: FormatHouse) -> OpenStore {
        OpenStore(
            name: "corpus", store: MemoryStore(Memory(), prefix: ""), formats: house.formats, context: house.context)
    }

    private func sight(_ record: StoredRecord, _ glance: RecordGlance) throws -> Sight? {
        let content = try #require(record.content.bytes)
        let expiry = record.expiry.map { $0.moment?.milliseconds ?? RowFacts.never } ?? RowFacts.unknown
        var page = RecordPage()
        record.key.bytes.withUnsafeBytes { key in
            content.withUnsafeBytes {
                glance(key, $0, expiry, record.modified?.milliseconds ?? RowFacts.unknown, &page)
            }
        }
        guard page.count == 1 else { return nil }
        return Sight(
            user: page.user(0), deadline: page.deadlines[0], isReadable: page.facts[0].isReadable)
    }

    @Test func `tells whose a session is and when it ends, as reading the record does`() throws {
        let samples = try SampleRecord.all().filter { $0.record.columns.isEmpty }
        #expect(samples.count > 100)
        for (_, samples) in Dictionary(grouping: samples, by: { "\($0.kind) \($0.table ?? "")" }) {
            var target = target(FormatHouse(of: samples[0]))
            let glance = target.glance
            // What takes many milliseconds to open stays closed in a listing.
            target.context.isGlancing = true
            for sample in samples {
                let session = target.session(from: sample.record)
                guard session.payload != nil else { continue }
                let expected = Sight(
                    user: session.user, deadline: session.deadline.moment?.milliseconds ?? RowFacts.never,
                    isReadable: true)
                #expect(try sight(sample.record, glance) == expected, "\(sample)")
            }
        }
    }

    @Test func `takes marks for what they are only where nobody else has them`() throws {
        let both = Array(#"{"cookie":{"originalMaxAge":1000},"_data":{"user_id":"kim"},"_expires":4000000000}"#.utf8)
        let key = SessionKey(String(repeating: "a", count: 64) + ".json")
        let record = StoredRecord(key: key, content: .bytes(both), modified: Timestamp(milliseconds: 1_700_000_000_000))
        let target = target(FormatHouse(.files))
        let deadline = target.session(from: record).deadline.moment?.milliseconds ?? RowFacts.never
        #expect(try sight(record, target.glance)?.deadline == deadline)
    }
}
