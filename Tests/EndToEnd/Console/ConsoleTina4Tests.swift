import TestSupport
import Testing

/// What an operator does, as the framework itself sees it afterwards.
@Suite(.serialized, .needs(.tmux, .redisServer, .tina4Python)) struct `A real Tina4 after the console` {
    private func edit(_ screen: ScreenSession) async throws {
        try await screen.inspect("ann")
        try await screen.edit("role", to: "\"admin\"")
        try await screen.sees("✓")
    }

    private let payload = #"{"user_id":"ann","role":"user","n":1.0,"text":"Zoë \"q\""}"#
    private let edited = Tina4.Answer.taken(#"{"user_id":"ann","role":"admin","n":1.0,"text":"Zoë \"q\""}"#)

    @Test func `reads an edited file, and writes on`() async throws {
        let shop = try Shop()
        let application = try Tina4(.file(shop.sessions.path))
        let id = try application.create(payload)
        let screen = try await shop.console()

        try await edit(screen)

        #expect(try application.read(id) == edited)
        try application.change(id, set: #"{"seen":true}"#)
        try await screen.sees("seen  true")
    }

    @Test func `reads an edited key, follows a new id, and forgets one that ended`() async throws {
        let server = try RedisServer()
        let database = RedisDatabase(of: server)
        let application = try Tina4(.redis(port: server.port))
        let id = try application.create(payload)
        let screen = try await database.console()

        try await edit(screen)
        #expect(try application.read(id) == edited)

        try await screen.press("I", until: "Give this session of")
        try await screen.press("y", until: "the new id is")
        try await screen.sees("tina4_session=")
        try screen.press("Escape")
        try await screen.waitUntilGone("tina4_session=")
        #expect(try application.read(id) == .refused)
        let key = try #require(try database.command(["KEYS", "tina4:session:*"]).elements.first?.text)
        let fresh = String(key.dropFirst("tina4:session:".count))
        #expect(try application.read(fresh) == edited)

        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1")
        #expect(try application.read(fresh) == .refused)
    }
}
