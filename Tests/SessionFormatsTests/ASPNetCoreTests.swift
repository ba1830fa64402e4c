import RecordCorpus
import SessionModel
import TestSupport
import Testing

@testable import SessionFormats

/// Records as ASP.NET Core writes them.
@Suite struct `ASP.NET Core's sessions` {
    private static let id = "0f8fad5b-d9cb-469f-a165-70867728950e"
    private static let expiry = Timestamp(milliseconds: 1_795_230_200_000)

    private let format = SessionFormat.aspNetCore
    private let context = FormatContext(layouts: SessionFormat.aspNetCore.layouts.filter { $0.kind == .keyValue })

    private func blob(_ entries: [(String, [UInt8])]) -> [UInt8] {
        let head: [UInt8] = [2, 0, 0, UInt8(entries.count)] + Array(0..<16)
        return entries.reduce(into: head) { bytes, entry in
            let count = entry.1.count
            bytes += [0, UInt8(entry.0.utf8.count)] + Array(entry.0.utf8)
            bytes += [0, 0, UInt8(count >> 8), UInt8(count & 255)] + entry.1
        }
    }

    private func reading(
        _ data: [UInt8], absolute: Int64 = -1, sliding: Int64 = 12_000_000_000, key: String = "Shop" + id
    ) -> Session? {
        let list = FieldList(
            [("absexp", Array("\(absolute)".utf8)), ("sldexp", Array("\(sliding)".utf8)), ("data", data)].map {
                FieldList.Field(name: Array($0.0.utf8), value: $0.1)
            })
        return format.read(
            StoredRecord(key: SessionKey(key), content: .bytes(list.bytes), expiry: .at(Self.expiry)), context)
    }

    @Test func `show texts as texts, and what may be a number as that`() throws {
        let session = try #require(
            reading(blob([("name", Array("Zoë".utf8)), ("count", [0, 0, 1, 2]), ("raw", [255, 0]), ("empty", [])])))

        #expect(
            session.payload?.root.rawText
                == #"{"name":"Zoë","count":{"$int32?":"258 (00000102)"},"raw":{"$bytes":"/wA="},"empty":""}"#)
        #expect(session.viewOnlyReason?.contains("can be given more time and ended") == true)
        #expect(session.id?.whole == Self.id)
        #expect(session.lifetime == 1_200_000)
        #expect(session.deadline == .at(Self.expiry))
    }

    @Test func `die by the end that the application has set, and take none after it`() throws {
        let end = Timestamp(milliseconds: 1_795_230_000_000)
        let ticks = end.milliseconds * 10_000 + 621_355_968_000_000_000
        let session = try #require(reading(blob([]), absolute: ticks))

        #expect(session.deadline == .at(end))
        #expect(session.diesBy?.kind == .absolute)
        #expect(throws: FormatError.self) { try format.redate(session, .at(Self.expiry), context) }
        let earlier = Deadline.at(end.adding(milliseconds: -1000))
        #expect(try format.redate(session, earlier, context).expiry == earlier)
    }

    private func row(_ content: [UInt8], id: String = id, columns: [String: String] = [:]) -> Session? {
        let layouts = format.layouts.filter { $0.kind == .table }
        var record = StoredRecord(key: SessionKey(id), content: .bytes(content), expiry: .at(Self.expiry))
        record.columns = columns
        return format.read(record, FormatContext(layouts: layouts))
    }

    @Test func `in a table have their clocks in columns`() throws {
        let columns = ["SlidingExpirationInSeconds": "1200.5", "AbsoluteExpiration": "2026-11-21 03:00:00+00"]
        let session = try #require(row(blob([("name", Array("Zoë".utf8))]), columns: columns))

        #expect(session.payload?.root.rawText == #"{"name":"Zoë"}"#)
        #expect(session.id?.whole == Self.id)
        #expect(session.lifetime == 1_200_500)
        let end = try #require(Timestamp(iso8601: "2026-11-21T03:00:00Z"))
        #expect(session.clocks.map(\.deadline) == [.at(Self.expiry), .at(end)])
        let context = FormatContext(layouts: format.layouts.filter { $0.kind == .table })
        #expect(throws: FormatError.self) {
            try format.redate(session, .at(end.adding(milliseconds: 1)), context)
        }
        let later = Deadline.at(end.adding(milliseconds: -1))
        #expect(try format.redate(session, later, context).expiry == later)
    }

    @Test func `in a table are told from what else is cached there`() {
        #expect(row(Array("hello".utf8)) == nil)
        #expect(row(blob([]), id: "prices") == nil)
        #expect(format.layouts.filter { $0.kind == .table }.map(\.isGuess) == [true])
    }

    @Test func `are told from other hashes, and from values of the cache that are no sessions`() {
        #expect(reading(Array("hello".utf8)) == nil)
        #expect(reading(blob([]), key: "Shop" + Self.id + "x") == nil)
        #expect(reading(blob([]), key: Self.id) != nil)
    }

    @Test(arguments: [
        ("empty", "{}"), ("small", #"{"UserId":{"$int32?":"7 (00000007)"},"UserName":"alice"}"#),
        (
            "nested",
            #"{"UserId":{"$int32?":"7 (00000007)"},"Cart":"[{\"Sku\":\"a|b\",\"Price\":9.5},{\"Sku\":\"c\",\"Price\":1}]","#
                + #""Deep":"{\"a\":{\"b\":{\"c\":[1,[2,[3]]]}}}","On":{"$bytes":"AQ=="},"Ticks":{"$bytes":"AACzpp6h2gg="},"#
                + #""None":"","Word":"ABCD","Negative":{"$int32?":"-5 (fffffffb)"}}"#
        ),
    ]) func `are read as the real one wrote them`(shape: String, json: String) throws {
        let samples = try SampleRecord.all().filter { $0.format == format.name && $0.shape == shape }

        #expect(Set(samples.map(\.kind)) == [.keyValue, .table])
        for sample in samples {
            let context = FormatContext(layouts: format.layouts.filter { $0.kind == sample.kind })
            #expect(format.read(sample.record, context)?.payload?.root.rawText == json, "\(sample)")
        }
    }

    @Test func `that are cut short are not read`() throws {
        let data = blob([("name", Array("Zoë".utf8)), ("count", [0, 0, 1, 2])])
        for count in 1..<data.count { #expect(reading(Array(data.prefix(count)))?.payload == nil) }
        #expect(reading(data + [0])?.payload == nil)
    }

    @Test func `are not found by a cookie that only the application can read`() {
        #expect(throws: FormatError.self) { try format.idInCookie(".AspNetCore.Session=CfDJ8Bg", context) }
        #expect(format.cookie(SessionID(Self.id), nil, context) == nil)
    }
}
