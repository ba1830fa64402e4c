import Glibc
import TestSupport
import Testing

@Suite struct `A session whose deadline is counted from its last use` {
    private let shop: Shop
    private let name = "sess_" + String(repeating: "ab", count: 32) + ".json"

    init() throws {
        shop = try Shop()
        // As PHP writes it, without an expiry of its own.
        let now = Int(Shop.now)
        try shop.sessions.write(
            "{\"user_id\": 7, \"_meta\": {\"created_at\": \(now - 900), \"last_accessed\": \(now - 600)}}", to: name)
    }

    @Test func `is not known to be seen at the moment it was moved to`() throws {
        #expect(try shop.run("list", "--where", "idle>5m", "--json").json.count == 1)

        #expect(try shop.run("ttl", name, "+30m", "--yes").code == 0)

        #expect(try shop.run("list", "--json").json["[0].last_seen_at"] == "null")
        #expect(try shop.run("list", "--where", "idle<1s", "--json").json.count == 0)
        #expect(try !shop.run("show", name).outputText.contains("Last seen"))
    }
}
