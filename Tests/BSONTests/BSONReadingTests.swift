import BSON
import TestSupport
import Testing

/// A document with every type there is.
private func everyType() throws -> BSONDocument {
    var writer = BSONWriter()
    let text = BSONValue.string("Zoë \u{0} x")
    let inner = BSONDocument([("a", 1), ("", .null), ("list", [1, [], "x"])])
    let values: [(BSONType, [UInt8])] = [
        (.double, BSONValue.double(-0.0).bytes), (.string, text.bytes), (.document, inner.bytes),
        (.array, BSONValue.array([1, .null]).bytes), (.binary, BSONValue.binary([0, 255], subtype: 4).bytes),
        (.binary, [6, 0, 0, 0, 2, 2, 0, 0, 0, 7, 8]), (.undefined, []), (.objectID, Array(0..<12)), (.boolean, [1]),
        (.date, BSONValue.date(milliseconds: -1).bytes), (.null, []), (.regularExpression, [97, 0, 105, 0]),
        (.dbPointer, text.bytes + Array(0..<12)), (.code, text.bytes), (.symbol, text.bytes),
        (.codeWithScope, scoped(text.bytes, inner.bytes)), (.int32, [1, 2, 3, 4]), (.timestamp, Array(0..<8)),
        (.int64, Array(0..<8)), (.decimal128, Array(0..<16)), (.maxKey, []), (.minKey, []),
    ]
    for (number, value) in values.enumerated() {
        writer.append("f\(number)", try BSONValue(value.0, bytes: value.1))
    }
    return try BSONDocument(writer.bytes)
}

private func scoped(_ code: [UInt8], _ scope: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: Int32(4 + code.count + scope.count).littleEndian, Array.init) + code + scope
}

private func reason(_ bytes: [UInt8], limits: BSONLimits = .server) -> BSONError.Reason? {
    do {
        _ = try BSONDocument(bytes, limits: limits)
        return nil
    } catch {
        return error.reason
    }
}

@Suite struct `Reading BSON` {
    @Test func `takes every type and keeps its bytes`() throws {
        let document = try everyType()

        var copy = BSONWriter()
        for element in document.elements { copy.append(document.name(element), document.value(element)) }

        #expect(copy.bytes == document.bytes)
        #expect(Set(document.elements.map(\.type)) == Set(BSONType.allCases))
    }

    @Test func `finds values by name and by path`() throws {
        let document: BSONDocument = ["a": ["b": [5, "x"]], "c": .int64(-7), "d": true, "e": .date(milliseconds: 12)]

        #expect(document.value(at: ["a", "b", "1"])?.string == "x")
        #expect(document["c"]?.integer == -7)
        #expect(document["d"]?.boolean == true)
        #expect(document["e"]?.milliseconds == 12)
        #expect(document["e"]?.integer == nil)
        #expect(document.value(at: ["a", "x"]) == nil)
    }

    @Test func `tells numbers of different types apart`() {
        #expect(BSONValue.int32(1) != .int64(1))
        #expect(BSONValue.int32(1) != .double(1))
        #expect(BSONValue.double(1.5).integer == nil)
        #expect(BSONValue.double(3).integer == 3)
        #expect(BSONValue.int64(.min).integer == .min)
    }

    static let broken: [(name: String, bytes: [UInt8], reason: BSONError.Reason)] = [
        ("nothing", [], .truncated),
        ("four bytes", [4, 0, 0, 0], .truncated),
        ("a length of 4", [4, 0, 0, 0, 0], .badLength),
        ("a negative length", [255, 255, 255, 255, 0], .badLength),
        ("a length beyond the bytes", [6, 0, 0, 0, 0], .truncated),
        ("no zero at the end", [5, 0, 0, 0, 1], .unterminated),
        ("something behind", [5, 0, 0, 0, 0, 9], .trailing),
        ("an unknown type", [8, 0, 0, 0, 0x55, 97, 0, 0], .unknownType(0x55)),
        ("a name without an end", [7, 0, 0, 0, 10, 97, 0], .unterminated),
        ("a boolean of 2", [9, 0, 0, 0, 8, 97, 0, 2, 0], .badBoolean(2)),
        ("half an int32", [10, 0, 0, 0, 16, 97, 0, 1, 2, 0], .truncated),
        ("a string of length 0", [12, 0, 0, 0, 2, 97, 0, 0, 0, 0, 0, 0], .badLength),
        ("a string beyond the document", [13, 0, 0, 0, 2, 97, 0, 3, 0, 0, 0, 98, 0], .badLength),
        ("a string without its zero", [13, 0, 0, 0, 2, 97, 0, 1, 0, 0, 0, 98, 0], .unterminated),
        ("a document beyond the document", [13, 0, 0, 0, 3, 97, 0, 6, 0, 0, 0, 0, 0], .badLength),
        ("bytes of a negative length", [13, 0, 0, 0, 5, 97, 0, 255, 255, 255, 255, 0, 0], .badLength),
    ]

    @Test(arguments: broken) func refuses(_ test: (name: String, bytes: [UInt8], reason: BSONError.Reason)) {
        #expect(reason(test.bytes) == test.reason, "\(test.name)")
    }

    @Test func `goes only so deep`() {
        var bytes = BSONDocument().bytes
        for _ in 0..<100 {
            var writer = BSONWriter()
            guard let inner = try? BSONDocument(bytes) else { break }
            writer.append("a", .document(inner))
            bytes = writer.bytes
        }

        #expect(reason(bytes, limits: BSONLimits(depth: 101)) == nil)
        #expect(reason(bytes, limits: BSONLimits(depth: 100)) == .tooDeep)
        #expect(reason(bytes, limits: BSONLimits(size: bytes.count - 1)) == .tooLarge)
    }

    @Test func `survives any change of any byte`() throws {
        let whole = try everyType().bytes
        var random = RepeatableRandom(seed: 11)
        var readable = 0
        for _ in 0..<60_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            guard let document = try? BSONDocument(bytes) else { continue }
            readable += 1
            var copy = BSONWriter()
            for element in document.elements { copy.append(element, of: document) }
            #expect(copy.bytes == bytes)
            for element in document.elements {
                let value = document.value(element)
                _ = (value.string, value.double, value.integer, value.array, value.binary?.bytes, value.boolean)
            }
        }
        #expect(readable > 1000)
    }
}
