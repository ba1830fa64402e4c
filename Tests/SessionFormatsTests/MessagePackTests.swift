import SessionModel
import TestSupport
import Testing
import TextCodings

@testable import SessionFormats

/// A session that msgspec 0.22 wrote, as Flask-Session 0.8 has it do.
struct MessagePackFixture: CustomTestStringConvertible, Sendable {
    var shape: String
    var base64: String
    var json: String

    var testDescription: String { shape }
    var bytes: [UInt8] { Base64.decode(base64.utf8) ?? [] }

    static let all: [MessagePackFixture] = [
        .init(shape: "empty", base64: "gA==", json: "{}"),
        .init(
            shape: "small", base64: "g6pfcGVybWFuZW50w6d1c2VyX2lkB6Fuyz/4AAAAAAAA",
            json: #"{"_permanent":true,"user_id":7,"n":1.5}"#),
        .init(
            shape: "nested",
            base64: "hKpfcGVybWFuZW50w6R1c2Vyg6JpZCqlcm9sZXOSoWGhYqRkZWVwgaF4gaF5kwECkQOkbm9uZcCjbmVn0f7U",
            json:
                #"{"_permanent":true,"user":{"id":42,"roles":["a","b"],"deep":{"x":{"y":[1,2,[3]]}}},"none":null,"neg":-300}"#
        ),
        .init(
            shape: "unicode",
            base64: "hKpfcGVybWFuZW50w6RuYW1lrVpvw6sg8J+miSAieCKlZW1vammm5pel5pyso3Jhd8QC//4=",
            json: #"{"_permanent":true,"name":"Zoë 🦉 \"x\"","emoji":"日本","raw":{"$bytes":"//4="}}"#),
        .init(
            shape: "flash",
            base64: "g6pfcGVybWFuZW50w6hfZmxhc2hlc5GSp21lc3NhZ2WmU2F2ZWQuqmNzcmZfdG9rZW6mYzBmZmVl",
            json: #"{"_permanent":true,"_flashes":[["message","Saved."]],"csrf_token":"c0ffee"}"#),
        .init(
            shape: "tuples as keys", base64: "g6pfcGVybWFuZW50w6VzZWF0c4KSoUEBo0FubpKhQpICwKJCb6FuAQ==",
            json: #"{"_permanent":true,"seats":{"[\"A\",1]":"Ann","[\"B\",[2,null]]":"Bo"},"n":1}"#),
    ]
}

@Suite struct `MessagePack's bytes` {
    private let serialization = MessagePack()

    private func shown(_ bytes: [UInt8]) throws -> String {
        String(decoding: try serialization.reading(bytes).payload.source, as: UTF8.self)
    }

    private func edited(_ bytes: [UInt8], _ path: String, to json: String) throws -> [UInt8] {
        let payload = try serialization.reading(bytes).payload
        return try serialization.writing(payload.setting(PayloadPath(parsing: path), to: Array(json.utf8)), over: bytes)
    }

    @Test(arguments: MessagePackFixture.all) func `is shown as JSON, and kept`(fixture: MessagePackFixture) throws {
        let (payload, lock) = try serialization.reading(fixture.bytes)
        #expect(String(decoding: payload.source, as: UTF8.self) == fixture.json)
        #expect(lock == nil)
        #expect(try serialization.writing(payload, over: fixture.bytes) == fixture.bytes)
    }

    @Test(arguments: MessagePackFixture.all) func `gets its bytes back when an edit is taken back`(
        fixture: MessagePackFixture
    ) throws {
        let with = try edited(fixture.bytes, "zz", to: #"{"a":[1,-1,null,2.5,"é"]}"#)
        let payload = try serialization.reading(with).payload
        let without = try payload.removing(PayloadPath(parsing: "zz"))
        #expect(try serialization.writing(without, over: with) == fixture.bytes)
    }

    @Test(
        arguments: [
            ([0xCD, 0, 200], "200"), ([0xD1, 0xFF, 0x00], "-256"), ([0xE0], "-32"),
            ([0xD3] + [UInt8](repeating: 255, count: 8), "-1"),
            ([0xCF] + [UInt8](repeating: 255, count: 8), "18446744073709551615"),
            ([0xCA, 0x3D, 0xCC, 0xCC, 0xCD], "0.1"),
            ([0xCB, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0], "Infinity"), ([0xD9, 1, 97], #""a""#), ([0xC4, 1, 97], #""a""#),
            ([0xD6, 0xFF, 0, 0, 0, 0], #"{"$date":"1970-01-01T00:00:00Z"}"#), ([0xD4, 5, 1], #"{"$ext":"5:AQ=="}"#),
            ([0xDC, 0, 1, 0xC0], "[null]"), ([0x81, 0x07, 0xC3], #"{"7":true}"#),
        ] as [([UInt8], String)])
    func `has a value for each type`(bytes: [UInt8], json: String) throws {
        #expect(try shown([0x91] + bytes) == "[\(json)]")
    }

    @Test(
        arguments: [
            ([0xCE, 0, 0, 0, 7], "8", [0xCE, 0, 0, 0, 8]), ([0xCC, 200], "256", [0xCD, 1, 0]), ([0x07], "-1", [0xFF]),
            ([0xD0, 0x90], "-5", [0xD0, 0xFB]), ([0xD0, 0x90], "-129", [0xD1, 0xFF, 0x7F]),
            ([0xD2, 0, 0, 0, 1], "9", [0xD2, 0, 0, 0, 9]),
            ([0xCA, 0x3F, 0x80, 0, 0], "2.5", [0xCA, 0x40, 0x20, 0, 0]), ([0xC4, 1, 97], #""bc""#, [0xC4, 2, 98, 99]),
            ([0xDA, 0, 1, 97], #""b""#, [0xDA, 0, 1, 98]),
            ([0xC0], "18446744073709551615", [0xCF] + [UInt8](repeating: 255, count: 8)),
            ([0xC3], "false", [0xC2]),
        ] as [([UInt8], String, [UInt8])])
    func `keeps the kind of what is changed`(old: [UInt8], json: String, new: [UInt8]) throws {
        #expect(try edited([0x81, 0xA1, 97] + old, "a", to: json) == [0x81, 0xA1, 97] + new)
    }

    @Test func `keeps the keys that are no texts, and takes no new ones beside them`() throws {
        let bytes: [UInt8] = [0x81, 0xA1, 97, 0x82, 0x01, 0xA1, 120, 0x02, 0xC0]
        #expect(try edited(bytes, #"a["1"]"#, to: #""y""#) == [0x81, 0xA1, 97, 0x82, 0x01, 0xA1, 121, 0x02, 0xC0])
        #expect(throws: FormatError.self) { try edited(bytes, #"a["3"]"#, to: "1") }
        #expect(try edited(bytes, "b", to: "1").count == bytes.count + 3)
    }

    @Test(
        arguments: [
            ([0x92, 0xA1, 97, 0x01], #"["a",1]"#), ([0x90], "[]"), ([0x91, 0x91, 0xC0], "[[null]]"), ([0x07], "7"),
            ([0xC4, 1, 0xFF], #"{"$bytes":"/w=="}"#), ([0xD4, 5, 1], #"{"$ext":"5:AQ=="}"#), ([0xC2], "false"),
            ([0xD6, 0xFF, 0, 0, 0, 0], #"{"$date":"1970-01-01T00:00:00Z"}"#),
        ] as [([UInt8], String)])
    func `shows a key that is no text as it would a value, and keeps its bytes`(key: [UInt8], shown: String) throws {
        let record: (UInt8, UInt8) -> [UInt8] = { [0x82, 0xA1, 97, 0x81] + key + [$0, 0xA1, 98, $1] }
        let bytes = record(1, 2)
        let payload = try serialization.reading(bytes).payload
        let path = PayloadPath([.key("a"), .key(shown)])

        #expect(payload.node(at: path)?.rawText == "1")
        #expect(try edited(bytes, "b", to: "3") == record(1, 3))
        let other = try payload.setting(path, to: Array("5".utf8))
        #expect(try serialization.writing(other, over: bytes) == record(5, 2))
        let rest = try payload.removing(path)
        #expect(try serialization.writing(rest, over: bytes) == [0x82, 0xA1, 97, 0x80, 0xA1, 98, 2])
        #expect(throws: FormatError.self) { try edited(bytes, "a.new", to: "1") }
    }

    @Test(arguments: ["18446744073709551616", "-9223372036854775809", "1e999"])
    func `refuses numbers it can't hold`(json: String) throws {
        #expect(throws: FormatError.self) { try edited([0x81, 0xA1, 97, 0x01], "a", to: json) }
    }

    @Test func `grows its headers with what they count`() throws {
        let text = String(repeating: "x", count: 70_000)
        let long = try edited([0x81, 0xA1, 97, 0xA1, 98], "a", to: "\"\(text)\"")
        #expect(Array(long[3..<8]) == [0xDB, 0, 1, 0x11, 0x70])
        let list = try edited([0x81, 0xA1, 97, 0x90], "a", to: "[\(String(repeating: "1,", count: 15))2]")
        #expect(Array(list[3..<6]) == [0xDC, 0, 16])
    }

    @Test(
        arguments: [
            [], [0x81], [0xC1], [0x91, 0xC1], [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
            [0xDB, 0xFF, 0xFF, 0xFF, 0xFF],
            [0xC6, 0x7F, 0xFF, 0xFF, 0xFF, 1], [0x80, 0x80], [0x81, 0xA1, 0xFF, 0xC0],
            [0x81, 0x80, 0xC0], [0x81, 0x91, 0x80, 0xC0], [0x81, 0x92, 0xC0], [0x81, 0x91, 0xC1, 0xC0],
            [0xC9, 0xFF, 0xFF, 0xFF, 0xFF, 1],
        ] as [[UInt8]])
    func `that is broken is said to be`(bytes: [UInt8]) {
        #expect(throws: FormatError.self) { try shown(bytes) }
    }

    @Test func `nests no deeper than is safe`() {
        #expect(throws: FormatError.self) { try shown([UInt8](repeating: 0x91, count: 100_000)) }
        #expect(throws: FormatError.self) { try shown([0x81] + [UInt8](repeating: 0x91, count: 100_000)) }
        #expect(throws: FormatError.self) { try shown([UInt8](repeating: 0x81, count: 100_000)) }
    }

    @Test(arguments: 0..<100) func `survives any mutation`(seed: Int) throws {
        var random = RepeatableRandom(seed: UInt64(seed))
        for fixture in MessagePackFixture.all {
            for _ in 0..<20 {
                let bytes = fixture.bytes.mutated(&random)
                guard let payload = try? serialization.reading(bytes).payload else { continue }
                #expect(throws: Never.self) { try Payload(parsing: payload.source) }
                #expect(
                    payload.duplicateKeys.first != nil || (try? serialization.writing(payload, over: bytes)) == bytes)
            }
        }
    }
}

extension [UInt8] {
    /// The bytes with one to four of them changed, taken out or put in.
    func mutated(_ random: inout RepeatableRandom) -> [UInt8] {
        var bytes = self
        for _ in 0..<random.number(in: 1...4) where !bytes.isEmpty {
            let place = random.number(in: 0...(bytes.count - 1))
            switch random.number(in: 0...3) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(.random(in: .min ... .max, using: &random), at: place)
            default: bytes[place] = .random(in: .min ... .max, using: &random)
            }
        }
        return bytes
    }
}
