import BSON
import SessionFormats
import SessionModel
import TestSupport
import Testing

@Suite struct `Payloads in BSON` {
    private let context = FormatContext(layouts: SessionFormat.tina4.layouts.filter { $0.kind == .documents })

    private func session(_ data: BSONDocument) throws -> Session {
        let document: BSONDocument = ["_id": "an-id", "data": .document(data), "expires_at": 0]
        return try #require(
            SessionFormat.tina4.read(
                StoredRecord(key: SessionKey("an-id"), content: .bytes(document.bytes), expiry: .never), context))
    }

    private func edited(_ data: BSONDocument, _ text: String) throws -> BSONDocument? {
        let content = try SessionFormat.tina4.content(session(data), Payload(parsing: text), context)
        return try BSONDocument(content)["data"]?.document
    }

    @Test func `are shown as JSON, and what JSON has not by its type`() throws {
        let data: BSONDocument = [
            "i": 1, "l": .int64(2), "d": .double(3), "s": "é", "b": true, "n": .null, "o": ["x": []],
            "t": .date(milliseconds: 0),
        ]

        let payload = try #require(try session(data).payload)

        let text = String(decoding: payload.source, as: UTF8.self)
        #expect(
            text
                == #"{"i":1,"l":2,"d":3.0,"s":"é","b":true,"n":null,"o":{"x":[]},"t":{"$date":"1970-01-01T00:00:00Z"}}"#
        )
    }

    static let edits: [(name: String, before: BSONDocument, text: String, after: BSONDocument)] = [
        ("an int32 stays one", ["a": 1], #"{"a":2}"#, ["a": 2]),
        ("an int32 grows where it must", ["a": 1], #"{"a":3000000000}"#, ["a": .int64(3_000_000_000)]),
        ("an int64 stays one", ["a": .int64(1)], #"{"a":2}"#, ["a": .int64(2)]),
        ("a double with a point stays one", ["a": .double(1)], #"{"a":2.0}"#, ["a": .double(2)]),
        ("a fraction loses its zeros", ["a": 1], #"{"a":2.50}"#, ["a": .double(2.5)]),
        ("a whole number is one", ["a": .double(1)], #"{"a":2}"#, ["a": 2]),
        ("a fraction is a double", ["a": 1], #"{"a":1.5}"#, ["a": .double(1.5)]),
        (
            "new values get types that all languages read", ["a": 1], #"{"a":1,"b":[1,2.5,"x",null,true,{}]}"#,
            ["a": 1, "b": [1, .double(2.5), "x", .null, true, [:]]]
        ),
        (
            "what was not touched stays", ["d": .date(milliseconds: 5), "a": 1],
            #"{"d":{"$date":"1970-01-01T00:00:00.005Z"},"a":2}"#,
            ["d": .date(milliseconds: 5), "a": 2]
        ),
        ("an element is taken out", ["a": [1, .int64(2), .double(3)]], #"{"a":[1,3.0]}"#, ["a": [1, .double(3)]]),
        ("a member is taken out", ["a": 1, "b": .date(milliseconds: 5)], #"{"a":1}"#, ["a": 1]),
        ("another value comes in for a date", ["a": .date(milliseconds: 5)], #"{"a":7}"#, ["a": 7]),
    ]

    @Test(arguments: edits)
    func `keep their types`(_ edit: (name: String, before: BSONDocument, text: String, after: BSONDocument)) throws {
        #expect(try edited(edit.before, edit.text)?.bytes == edit.after.bytes, "\(edit.name)")
    }

    @Test(arguments: [
        #"{"a":{"$date":"2026-01-01T00:00:00Z"}}"#, #"{"a":18446744073709551617}"#, #"{"a\u0000b":1}"#,
    ])
    func `refuse what can't be written`(text: String) {
        #expect(throws: FormatError.self) { try edited(["a": .date(milliseconds: 5)], text) }
    }

    @Test func `name the field that can't be held`() throws {
        let error = #expect(throws: FormatError.self) {
            try edited(["a": 1], #"{"cart":[1,{"n":18446744073709551616}]}"#)
        }

        #expect(
            error?.description == "BSON can't hold the number in \"cart[1].n\" as it is written:"
                + " it is too large or too fine, so it would be read back otherwise.")
    }

    @Test func `come through unchanged whatever their types`() throws {
        var random = RepeatableRandom(seed: 3)
        for _ in 0..<300 {
            let data = BSONDocument([("first", 1)] + (0..<6).map { ("f\($0)", value(&random, depth: 4)) })
            let session = try session(data)
            let payload = try #require(session.payload)
            #expect(try SessionFormat.tina4.content(session, payload, context) == session.record.content.bytes)
            let other = try payload.setting(PayloadPath(parsing: "first"), to: Array("2".utf8))
            let content = try BSONDocument(try SessionFormat.tina4.content(session, other, context))
            let after = try #require(content["data"]?.document)
            for element in data.elements.dropFirst() { #expect(after[data.name(element)] == data.value(element)) }
        }
    }

    private func value(_ random: inout RepeatableRandom, depth: Int) -> BSONValue {
        switch random.number(in: 0...(depth > 0 ? 11 : 9)) {
        case 0: .int32(.random(in: .min ... .max, using: &random))
        case 1: .int64(.random(in: .min ... .max, using: &random))
        case 2: .double(Double(bitPattern: .random(in: .min ... .max, using: &random)))
        case 3: .string("x\u{0}é\(random.next())")
        case 4: .boolean(random.once(in: 2))
        case 5: .null
        case 6: .date(milliseconds: .random(in: -1_000_000_000_000...4_000_000_000_000, using: &random))
        case 7: .binary([1, 2, 3], subtype: 128)
        case 8: (try? BSONValue(.decimal128, bytes: Array(0..<16))) ?? .null
        case 9: (try? BSONValue(.objectID, bytes: Array(0..<12))) ?? .null
        case 10: .array((0..<random.number(in: 0...3)).map { _ in value(&random, depth: depth - 1) })
        default:
            .document(
                BSONDocument((0..<random.number(in: 0...3)).map { ("k\($0)", value(&random, depth: depth - 1)) }))
        }
    }
}
