import SessionModel
import SessionQuery

/// A session made up for a test; its payload is a list of paths and values.
struct SampleSubject: QuerySubject {
    var id: String? = "3f9aKLMNOPQRSTUVWXYZc21e"
    var key = "tina4:session:3f9aKLMNOPQRSTUVWXYZc21e"
    var userValues: [String]? = ["4711", "Alice@shop.example"]
    var format: String? = "tina4"
    var state: String? = "live"
    var size: Int? = 1912
    var ttl = QueryTTL.milliseconds(41_500)
    var endsAt: Deadline? = Timestamp(iso8601: "2026-11-21T14:30:00Z").map(Deadline.at)
    var ageMilliseconds: Int64? = 4_320_000
    var idleMilliseconds: Int64? = 2000
    var payload: [String: QueryValue]? = [
        "role": .text("admin"), "user": .container(2), "user.role": .text("editor"), "cart": .container(3),
        "cart[0].price": .number("120.50"), "big": .number("9007199254740993"), "active": .bool(true), "note": .null,
        "state": .text("draft"), "a b.c": .text("say \"hi\""), "stock": .text("150"), "city": .text("Zürich"),
    ]

    func values(at path: [QueryPathStep]) -> [QueryValue]? {
        payload.map { payload in payload[Self.text(path)].map { [$0] } ?? [] }
    }

    func payloadContains(_ word: SubstringMatcher) -> Match {
        guard let payload else { return .unknown }
        return Match(
            payload.contains { path, value in
                if word.matches(path) { return true }
                if case .text(let text) = value { return word.matches(text) }
                return false
            })
    }

    private static func text(_ path: [QueryPathStep]) -> String {
        path.reduce(into: "") { text, step in
            switch step {
            case .key(let key): text += (text.isEmpty ? "" : ".") + key
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
