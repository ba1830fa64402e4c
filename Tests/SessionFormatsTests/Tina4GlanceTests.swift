import SessionFormats
import SessionModel
import TestSupport
import Testing

@Suite struct `A glance at a Tina4 record` {
    /// Why glance and reading differ; nil when they agree.
    private func difference(_ sample: Sample) -> String? {
        guard let session = sample.read() else { return "not read" }
        let glance = sample.glance()
        let isReadable = session.payload != nil
        if glance.facts.isReadable != isReadable { return "readable: \(glance.facts.isReadable)" }
        if isReadable, glance.facts.deadline != Sample.milliseconds(session.deadline) {
            return "deadline \(glance.facts.deadline) for \(Sample.milliseconds(session.deadline))"
        }
        if isReadable, glance.user.map({ Array($0.utf8) }) != session.user.map({ Array($0.utf8) }) {
            return "user \(glance.user ?? "-") for \(session.user ?? "-")"
        }
        let seen = session.lastSeenAt?.milliseconds ?? RowFacts.unknown
        if isReadable, glance.facts.lastSeen != seen { return "seen \(glance.facts.lastSeen) for \(seen)" }
        return Int(glance.facts.size) == sample.record.size ? nil : "size"
    }

    @Test(arguments: Sample.each)
    func `sees what reading sees`(sample: Sample) {
        #expect(difference(sample) == nil)
    }

    @Test(arguments: [
        #"{"_data":{"a":1},"_expires":null}"#, #"{"_data":{"a":1},"_expires":0}"#,
        #"{"_data":{"a":1},"_expires":false}"#,
        #"{"_data":{"a":1}}"#, #"{"_data":{"a":1},"_expires":true}"#, #"{"_data":{"a":1},"_expires":-5}"#,
        #"{"_data":{"a":1},"_expires":"7"}"#, #"{"_data":{"a":1},"_expires":{}}"#, #"{"_data":{"a":1},"_expires":NaN}"#,
        #"{"_data":{"a":1},"_expires":1e99}"#, #"{"_data":null}"#, #"{"_data":[1]}"#, #"{"_data":{}}"#,
        #"{"_data":"x"}"#,
        #"{"_accessed":5}"#, #"{"_accessed":"5"}"#, #"{"_created":1,"_accessed":5}"#, #"{"_meta":{}}"#, #"{"_meta":5}"#,
        #"{"_meta":{"last_accessed":5}}"#, #"{"_meta":{"expires_at":5}}"#, #"{"_meta":{"expires_at":null}}"#,
        #"{"_meta":{"expires_at":"5"}}"#, #"{"_data":{"user_id":1},"_meta":{}}"#, #"{"_expires":5}"#, "{}", "",
        #"{"_meta":{"last_accessed":8999999999999999}}"#, #"{"_accessed":-8999999999999999}"#,
        #"{"_data":{"user_id":1},"_data":{}}"#, #"{"_meta":{"expires_at":5},"_meta":{}}"#,
        #"{"_data":{"user_id":"","email":"a@b"}}"#, #"{"_data":{"user_id":null,"user":{"id":3}}}"#,
        #"{"_data":{"user":"x","user_id":"\u0041\"b"}}"#, #"{"_data":{"user_id":true,"uid":{"x":1},"email":"e"}}"#,
        #"{"_data":{"user\u005fid":5},"\u005fexpires":7}"#, #"{"_data":{"user_id":NaN}}"#,
        #"{"_data":{"user_id":-Infinity}}"#,
        #"{"_data":{"user_id":"\ud800"}}"#, #"{"_data":{"user_id":[1],"uid":-0.5e2}}"#,
        #"{"_data":{"_accessed":5,"_created":4}}"#,
        #"{"_data":{"_accessed":5}}"#, #"{"_data":{"_meta":{"last_accessed":5},"_accessed":6}}"#,
    ])
    func `sees what reading sees in odd records`(text: String) {
        let names = [
            String(repeating: "a", count: 64) + ".json", "sess_" + String(repeating: "a", count: 64) + ".json",
            String(repeating: "a", count: 32) + ".json", "sess_x-1.json",
        ]
        for name in names {
            let sample = Sample("odd", name: name, text: text)
            #expect(difference(sample) == nil, "\(name)")
        }
        var value = Sample("value", value: .pythonValue(id: "x", [:]))
        value.record = StoredRecord(key: value.record.key, content: .bytes(Array(text.utf8)), expiry: .never)
        #expect(difference(value) == nil, "value")
    }

    @Test func `sees what reading sees in random payloads of every layout`() throws {
        var json = RandomJSON(seed: 23)
        let rule = UserRule(
            paths: UserRule.common.paths + SessionFormat.tina4.userPaths
                + [PayloadPath([.key("user"), .key("é")]), PayloadPath([.key("日本")])])
        for round in 0..<6000 {
            let members = Self.members(&json)
            var sample = Self.sample(&json, members, rule)
            if json.random.once(in: 4) { sample.record.modified = nil }
            guard let difference = difference(sample) else { continue }
            Issue.record("round \(round): \(difference) in \(sample)")
            return
        }
    }

    private static func members(_ json: inout RandomJSON) -> String {
        let object = String(json.object().dropFirst().dropLast())
        let user = json.random.pick([
            "", "\"user_id\":7", "\"user\":{\"email\":\"a@\\u00e9\"}", "\"uid\":\"\\\"\"", "\"username\":\"é\"",
            "\"email\":\"\"",
            "\"_tina4_sso\":{\"identity\":{\"email\":\"s@o\"}}", "\"\\u65e5\\u672c\":\"jp\"",
        ])
        let isBlank = object.allSatisfy(\.isWhitespace)
        return isBlank ? user : user.isEmpty ? object : object + "," + user
    }

    private static func sample(_ json: inout RandomJSON, _ members: String, _ rule: UserRule) -> Sample {
        let hash = String(repeating: "a", count: 64)
        let joined = members.isEmpty ? "" : "," + members
        let expires = json.random.pick(["1795232650.73", "1795232650", "0", "null", "true", "1.7e9", "-1", "\"x\""])
        switch json.random.number(in: 0...6) {
        case 0:
            return Sample(
                "wrapped", name: "\(hash).json", text: "{\"_data\": {\(members)}, \"_expires\": \(expires)}",
                users: rule)
        case 1:
            return Sample(
                "wrapped", name: "sess_\(hash).json", text: "{\"_expires\":\(expires),\"_data\":{\(members)}}",
                users: rule)
        case 2:
            return Sample(
                "flat", name: "\(hash).json",
                text: "{\"_meta\":{\"last_accessed\":17,\"expires_at\":\(expires)}\(joined)}", users: rule)
        case 3:
            return Sample(
                "flat", name: "\(hash.prefix(32)).json", text: "{\"_meta\":{\"last_accessed\":\(expires)}\(joined)}",
                users: rule,
                lifetime: 60_000)
        case 4: return Sample("bare", name: "sess_abc-1.json", text: "{\(members)}", users: rule)
        case 5:
            return Sample(
                "bare", name: "\(hash.prefix(32)).json", text: "{\"_created\":1,\"_accessed\":\(expires)\(joined)}",
                users: rule)
        default:
            var sample = Sample("value", value: .pythonValue(id: "abc", [:]), users: rule)
            sample.record = StoredRecord(
                key: sample.record.key, content: .bytes(Array("{\(members)}".utf8)), expiry: .never)
            return sample
        }
    }

    @Test func `of 200,000 broken records neither stops nor hangs, nor does reading them`() throws {
        var random = RepeatableRandom(seed: 24)
        let samples = Sample.each
        var unread = 0
        for _ in 0..<200_000 {
            var sample = random.pick(samples)
            sample.record.content = .bytes(Self.broken(sample.record.content.bytes ?? [], &random))
            sample.record.size = sample.record.content.bytes?.count ?? 0
            let session = sample.read()
            let glance = sample.glance()
            if session?.payload == nil { unread += 1 }
            guard session?.payload == nil || glance.facts.isReadable else {
                Issue.record("only reading takes \(sample)")
                return
            }
        }
        #expect(unread > 100_000)
        #expect(unread < 200_000)
    }

    private static func broken(_ bytes: [UInt8], _ random: inout RepeatableRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.number(in: 1...4) where !bytes.isEmpty {
            let place = random.number(in: 0...(bytes.count - 1))
            switch random.number(in: 0...5) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 2: bytes.insert(random.pick(Array("{}[]\",:\\0-.eEnft".utf8)), at: place)
            case 3: bytes.remove(at: place)
            case 4: bytes.insert(contentsOf: repeatElement(random.pick(Array("[{9\"".utf8)), count: 40), at: place)
            default:
                let other = random.number(in: 0...(bytes.count - 1))
                bytes.swapAt(place, other)
            }
        }
        return bytes
    }

    @Test func `of a user rule it can't follow still sees the rest`() {
        let long = String(repeating: "k", count: 100)
        let rule = UserRule(
            paths: [
                PayloadPath([.key(long)]), PayloadPath([]), PayloadPath((0..<9).map { .key("d\($0)") }),
                PayloadPath([.key("who")]),
            ])
        let sample = Sample(
            "file", name: String(repeating: "a", count: 64) + ".json", text: #"{"_data":{"who":"kim"},"_expires":5}"#,
            users: rule)

        #expect(sample.glance().user == "kim")
        #expect(sample.glance().facts.deadline == 5000)
    }
}
