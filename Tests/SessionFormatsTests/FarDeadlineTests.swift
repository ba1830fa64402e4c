import BSON
import RecordCorpus
import SessionModel
import Testing
import TextCodings

@testable import SessionFormats

/// Numbers of a record, or of an operator, that no calendar holds.
@Suite struct `Moments beyond any calendar` {
    private static let odd: [Int64] = [.min, .min + 1, .max - 1, .max]
    private static let last = Deadline.at(Timestamp.calendar.upperBound)

    private func session(_ sample: SampleRecord, in house: FormatHouse) throws -> (SessionFormat, Session)? {
        guard let format = house.format(sample.format), let session = format.read(sample.record, house.context) else {
            return nil
        }
        return (format, session)
    }

    @Test func `are refused as ends by every format, and the last of the year 9999 crashes none`() throws {
        var refusals: Set<String> = []
        for sample in try SampleRecord.all() {
            let house = FormatHouse(of: sample)
            guard let (format, session) = try session(sample, in: house) else { continue }
            for moment in Self.odd {
                let deadline = Deadline.at(Timestamp(milliseconds: moment))
                do {
                    _ = try format.redate(session, deadline, house.context)
                    Issue.record("\(sample) was moved to \(moment)")
                } catch {
                    refusals.insert("\(error)")
                }
            }
            _ = try? format.redate(session, Self.last, house.context)
        }

        #expect(refusals == ["No calendar holds that moment; give a date of the year 9999 at the latest."])
    }

    @Test(arguments: odd) func `that a store tells keep no session from being moved`(moment: Int64) throws {
        let later = Deadline.at(Timestamp(milliseconds: 1_900_000_000_000))
        for sample in try SampleRecord.all() where sample.record.expiry != nil {
            let house = FormatHouse(of: sample)
            var sample = sample
            sample.record.expiry = .at(Timestamp(milliseconds: moment))
            guard let (format, session) = try session(sample, in: house) else { continue }
            _ = try? format.redate(session, later, house.context)
            _ = format.companions(session, .end)
            #expect(session.deadline.tableValue != RowFacts.unknown)
        }
    }

    @Test(arguments: odd) func `keep no session of Spring from being ended`(last: Int64) throws {
        let id = "33fdd1b6-b496-4b33-9f7d-df96679d32fe"
        let fields = ["creationTime": "1", "lastAccessedTime": "\(last)", "maxInactiveInterval": "1800"]
        let list = FieldList(fields.map { FieldList.Field(name: Array($0.key.utf8), value: Array($0.value.utf8)) })
        let record = StoredRecord(
            key: SessionKey("spring:session:sessions:" + id), content: .bytes(list.bytes),
            expiry: .at(Timestamp(milliseconds: last)))
        let context = FormatContext(layouts: SessionFormat.spring.layouts.filter { $0.kind == .keyValue })
        let session = try #require(SessionFormat.spring.read(record, context))

        #expect(!SessionFormat.spring.companions(session, .end).isEmpty)
    }

    @Test func `in a file of cachelib are more than it can hold`() {
        let bytes: [UInt8] = [0, 0x5E, 0, 0x6B, 0x80, 5, 75]

        #expect(throws: FormatError("A file of cachelib can't hold this date; it ends with the year 2105.")) {
            try CachelibFile.redating(bytes, .at(Timestamp(milliseconds: .max)))
        }
    }

    @Test(arguments: ["9e17", "899999999999999999"])
    func `of express's lifetime are added up as far as they go`(age: String) throws {
        let text = #"{"cookie":{"originalMaxAge":"# + age + #","expires":null,"path":"/"}}"#
        let context = FormatContext(layouts: SessionFormat.express.layouts)
        let record = StoredRecord(
            key: SessionKey("sess:Zk3vQ0aT-exampleSid_0123456789ab"), content: .bytes(Array(text.utf8)),
            expiry: .at(Timestamp(milliseconds: .min)))
        let session = try #require(SessionFormat.express.read(record, context))

        #expect(try SessionFormat.express.redate(session, Self.last, context).deadline == Self.last)
    }

    @Test(arguments: ["9223372036854775807", "7000000000000000000"])
    func `of Django's lifetime are as long as can be`(seconds: String) throws {
        let signature = ":1xUk4s:kLWL0CZNXQH2cNoPmhHMRwwg5K9cDkE7M17NyLadpeA"
        let text = Base64.encode(Array(#"{"_session_expiry":"#.utf8) + Array("\(seconds)}".utf8), .url) + signature
        let record = StoredRecord(
            key: SessionKey("89rpwp68ga7qhzygtxueirt97lbejdd6"),
            content: .bytes(Array(text.utf8)), expiry: .at(Timestamp(milliseconds: 1_796_473_222_885)))
        let context = FormatContext(layouts: SessionFormat.django.layouts.filter { $0.kind == .table })
        let session = try #require(SessionFormat.django.read(record, context))

        #expect(session.lifetime == Int64.max / 1000 * 1000)
    }
}
