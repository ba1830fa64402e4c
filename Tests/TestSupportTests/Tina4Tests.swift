import TestSupport
import Testing

@Suite(.needs(.tina4Python)) struct `The real tina4-python` {
    @Test func `keeps sessions in files`() throws {
        let directory = try TemporaryDirectory()
        let application = try Tina4(.file(directory.path))

        let id = try application.create(#"{"user_id":7,"name":"Zoë"}"#)

        #expect(id.utf8.count == 43)
        let name = try #require(try directory.names().first)
        let record = String(decoding: try directory.read(name), as: UTF8.self)
        #expect(record.hasPrefix(#"{"_data": {"user_id": 7, "name": "Zo\u00eb"}, "_expires": "#))
        #expect(try application.read(id) == .taken(#"{"user_id":7,"name":"Zoë"}"#))
    }

    @Test(.needs(.redisServer)) func `keeps sessions in Redis`() throws {
        let database = try RedisDatabase.fresh()
        let application = try Tina4(
            .redis(port: database.server.port, database: database.number), lifetime: 1200)

        let id = try application.create(#"{"user_id":7}"#)

        #expect(try database.command(["GET", "tina4:session:\(id)"]).text == #"{"user_id": 7}"#)
        let life = try #require(try database.command(["TTL", "tina4:session:\(id)"]).number)
        #expect((1190...1200).contains(life))
    }

    @Test(.needs(.valkeyServer)) func `keeps sessions in Valkey`() throws {
        let server = try RedisServer(.valkey, password: "pw")
        let application = try Tina4(.valkey(port: server.port, password: "pw", prefix: "shop:"))

        let id = try application.create(#"{"user_id":7}"#, lifetime: 100)

        #expect(try server.command(["GET", "shop:\(id)"]).text == #"{"user_id": 7}"#)
        #expect(try application.read(id) == .taken(#"{"user_id":7}"#))
    }

    @Test func `refuses an id that the store does not hold`() throws {
        let application = try Tina4(.file("data/sessions"))

        #expect(try application.read("exampleIdForDocs_0123456789abcdefghijklmnop") == .refused)
    }

    @Test func `changes, flashes, regenerates and ends`() throws {
        let application = try Tina4(.file("data/sessions"))
        let id = try application.create(#"{"a":1,"b":[]}"#)

        try application.change(id, set: #"{"c":{"d":null}}"#, remove: ["a"])
        try application.flash(id, name: "notice", value: #""saved""#)
        let fresh = try #require(try application.regenerate(id))

        #expect(try application.read(id) == .refused)
        #expect(try application.read(fresh) == .taken(#"{"b":[],"c":{"d":null},"_flash_notice":"saved"}"#))
        #expect(try application.takeFlash(fresh, name: "notice") == .taken(#""saved""#))
        try application.destroy(fresh)
        #expect(try application.read(fresh) == .refused)
    }

    @Test func `does not bring back what ended under a request`() throws {
        let application = try Tina4(.file("data/sessions"))
        let id = try application.create(#"{"a":1}"#)
        try application.begin("slow", on: id)

        try application.destroy(id)

        #expect(try application.finish("slow", set: #"{"a":2}"#) == .refused)
        #expect(try application.directory.names(in: "data/sessions") == [])
    }

    @Test func `merges what a slow request changed`() throws {
        let application = try Tina4(.file("data/sessions"))
        let id = try application.create(#"{"a":1,"b":1}"#)
        try application.begin("slow", on: id)
        try application.change(id, set: #"{"a":2}"#)

        #expect(try application.finish("slow", set: #"{"b":3}"#) != .refused)

        #expect(try application.read(id) == .taken(#"{"a":2,"b":3}"#))
    }
}
