import SessionModel
import TestSupport
import Testing

@Suite struct `A look at a few fields` {
    private func look(_ paths: [[String]], _ text: String) -> (isWhole: Bool, found: [String?]) {
        look(FieldProbe(paths: paths), Array(text.utf8))
    }

    private func look(_ probe: FieldProbe, _ text: [UInt8]) -> (isWhole: Bool, found: [String?]) {
        withUnsafeTemporaryAllocation(of: Range<Int>.self, capacity: probe.count) { found in
            let isWhole = text.withUnsafeBytes { probe.look(through: $0, found: found) }
            let values = found.map { $0.isEmpty ? nil : String(decoding: text[$0], as: UTF8.self) }
            return (isWhole, values)
        }
    }

    @Test func `finds them on their level alone`() {
        let result = look(
            [["a"], ["b", "a"], ["b"], ["c", "x"]],
            #"{ "x": {"a": 9}, "b" : {"a": [1, "}"], "c": 1}, "a" : "\"q\"" , "c": 5}"#)

        #expect(result.isWhole)
        #expect(result.found == [#""\"q\"""#, #"[1, "}"]"#, #"{"a": [1, "}"], "c": 1}"#, nil])
    }

    @Test func `tells keys apart by all their bytes, wherever they stand`() {
        let paths = [["last_seen_at"], ["last_seen"], ["last_see"], ["last_se"], ["l"], [""], ["last_seen_by"]]
        for blanks in 0..<12 {
            let end = String(repeating: " ", count: blanks)
            #expect(look(paths, #"{"last_seen_at":1}"# + end).found == ["1", nil, nil, nil, nil, nil, nil])
            #expect(look(paths, #"{"last_see":1,"last_seen":2}"# + end).found == [nil, "2", "1", nil, nil, nil, nil])
            #expect(look(paths, #"{"last_se":1,"l":2}"# + end).found == [nil, nil, nil, "1", "2", nil, nil])
            #expect(look(paths, #"{"last_sex":1,"m":2,"":3}"# + end).found == [nil, nil, nil, nil, nil, "3", nil])
        }
    }

    @Test func `steps over containers whose quotes and brackets stand anywhere`() {
        for before in 0..<18 {
            let digits = String(repeating: "1", count: before + 1)
            let inners = [
                #""]}y""#, #"{"Y_y":[\#(digits)]}"#, #"[[\#(digits)],{}]"#, #""\"]""#, "\(digits).5e-3",
            ]
            for inner in inners {
                let value = "[\(digits),\(inner),\(digits)]"
                let text = #"{"x":\#(value),"a":\#(value),"b":\#(digits)}"#
                #expect(look([["a"], ["b"]], text).found == [value, digits])
                #expect(!look([["a"]], #"{"x":[\#(digits),\#(inner),\#(digits)"#).isWhole)
            }
        }
    }

    @Test func `takes the last of a key that is there twice`() {
        #expect(look([["a", "b"], ["a"]], #"{"a":{"b":1},"a":{"c":2}}"#).found == [nil, #"{"c":2}"#])
        #expect(look([["a", "b"]], #"{"a":{"b":1},"a":null}"#).found == [nil])
        #expect(look([["a", "b"]], #"{"a":{"b":1,"b":2}}"#).found == ["2"])
    }

    @Test func `keeps the places of paths it can't look for`() {
        let long = String(repeating: "k", count: 80)
        let deep = (0..<9).map { "d\($0)" }

        let probe = FieldProbe(paths: [[long], ["a"], deep, [], ["b"]])

        #expect(probe.count == 5)
        #expect(look(probe, Array("{\"\(long)\":1,\"a\":2,\"b\":3}".utf8)).found == [nil, "2", nil, nil, "3"])
    }

    @Test(arguments: [
        "", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1}}", "{\"a\":\"}", "{\"a\":1,}", "{\"a\":}", "null",
        "{\"a\":\"\\",
    ])
    func `says when brackets and quotes do not close`(text: String) {
        #expect(!look([["a"]], text).isWhole)
    }

    @Test func `agrees with the payload on random objects`() throws {
        var json = RandomJSON(seed: 9)
        let paths = [
            ["a"], ["user"], ["user", "a"], ["_data"], ["_data", "user_id"], ["a", "b", "a"], ["role"], [""], ["x[0]"],
        ]
        let probe = FieldProbe(paths: paths)
        for round in 0..<5000 {
            let text = json.object()
            let payload = try Payload(parsing: text)
            guard !text.contains("\\u00") else { continue }

            let result = look(probe, Array(text.utf8))

            let wanted = paths.map { path in
                payload.node(at: PayloadPath(path.map(PayloadPath.Step.key)))?.rawText
            }
            guard result.isWhole, result.found == wanted else {
                Issue.record("round \(round): \(text): \(result.found)")
                return
            }
        }
    }

    @Test func `stops at any cut or broken byte without reading beyond`() throws {
        var json = RandomJSON(seed: 10)
        let probe = FieldProbe(paths: [["a"], ["user", "a"], ["_data", "user_id"]])
        for _ in 0..<20_000 {
            var text = Array(json.object().utf8)
            for _ in 0..<json.random.number(in: 1...3) where !text.isEmpty {
                let place = json.random.number(in: 0...(text.count - 1))
                switch json.random.number(in: 0...3) {
                case 0: text.removeSubrange(place...)
                case 1: text[place] = json.random.pick(Array(#"{}[]",:\0"#.utf8))
                case 2: text[place] = UInt8.random(in: .min ... .max, using: &json.random)
                default: text.insert(json.random.pick(Array(#"{}[]",:\"#.utf8)), at: place)
                }
            }
            // Exactly as large as the text, so that a read beyond it is caught by the buffer's own check.
            let isPayload = (try? Payload(parsing: text))?.root.kind == .object
            let isWhole = look(probe, text).isWhole
            guard isWhole || !isPayload else {
                Issue.record("a payload that the look refused: \(String(decoding: text, as: UTF8.self))")
                return
            }
        }
    }
}
