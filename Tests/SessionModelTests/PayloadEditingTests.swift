import SessionModel
import TestSupport
import Testing

@Suite struct `An edit of a payload` {
    private func set(_ text: String, _ path: String, _ value: String) throws -> String {
        try Payload(parsing: text).setting(PayloadPath(parsing: path), to: Array(value.utf8)).sourceText
    }

    private func remove(_ text: String, _ path: String) throws -> String {
        try Payload(parsing: text).removing(PayloadPath(parsing: path)).sourceText
    }

    @Test(arguments: [
        ("{\"a\": 1, \"b\": 1.0}", "a", "2", "{\"a\": 2, \"b\": 1.0}"),
        ("{\"a\" : 1 }", "a", "  [ 1 , 2 ] ", "{\"a\" : [ 1 , 2 ] }"),
        ("{\"a\":1,\"b\":2}", "c", "3", "{\"a\":1,\"b\":2,\"c\":3}"),
        ("{\"a\": 1, \"b\": 2}", "c", "3", "{\"a\": 1, \"b\": 2, \"c\": 3}"),
        ("{\"a\": 1}", "c", "3", "{\"a\": 1, \"c\": 3}"),
        ("{\n    \"a\": 1\n}", "c", "3", "{\n    \"a\": 1,\n    \"c\": 3\n}"),
        ("{\n    \"a\": 1,\n    \"b\": 2\n}", "c", "3", "{\n    \"a\": 1,\n    \"b\": 2,\n    \"c\": 3\n}"),
        ("{}", "a", "1", "{\"a\":1}"), ("{ }", "a", "1", "{\"a\":1 }"), ("[]", "[0]", "1", "[1]"),
        ("[1, 2]", "[2]", "3", "[1, 2, 3]"), ("[1,2]", "[0]", "\"x\"", "[\"x\",2]"),
        ("{\"a\":{}}", "a.b", "true", "{\"a\":{\"b\":true}}"), ("{\"a\":1,\"a\":2}", "a", "3", "{\"a\":1,\"a\":3}"),
        (
            "{\"n\":9223372036854775808}", "m", "123456789012345678901234567890",
            "{\"n\":9223372036854775808,\"m\":123456789012345678901234567890}"
        ),
        ("{\"\\u0061\":1}", "a", "2", "{\"\\u0061\":2}"),
    ])
    func `changes the bytes of its own value alone`(text: String, path: String, value: String, result: String) throws {
        #expect(try set(text, path, value) == result)
    }

    @Test(arguments: [
        ("{\"a\": 1, \"b\": 2}", "a", "{\"b\": 2}"), ("{\"a\": 1, \"b\": 2}", "b", "{\"a\": 1}"),
        ("{\"a\": 1}", "a", "{}"),
        ("{ \"a\": 1 }", "a", "{  }"), ("[1, 2, 3]", "[1]", "[1, 3]"), ("[1, 2, 3]", "[2]", "[1, 2]"),
        ("[1]", "[0]", "[]"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}", "b", "{\n  \"a\": 1\n}"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}", "a", "{\n  \"b\": 2\n}"),
        ("{\"a\":{\"b\":[{\"c\":1}]}}", "a.b[0].c", "{\"a\":{\"b\":[{}]}}"),
    ])
    func `takes a field out with one comma`(text: String, path: String, result: String) throws {
        #expect(try remove(text, path) == result)
    }

    @Test func `says what is wrong with it`() throws {
        #expect(throws: PayloadEditError.missing(try PayloadPath(parsing: "x.y"))) { try set("{}", "x.y.z", "1") }
        #expect(throws: PayloadEditError.notContainer(try PayloadPath(parsing: "a"))) {
            try set("{\"a\":1}", "a.b", "1")
        }
        #expect(throws: PayloadEditError.beyondEnd(try PayloadPath(parsing: "[2]"), count: 1)) {
            try set("[0]", "[2]", "1")
        }
        #expect(throws: PayloadEditError.missing(try PayloadPath(parsing: "a"))) { try set("[0]", "a", "1") }
        #expect(throws: PayloadEditError.missing(try PayloadPath(parsing: "b"))) { try remove("{\"a\":1}", "b") }
        #expect(throws: PayloadEditError.removesRoot) { try Payload(parsing: "{}").removing(.root) }
    }

    @Test(arguments: ["", "hello", "{", "1,\"x\":2", "1}", "1 2", "\"a\nb\"", "1]", "'a'"])
    func `refuses a value that is no JSON`(value: String) {
        #expect(throws: PayloadEditError.self) { try set("{\"a\":1}", "a", value) }
        #expect(throws: PayloadEditError.self) { try set("{\"a\":1}", "b", value) }
    }

    @Test func `refuses to take out a key that is there twice, which would bring the first back`() {
        #expect(throws: PayloadEditError.self) { try remove("{\"role\":\"admin\",\"role\":\"guest\"}", "role") }
    }

    @Test func `of a random payload does to the text what it does to its meaning`() throws {
        var json = RandomJSON(seed: 1)
        for round in 0..<3000 {
            let payload = try Payload(parsing: json.object())
            let node = json.random.pick(Array(payload.allNodes))
            let value = json.value()

            let edited = try payload.setting(node.path, to: Array(value.utf8))

            let wanted = Tree(payload).setting(node.path.steps[...], to: try Tree(value))
            let range = node.valueRange
            let bytes =
                Array(payload.source[..<range.lowerBound]) + Array(value.utf8) + payload.source[range.upperBound...]
            guard Tree(edited) == wanted, edited.source == bytes else {
                Issue.record("round \(round): \(payload.sourceText) at \(node.path) to \(value): \(edited.sourceText)")
                return
            }
        }
    }

    @Test func `that adds to a random payload leaves every byte in place`() throws {
        var json = RandomJSON(seed: 2)
        for round in 0..<3000 {
            let payload = try Payload(parsing: json.object())
            let parents = payload.allNodes.filter { $0.kind == .object || $0.kind == .array }
            let parent = json.random.pick(Array(parents))
            let step: PayloadPath.Step = parent.kind == .array ? .index(parent.childCount) : .key("new" + json.key())
            let path = parent.path.appending(step)

            let edited = try payload.setting(path, to: Array("{\"v\": [1.0]}".utf8))

            let wanted = Tree(payload).setting(path.steps[...], to: try Tree("{\"v\":[1.0]}"))
            guard Tree(edited) == wanted, edited.source.isInsertion(into: payload.source) else {
                Issue.record("round \(round): \(payload.sourceText) plus \(path): \(edited.sourceText)")
                return
            }
        }
    }

    @Test func `that takes from a random payload cuts one stretch of bytes`() throws {
        var json = RandomJSON(seed: 3)
        for round in 0..<3000 {
            let payload = try Payload(parsing: json.object())
            guard let node = payload.allNodes.dropFirst().randomElement(using: &json.random) else { continue }

            let edited = try payload.removing(node.path)

            guard Tree(edited) == Tree(payload).setting(node.path.steps[...], to: nil),
                payload.source.isInsertion(into: edited.source)
            else {
                Issue.record("round \(round): \(payload.sourceText) less \(node.path): \(edited.sourceText)")
                return
            }
        }
    }
}

extension [UInt8] {
    /// Whether it is `other` with one stretch of bytes put in somewhere.
    fileprivate func isInsertion(into other: [UInt8]) -> Bool {
        let front = zip(self, other).prefix { $0 == $1 }.count
        let back = zip(reversed(), other.reversed()).prefix { $0 == $1 }.count
        return count > other.count && front + back >= other.count
    }
}
