import TestSupport
import Testing

/// What another program does to a session of a real server, told by the console afterwards.
@Suite(.serialized, .needs(.tmux), .needs(.redisServer), .timeLimit(.minutes(3))) struct `The film of a session` {
    let server: RedisServer
    let database: RedisDatabase
    let id = Shop.id("Ann")
    var key: String { "tina4:session:\(id)" }

    init() throws {
        server = try RedisServer()
        database = RedisDatabase(of: server)
        try database.add("Bob", ["user_id": #""bob""#])
    }

    private func save(_ payload: KeyValuePairs<String, String>, id: String? = nil, seconds: Int = 600) throws {
        let id = id ?? self.id
        try database.command([
            "SET", "tina4:session:\(id)", Tina4Record.pythonValue(id: id, payload).text, "EX", "\(seconds)",
        ])
    }

    @Test func `is told step by step, though nobody looked at it`() async throws {
        let screen = try await database.console(columns: 120, rows: 40)
        try save(["cart": "1"])
        try await screen.sees("created")
        try save(["cart": "2"])
        try await screen.sees("cart 1 > 2")
        try save(["cart": "2", "user_id": #""ann""#])
        try await screen.sees("+user_id")
        try save(["cart": "2", "user_id": #""ann""#, "role": #""admin""#])
        try await screen.sees("+role")
        try database.command(["EXPIRE", key, "900"])
        try await screen.sees("touched")
        try save(
            ["cart": "2", "user_id": #""ann""#, "role": #""admin""#, "csrf_token": #""secret-one""#], seconds: 900)
        try await screen.sees("+csrf_token")
        let other = Shop.id("Cat")
        try database.command(["RENAME", key, "tina4:session:\(other)"])
        try await screen.sees("regenerated")
        try database.command(["DEL", "tina4:session:\(other)"])
        try await screen.sees("app, client")

        try await screen.press("3", until: "CAUSE")
        try await screen.press("G", until: "destroyed")
        try await screen.press("Enter", until: "life of")

        let rows = try await screen.sees("ended: app, client")
        let text = rows.joined(separator: "\n")
        for line in ["created", "cart 1 > 2", "became ann", "role changed", "touched", "+csrf_token", "id changed"] {
            #expect(text.contains(line), "\(line) is missing:\n\(text)")
        }
        #expect(!text.contains("secret-one"))
        try await screen.press("W", until: "As far as is known")
        try await screen.sees("or another client of the store (certain)")
        try screen.press("Escape")
        try await screen.losesSight(of: "As far as is known")
        try await screen.press("g", until: "8 moments")
        try screen.press("Space", "j", "j")
        try await screen.press("=", until: "+ ")
        try await screen.sees("user_id")
    }
}
