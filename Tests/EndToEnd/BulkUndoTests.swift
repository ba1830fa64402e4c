import TestSupport
import Testing

/// Five hundred sessions ended by a filter, and brought back.
@Suite(.serialized, .needs(.redisServer), .timeLimit(.minutes(5))) struct `Taking back five hundred` {
    let database: RedisDatabase
    let keys: [String]

    init() throws {
        let database = try RedisDatabase.fresh()
        self.database = database
        keys = (0..<520).map { "tina4:session:" + Shop.id("Bulk\($0)") }
        try database.pipeline(
            keys.enumerated().map { number, key in
                let user = number < 500 ? "\"ann\"" : "\"bob\""
                let text = "{\"user_id\": \(user), \"n\": \(number).0, \"big\": 1152921504606846976}"
                return ["SET", "\(key)", "\(text)", "PX", "\(400_000 + number * 137)"]
            })
    }

    /// What every key holds, and when it ends, in milliseconds.
    private func everything() throws -> [RESPValue] {
        try database.pipeline(keys.flatMap { [["GET", "\($0)"], ["PEXPIRETIME", "\($0)"]] as [RESPCommand] })
    }

    @Test func `from an export gives every byte and every millisecond`() throws {
        let home = try TemporaryDirectory()
        let before = try everything()

        let ended = try ProgramRun(
            ["destroy", "--store", database.url, "--where", "user=ann", "--yes", "--export", home.file("saved")],
            home: home)
        #expect(ended.outputText == "destroyed 500\n")
        #expect(try database.command(["DBSIZE"]) == .integer(20))
        let restored = try ProgramRun(["restore", home.file("saved"), "--store", database.url, "--yes"], home: home)

        #expect(restored.outputText == "restored 500\n")
        #expect(try everything() == before)
    }

    @Test(.needs(.tmux)) func `in the console gives every byte and every millisecond`() async throws {
        let before = try everything()
        let screen = try await database.console()
        try await screen.give("filter user=ann")
        try await screen.sees("500 of 520 shown")

        try await screen.press("*", until: "500 marked")
        try await screen.press("D", until: "Type 500 to confirm")
        try screen.type("500")
        try await screen.press("Enter", until: "[>Destroy 500<]")
        try await screen.press("Enter", until: "destroyed 500")
        #expect(try database.command(["DBSIZE"]) == .integer(20))
        try await screen.press("u", until: "undone 500")

        #expect(try everything() == before)
    }
}
