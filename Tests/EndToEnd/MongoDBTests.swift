import BSON
import TestSupport
import Testing

@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `MongoDB from the command line` {
    let server: MongoServer
    let id = Shop.id("-Mongo")

    init() throws {
        server = try MongoServer(.replicaSet)
        let hello = try MongoWire(port: server.port).run(["hello": 1], on: "admin")
        let now = Double(hello["localTime"]?.milliseconds ?? 0) / 1000
        try MongoWire(port: server.port).run(
            [
                "insert": "sessions",
                "documents": [
                    [
                        "_id": .string(id), "data": ["user_id": 7, "role": "user", "rate": .double(1)],
                        "expires_at": .double(now + 500), "last_accessed": .double(now),
                    ]
                ],
            ], on: "tina4")
    }

    private func run(_ arguments: String...) throws -> ProgramRun {
        try ProgramRun([arguments[0], "--store", server.url(database: "tina4")] + arguments.dropFirst())
    }

    private func document(_ id: String) throws -> BSONDocument? {
        try MongoWire(port: server.port).run(
            ["find": "sessions", "filter": ["_id": .string(id)]], on: "tina4"
        ).value(at: ["cursor", "firstBatch", "0"])?.document
    }

    @Test func `lists ids, with the deadline of the document`() throws {
        let json = try run("list", "--json").json

        #expect(json["[0].id"] == id)
        #expect(json["[0].user"] == "7")
        #expect(json["[0].dies_by"] == "store")
        #expect(json.number("[0].ttl") ?? 0 > 480)
    }

    @Test func `takes nothing that can't be read for a session that never ends`() throws {
        let wire = try MongoWire(port: server.port)
        let ends: [(String, BSONValue)] = [
            ("none", 0), ("text", "x"), ("nan", .double(.nan)), ("inf", .double(.infinity)),
        ]
        let documents = ends.map { name, end -> BSONValue in
            ["_id": .string(name), "data": ["user_id": 4], "expires_at": end]
        }
        try wire.run(["insert": "sessions", "documents": .array(documents)], on: "tina4")

        let never = try run("list", "--where", "ttl=never", "--json").json
        let ended = try run("destroy", "--where", "ttl=never", "--dry-run", "--json")

        #expect(never.count == 1)
        #expect(never["[0].id"] == "none")
        #expect(ended.outputText.contains("none") && !ended.outputText.contains("text"))
        #expect(ended.errorText.contains("3 sessions could not be read, and will be left alone"))
        #expect(try run("show", "text").outputText.contains("never") == false)
        #expect(try run("list", "--where", "state=unreadable", "--json").json["[0].format"] == "tina4")
    }

    @Test func `edits without moving the deadline, every other value and its type kept`() throws {
        let before = try #require(try document(id))

        #expect(try run("set", id, "role", "\"admin\"", "--yes").code == 0)

        let after = try #require(try document(id))
        let data: BSONValue = ["user_id": 7, "role": "admin", "rate": .double(1)]
        #expect(after["data"] == data)
        #expect(after["expires_at"] == before["expires_at"])
        #expect(after["last_accessed"] == before["last_accessed"])
    }

    @Test func `destroys with an export and restores the document as it was`() throws {
        let home = try TemporaryDirectory()
        let file = home.file("saved")
        let before = try #require(try document(id))

        #expect(try run("destroy", id, "--yes", "--export", file).code == 0)
        #expect(try document(id) == nil)
        #expect(try run("restore", file, "--yes").code == 0)

        #expect(try document(id) == before)
    }

    @Test func `restores into an empty collection whichever format's document it is`() throws {
        let home = try TemporaryDirectory()
        let key = "session:\(Shop.id("Flask"))"
        let wire = try MongoWire(port: server.port)
        let session: BSONValue = [
            "id": .string(key), "val": .binary(Array("{\"_permanent\":true,\"a\":1}".utf8)),
            "expiration": .date(milliseconds: Int64(Shop.now + 500) * 1000),
        ]
        let documents: BSONDocument = ["insert": "sessions", "documents": .array([session])]
        let look: BSONDocument = ["find": "sessions", "filter": ["id": .string(key)]]
        try wire.run(documents, on: "flask_session")
        let before = try #require(wire.run(look, on: "flask_session").value(at: ["cursor", "firstBatch", "0"]))
        let store = server.url(database: "flask_session")

        let ended = try ProgramRun(["destroy", "--store", store, key, "--yes", "--export", home.file("saved")])
        #expect(ended.code == 0)
        #expect(try ProgramRun(["list", "--store", store, "--json"]).json.count == 0)
        let back = try ProgramRun(["restore", home.file("saved"), "--store", store, "--yes"])

        #expect(back.code == 0)
        #expect(try wire.run(look, on: "flask_session").value(at: ["cursor", "firstBatch", "0"]) == before)
        #expect(try ProgramRun(["list", "--store", store, "--json"]).json["[0].format"] == "flask-session")
    }

    @Test func `regenerates and moves deadlines`() throws {
        let fresh = try run("regenerate", id, "--yes").lines[0]
        #expect(try run("ttl", fresh, "=1h", "--yes").code == 0)
        #expect(try run("show", fresh, "--json").json.number("ttl") ?? 0 > 3_500)
        #expect(try run("show", id).code == 3)
    }

    @Test func `finds the session of a cookie once, and shows its bytes where nothing in them is hidden`() throws {
        #expect(try run("find", "Cookie: a=b; tina4_session=\(id)", "--json").json["id"] == id)
        #expect(try run("show", id, "--raw").output == document(id)?.bytes)
        #expect(try run("set", id, "token", "\"abc\"", "--yes").code == 0)

        let raw = try run("show", id, "--raw")

        #expect(raw.code == 4)
        #expect(raw.errorText.hasSuffix("so what is to be hidden in it can't be; --reveal shows it as it is.\n"))
        #expect(try run("show", id, "--raw", "--reveal").output == document(id)?.bytes)
    }

    @Test func `takes a collection that is yet to be made for an empty store`() throws {
        let store = server.url(database: "tina4") + "&collection=later"
        func run(_ verb: String...) throws -> ProgramRun {
            try ProgramRun([verb[0], "--store", store] + verb.dropFirst())
        }

        let list = try run("list", "--json")

        #expect(list.code == 0)
        #expect(list.outputText == "[]\n")
        #expect(list.errorText.contains("The database tina4 has no collection later yet;"))
        #expect(try run("doctor").code == 0)
        #expect(try run("show", id).code == 3)
        #expect(try run("destroy", "--where", "user=7", "--yes").code == 3)
    }

    @Test func `says what it is and how it tells of changes`() throws {
        let text = try run("doctor").outputText

        #expect(text.contains("replica set rs0"))
        #expect(text.contains("change stream"))
        #expect(text.contains("tina4 Python (1 of 1)"))
    }

    @Test func `says behind a double of mongos that it is sharded, and ends a session there`() throws {
        let router = try MongosDouble(to: server.port)
        let url = "mongodb://127.0.0.1:\(router.port)/tina4"

        #expect(try ProgramRun(["doctor", "--store", url]).outputText.contains("sharded cluster"))
        #expect(try ProgramRun(["destroy", id, "--store", url, "--yes"]).code == 0)
        #expect(try document(id) == nil)
    }

    @Test func `reads a session of Flask's as before when it was made to last for ever`() throws {
        let flask = Shop.id("Flask")
        let session: BSONValue = [
            "id": .string("session:\(flask)"), "val": .binary(Array("{\"_permanent\":true,\"a\":1}".utf8)),
            "expiration": .date(milliseconds: Int64(Shop.now + 500) * 1000),
        ]
        let documents: BSONDocument = ["insert": "sessions", "documents": .array([session])]
        try MongoWire(port: server.port).run(documents, on: "flask_session")
        let store = server.url(database: "flask_session")

        let moved = try ProgramRun(["ttl", "--store", store, flask, "never", "--yes"])
        let shown = try ProgramRun(["show", "--store", store, flask, "--json"])

        #expect(moved.code == 0, "\(moved.errorText)")
        #expect(shown.code == 0, "\(shown.errorText)")
        #expect(try shown.json["format"] == "flask-session")
        #expect(try shown.json["expires_at"] == "null")
        #expect(try shown.json["state"] == "live")
    }
}
