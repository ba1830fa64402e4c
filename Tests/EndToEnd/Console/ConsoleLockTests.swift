import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux), .needs(.redisServer), .timeLimit(.minutes(3))) struct `A read-only profile` {
    let home: TemporaryDirectory
    let database: RedisDatabase

    init() throws {
        home = try TemporaryDirectory()
        database = try RedisDatabase.fresh()
        try database.add("Ann", ["user_id": #""ann""#], seconds: 300)
        try database.add("Bob", ["user_id": #""bob""#])
        try home.makeDirectory("config/curfew")
        try home.write(
            "[profiles.web]\nstore = \"\(database.url)\"\nread_only = true\n", to: "config/curfew/config.toml")
    }

    private func open(_ more: String...) async throws -> ScreenSession {
        let screen = try ScreenSession(curfew: ["web"] + more, home: home, columns: 100, rows: 30)
        try await screen.lists(2)
        try await screen.sees("[RO]")
        return screen
    }

    private func journal() throws -> [String] {
        try ProgramRun(["journal"], home: home).lines
    }

    @Test func `is opened for writing with a reason, and is read-only again at once`() async throws {
        let screen = try await open()
        try await screen.press("D", until: "read-only by its profile")

        try await screen.give("write 10m ticket 4712")
        try await screen.sees("[RW ")
        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1")
        #expect(try database.command(["DBSIZE"]) == .integer(1))
        try await screen.give("readonly")
        try await screen.sees("[RO]")
        try await screen.press("u", until: "read-only by its profile")

        #expect(try database.command(["DBSIZE"]) == .integer(1))
        let lines = try journal()
        #expect(lines[0].contains("write") && lines[0].contains("ticket 4712"))
        #expect(lines.contains { $0.contains("readonly") })
    }

    @Test func `locks itself, and a dialog that is open then refuses`() async throws {
        let screen = try await open()
        try await screen.give("write 20s ticket 4712")
        try await screen.sees("[RW ")
        try await screen.press("D", until: "End this session")

        try await screen.waitUntilShows("[RO]", atMost: .seconds(60))
        try await screen.press("y", until: "Nothing was done:")

        #expect(try database.command(["DBSIZE"]) == .integer(2))
    }

    @Test func `still watches for returns after a logout when it is read-only again`() async throws {
        let screen = try await open()
        try await screen.give("write 10m ticket 4712")
        try await screen.sees("[RW ")
        try await screen.logOut("ann")
        // With one wait for all of it: the watch is over in half a minute.
        try screen.type(":readonly")
        try await screen.press("Enter", until: "[RO]")

        try database.add("Ann", ["user_id": #""ann""#], seconds: 300)
        try await screen.sees("of ann came back after")
    }

    @Test func `is final where the command line says so`() async throws {
        let screen = try await open("--read-only")

        try await screen.give("write ticket 4712")

        try await screen.sees("--read-only was given on the command line, and that is final")
    }
}
