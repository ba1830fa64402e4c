import SessionModel
import TestSupport
import Testing

@Suite struct `Differences of payloads` {
    private func differences(_ old: String, _ new: String) throws -> [String] {
        try Payload(parsing: old).differences(to: Payload(parsing: new)).map {
            "\($0.path): \($0.old ?? "-") > \($0.new ?? "-")"
        }
    }

    @Test(arguments: [
        ("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"), ("{\"a\":[1, 2]}", "{ \"a\" : [1,2] }"),
        ("{\"a\":\"é\"}", "{\"a\":\"\\u00e9\"}"),
        ("{\"\\u0061\":1}", "{\"a\":1}"), ("{\"a\":\"/\"}", "{\"a\":\"\\/\"}"), ("{}", " { } "),
    ])
    func `are none between two ways to write the same`(old: String, new: String) throws {
        #expect(try differences(old, new).isEmpty)
    }

    @Test(arguments: [
        ("{\"a\":1}", "{\"a\":1.0}", ["a: 1 > 1.0"]), ("{\"a\":1000}", "{\"a\":1e3}", ["a: 1000 > 1e3"]),
        ("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2}}", ["a.b: 1 > 2"]), ("{\"a\":1}", "{}", ["a: 1 > -"]),
        ("{}", "{\"a\":{}}", ["a: - > {}"]), ("{\"a\":null}", "{}", ["a: null > -"]),
        ("[1,2,3]", "[1]", ["[2]: 3 > -", "[1]: 2 > -"]), ("[1]", "[2,3]", ["[0]: 1 > 2", "[1]: - > 3"]),
        ("{\"a\":[]}", "{\"a\":{}}", ["a: [] > {}"]), ("{\"a\":\"1\"}", "{\"a\":1}", ["a: \"1\" > 1"]),
        ("1", "2", [": 1 > 2"]),
        (
            "{\"a\":9223372036854775807}", "{\"a\":9223372036854775808}",
            ["a: 9223372036854775807 > 9223372036854775808"]
        ),
    ])
    func `are told field by field`(old: String, new: String, told: [String]) throws {
        #expect(try differences(old, new) == told)
    }

    @Test func `see texts apart that only look the same`() throws {
        #expect(try differences("{\"a\":\"\u{E9}\"}", "{\"a\":\"e\u{301}\"}").count == 1)
        #expect(try differences("{\"a\":\"\\ud800\"}", "{\"a\":\"\\ud801\"}").count == 1)
        #expect(try differences("{\"a\":\"\\ud800\"}", "{\"a\":\"\u{FFFD}\"}").count == 1)
        #expect(try differences("{\"\u{E9}\":1}", "{\"e\u{301}\":1}").count == 2)
    }

    @Test func `applied to random payloads make them say the other`() throws {
        var json = RandomJSON(seed: 4)
        for round in 0..<2000 {
            let old = try Payload(parsing: json.object())
            let new = try Payload(parsing: json.random.once(in: 3) ? Self.variant(of: old, &json) : json.object())

            let applied = try old.applying(old.differences(to: new))

            guard Tree(applied).sorted == Tree(new).sorted, applied.differences(to: new).isEmpty else {
                Issue.record("round \(round): \(old.sourceText) to \(new.sourceText): \(applied.sourceText)")
                return
            }
        }
    }

    private static func variant(of payload: Payload, _ json: inout RandomJSON) throws -> String {
        let node = json.random.pick(Array(payload.allNodes))
        return try payload.setting(node.path, to: Array(json.value().utf8)).sourceText
    }
}

@Suite struct `A payload edited as text` {
    @Test func `saved without an edit keeps every byte`() throws {
        var json = RandomJSON(seed: 5)
        for round in 0..<1500 {
            let payload = try Payload(parsing: json.object())
            let shown = try Payload(parsing: payload.root.pretty())

            let saved = try payload.adopting(shown)

            guard saved.source == payload.source else {
                Issue.record("round \(round): \(payload.sourceText) became \(saved.sourceText)")
                return
            }
        }
    }

    @Test func `says what was edited, whatever that was`() throws {
        var json = RandomJSON(seed: 50)
        for round in 0..<2000 {
            let payload = try Payload(parsing: json.object())
            var edited = payload
            for _ in 0..<json.random.number(in: 1...4) {
                let node = json.random.pick(Array(edited.allNodes))
                let isArray = node.kind == .array
                let path = isArray ? node.path.appending(.index(node.childCount)) : node.path
                let isCut = !isArray && node.path != .root && json.random.once(in: 3)
                edited = try isCut ? edited.removing(path) : edited.setting(path, to: Array(json.value().utf8))
            }

            let saved = try payload.adopting(try Payload(parsing: edited.root.pretty()))

            guard Tree(saved).sorted == Tree(edited).sorted else {
                Issue.record("round \(round): \(payload.sourceText) to \(edited.sourceText): \(saved.sourceText)")
                return
            }
        }
    }

    @Test(arguments: [
        ("[1, 2]", "[1,2,3,4]", "[1, 2, 3, 4]"), ("[1, 2, 3]", "[1]", "[1]"), ("[ 1 ]", "[]", "[  ]"),
        ("[]", "[1]", "[1]"),
        ("{\"a\": 1, \"b\": 2, \"c\": 3}", "{\"b\":2}", "{\"b\": 2}"),
        ("{\"a\": 1, \"b\": 2}", "{\"c\":3}", "{\"c\": 3}"),
        ("{\"a\": 1, \"b\": 2, \"c\": 3}", "{\"a\":1,\"d\":4}", "{\"a\": 1, \"d\": 4}"),
        ("[[1.0], 2]", "[[1.0,5],2]", "[[1.0,5], 2]"),
        ("{\"a\": 1, \"b\": 2, \"c\": 3}", "{\"c\":3,\"a\":1}", "{\"a\": 1, \"c\": 3}"), ("[1, [2]]", "{}", "{}"),
    ])
    func `is written as the text before was`(text: String, edited: String, saved: String) throws {
        #expect(try Payload(parsing: text).adopting(Payload(parsing: edited)).sourceText == saved)
    }

    @Test func `keeps the bytes of what was not edited`() throws {
        let php =
            "{\n    \"_meta\": {\n        \"created_at\": 1795229000\n    },\n    \"n\": 1.0,\n    \"name\": \"\\u00e9\"\n}"
        let payload = try Payload(parsing: php)
        let shown = String(decoding: payload.root.pretty(), as: UTF8.self)

        let edited = try Payload(parsing: Array(shown.utf8)).setting(
            PayloadPath([.key("role")]), to: Array("\"a\"".utf8))

        #expect(
            try payload.adopting(edited).sourceText
                == String(php.dropLast(2)) + ",\n    \"role\": \"a\"\n}")
    }

    @Test func `takes over every edit of a very long one`() throws {
        let old = "{" + (0..<12_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
        let new = "{" + (0..<12_000).map { "\"k\($0)\":\($0 + 1)" }.joined(separator: ",") + "}"

        let clock = ContinuousClock()
        var saved: Payload?
        let taken = try clock.measure { saved = try Payload(parsing: old).adopting(Payload(parsing: new)) }

        #expect(saved?.sourceText == new)
        #expect(taken < .seconds(20))
    }

    @Test(arguments: [
        (#"{"e":1E+3,"dup":1,"dup":2}"#, #"{"e":5,"dup":1,"dup":2}"#, #"{"e":5,"dup":1,"dup":2}"#),
        (#"{"e": 1,"dup": 1, "dup": [ 2 ]}"#, #"{"e":1,"dup":1,"dup":[3]}"#, #"{"e": 1,"dup": 1, "dup": [ 3 ]}"#),
        (#"{"dup": 1, "dup": 2, "e":1}"#, #"{"dup":7,"dup":2,"e":1}"#, #"{"dup": 7, "dup": 2, "e":1}"#),
        (#"{"dup": 1, "dup": 2, "e":1}"#, #"{"dup":2,"e":1}"#, #"{"dup": 2, "e":1}"#),
        (#"{"dup": 1, "e": 1.0, "dup": 2}"#, #"{"e":1.0}"#, #"{"e": 1.0}"#),
        (#"[{"a":1}, {"b":1, "b":2}]"#, #"[{"b":1,"b":2}]"#, #"[{"b":1,"b":2}]"#),
        (#"{"a":{"n":1, "n":2}}"#, #"{"b":{"n":1,"n":2}}"#, #"{"b":{"n":1,"n":2}}"#),
        (#"{"a":{"n":1},"a":{"n":2}}"#, #"{"a":{"n":3},"a":{"n":2,"m":4}}"#, #"{"a":{"n":3},"a":{"n":2,"m":4}}"#),
    ])
    func `takes keys that are there twice in their order`(text: String, edited: String, saved: String) throws {
        #expect(try Payload(parsing: text).adopting(Payload(parsing: edited)).sourceText == saved)
    }

    @Test func `is refused where it puts a key there twice`() throws {
        let payload = try Payload(parsing: #"{"role":"admin","role":"guest","n":1}"#)

        #expect(throws: PayloadEditError.duplicateAdded(PayloadPath([.key("n")]))) {
            try Payload(parsing: #"{"n":1}"#).adopting(Payload(parsing: #"{"n":1,"n":2}"#))
        }
        #expect(throws: PayloadEditError.duplicateAdded(PayloadPath([.key("role")]))) {
            try payload.adopting(Payload(parsing: #"{"role":"admin","role":"guest","role":"x","n":1}"#))
        }
        #expect(
            PayloadEditError.duplicateAdded(PayloadPath([.key("n")])).description
                == "\"n\" would be there twice in its object, and readers take the last one only; leave one of them.")
    }

    @Test func `tells apart accents that only look the same`() throws {
        let payload = try Payload(parsing: "{\"name\":\"\u{E9}\"}")

        #expect(
            try payload.adopting(Payload(parsing: "{\"name\":\"e\u{301}\"}")).sourceText == "{\"name\":\"e\u{301}\"}")
    }
}

@Suite struct `A merge of payloads` {
    private func merge(_ base: String, mine: String, theirs: String) throws -> PayloadMerge {
        try Payload(parsing: base).merging(mine: Payload(parsing: mine), into: Payload(parsing: theirs))
    }

    @Test func `puts edits of different fields together`() throws {
        let merge = try merge(
            #"{"a": 1, "b": 2}"#, mine: #"{"a": 10, "b": 2}"#, theirs: #"{"a": 1, "b": 20, "c": 3}"#)

        #expect(merge.merged.sourceText == #"{"a": 10, "b": 20, "c": 3}"#)
        #expect(merge.conflicts.isEmpty)
        #expect(merge.applied.map(\.path.description) == ["a"])
    }

    @Test func `leaves a field to the store that both sides changed, and says so`() throws {
        let merge = try merge(#"{"a":1}"#, mine: #"{"a":2}"#, theirs: #"{"a":3}"#)

        #expect(merge.merged.sourceText == #"{"a":3}"#)
        let conflict = try #require(merge.conflicts.first)
        #expect(conflict.path == PayloadPath([.key("a")]))
        #expect([conflict.base, conflict.theirs, conflict.mine] == ["1", "3", "2"])
    }

    @Test func `is no conflict where both sides made the same change`() throws {
        let merge = try merge(#"{"a":1}"#, mine: #"{"a":2}"#, theirs: #"{"a":2}"#)

        #expect(merge.conflicts.isEmpty)
        #expect(merge.merged.sourceText == #"{"a":2}"#)
    }

    @Test func `never puts back what the store has taken away`() throws {
        let merge = try merge(#"{"user":{"id":7},"n":1}"#, mine: #"{"user":{"id":8},"n":1}"#, theirs: #"{"n":1}"#)

        #expect(merge.merged.sourceText == #"{"n":1}"#)
        #expect(merge.conflicts.count == 1)
    }

    @Test func `takes an array as one thing`() throws {
        let merge = try merge(#"{"cart":[1,2]}"#, mine: #"{"cart":[1]}"#, theirs: #"{"cart":[0,1,2]}"#)

        #expect(merge.merged.sourceText == #"{"cart":[0,1,2]}"#)
        #expect(merge.conflicts.count == 1)
    }

    @Test func `takes over the last of a key that is there twice`() throws {
        let merge = try merge(
            #"{"n":1,"n":2,"a":1}"#, mine: #"{"n":1,"n":3,"a":1}"#, theirs: #"{"n":1,"n":2,"a":5}"#)

        #expect(merge.merged.sourceText == #"{"n":1,"n":3,"a":5}"#)
        #expect(merge.conflicts.isEmpty)
    }

    @Test func `is refused where an edit of the first would be lost`() throws {
        for mine in [#"{"n":9,"n":2,"a":1}"#, #"{"n":2,"a":1}"#] {
            #expect(throws: PayloadEditError.duplicateKey(PayloadPath([.key("n")]))) {
                try merge(#"{"n":1,"n":2,"a":1}"#, mine: mine, theirs: #"{"n":1,"n":2,"a":5}"#)
            }
        }
    }

    @Test func `of random payloads loses no field and hides no conflict`() throws {
        var json = RandomJSON(seed: 6)
        json.depth = 2
        for round in 0..<2000 {
            let base = try Payload(parsing: json.object())
            let mine = try Self.edited(base, &json)
            let theirs = try Self.edited(base, &json)

            let merge = try base.merging(mine: mine, into: theirs)

            for change in base.differences(to: mine) {
                let now = merge.merged.node(at: change.path).map(Tree.init)
                let isMine = now == mine.node(at: change.path).map(Tree.init)
                let isTold = merge.conflicts.contains { $0.path == change.path }
                guard isMine || isTold else {
                    Issue.record("round \(round): \(change) lost in \(merge.merged.sourceText) of \(theirs.sourceText)")
                    return
                }
            }
            let left = theirs.differences(to: merge.merged).filter { found in
                !merge.applied.contains { found.path.isWithin($0.path) || $0.path.isWithin(found.path) }
            }
            guard left.isEmpty else {
                Issue.record("round \(round): \(left) changed though nobody asked")
                return
            }
        }
    }

    private static func edited(_ base: Payload, _ json: inout RandomJSON) throws -> Payload {
        var payload = base
        for _ in 0..<json.random.number(in: 0...3) {
            let node = json.random.pick(Array(payload.allNodes))
            if node.path != .root, json.random.once(in: 3) {
                payload = try payload.removing(node.path)
            } else if node.kind == .object {
                payload = try payload.setting(node.path.appending(.key(json.key())), to: Array(json.value().utf8))
            } else {
                payload = try payload.setting(node.path, to: Array(json.value().utf8))
            }
        }
        return payload
    }
}
