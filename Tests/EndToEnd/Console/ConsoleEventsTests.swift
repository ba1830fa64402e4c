import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux, .redisServer)) struct `The console's events` {
    let database: RedisDatabase

    init() throws {
        // A server to itself: what is followed is not told apart by database.
        database = RedisDatabase(of: try RedisServer())
    }

    private func events(_ screen: ScreenSession, until what: String, _ texts: String...) async throws {
        try await screen.becomes(what) { rows in rows.contains { row in texts.allSatisfy(row.contains) } }
    }

    @Test func `follow what an application does`() async throws {
        let key = try database.add("Ann", ["user_id": "\"ann\"", "n": "1"])
        let id = Shop.id("Ann")
        let screen = try await database.console(columns: 160, rows: 48)
        try await screen.press("3", until: "following")

        try database.add("Bob", ["user_id": "\"bob\""])
        try await events(screen, until: "one was created", "created", "bob")
        try database.command([
            "SET", key, Tina4Record.pythonValue(id: id, ["user_id": "\"ann\"", "n": "2"]).text, "KEEPTTL",
        ])
        try await events(screen, until: "one was changed", "changed", "ann", "n 1 > 2", "push")
        try database.command(["EXPIRE", key, "5000"])
        try await events(screen, until: "one was touched", "touched", "ann")
        try database.command(["DEL", key])
        try await events(screen, until: "one was destroyed", "destroyed", "ann")
        try database.command(["PEXPIRE", "tina4:session:\(Shop.id("Bob"))", "1200"])
        try await events(screen, until: "one expired", "expired", "bob")
    }

    @Test func `know a session again under its new id`() async throws {
        let key = try database.add(
            "Ann", ["user_id": "\"ann\"", "csrf": "\"a-long-enough-value-to-be-one-of-a-kind\""])
        let screen = try await database.console(columns: 160, rows: 48)
        try await screen.press("3", until: "following")

        try database.command(["RENAME", key, "tina4:session:\(Shop.id("Fresh"))"])

        try await events(screen, until: "it was known again", "regenerated", "ann", "was Ann")
    }

    @Test func `lead to the session, narrow, and stand still`() async throws {
        let screen = try await database.console()
        try database.add("Ann", ["user_id": "\"ann\""])
        try database.add("Bob", ["user_id": "\"bob\""])
        try await screen.press("3", until: "2 of 2 shown")

        try screen.press("/")
        try screen.type("bob")
        try await screen.sees("1 of 2 shown")
        try screen.press("Enter")
        try await screen.press("=", until: "PAUSED")
        try database.add("Eve", ["user_id": "\"bob\""])
        try await screen.press("=", until: "2 of 3 shown")
        try screen.press("Enter")

        try await screen.isInspecting()
        try await screen.sees("user_id  \"bob\"")
    }
}
