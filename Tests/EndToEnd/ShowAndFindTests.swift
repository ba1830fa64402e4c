import TestSupport
import Testing

@Suite struct `Show and find` {
    let shop: Shop
    let id: String

    init() throws {
        shop = try Shop()
        id = try shop.add("-dash", ["user_id": "7", "csrf_token": "\"abc\"", "n": "1.0"])
    }

    @Test func `take an id that begins with a dash`() throws {
        let run = try shop.run("show", id, "--json")

        #expect(run.code == 0)
        #expect(try run.json["id"] == id)
        #expect(try run.json["payload.csrf_token"] == "********")
        #expect(try run.json["payload.n"] == "1.0")
    }

    @Test func `take a dash id behind two dashes, and options before the verb`() throws {
        let run = try ProgramRun(["--store", shop.sessions.path, "--json", "show", "--", id], home: shop.home)

        #expect(try run.json["user"] == "7")
    }

    @Test func `take the key, and the start of one`() throws {
        let key = shop.fileName(id)

        #expect(try shop.run("show", key, "--json").json["key"] == key)
        #expect(try shop.run("show", String(key.prefix(5)), "--json").json["key"] == key)
    }

    @Test func `show the page of a session with its id cut short`() throws {
        let run = try shop.run("show", id)

        #expect(run.outputText.contains("Session    -das..xyzA\n") || run.outputText.contains("Session    -das.."))
        #expect(run.outputText.contains("\"csrf_token\": \"********\""))
        #expect(!run.outputText.contains(id))
    }

    @Test func `print the record's own bytes, secrets masked in place`() throws {
        let raw = try shop.run("show", id, "--raw")
        let revealed = try shop.run("show", id, "--raw", "--reveal")

        #expect(revealed.outputText == (try shop.text(id)))
        #expect(raw.outputText == (try shop.text(id)).replacing("\"abc\"", with: "\"********\""))
    }

    @Test func `print a large record's bytes to the last one`() throws {
        let large = Shop.id("Large")
        let text = "{\"_data\": {\"blob\": \"\(String(repeating: "x", count: 9 << 20))\"}, \"_expires\": 0}"
        try shop.sessions.write(text, to: shop.fileName(large))

        #expect(try shop.run("show", large, "--raw", "--reveal").output.count == text.utf8.count)
    }

    @Test func `end with 3 for what is not there`() throws {
        let run = try shop.run("show", Shop.id("None"), "--json")

        #expect(run.code == 3)
        #expect(run.output.isEmpty)
        #expect(try run.jsonError["error.message"]?.hasSuffix("it has ended, or it is in another store.") == true)
        #expect(!run.errorText.contains(Shop.id("None")))
    }

    @Test func `refuse a start that several sessions have, and name them`() throws {
        let keys = ["a", "b"].map { "abcdef\($0)" + String(repeating: "0", count: 57) + ".json" }
        for key in keys { try shop.sessions.write("{\"_data\": {\"x\": 1}, \"_expires\": 0}", to: key) }

        let run = try shop.run("show", "abcdef")

        #expect(run.code == 4)
        #expect(run.errorText == "'abcdef' begins several sessions: abcd..a..0000, abcd..b..0000. Nothing was done.\n")
    }

    @Test(arguments: ["", "tina4_session=", "Cookie: a=1; tina4_session=", "Set-Cookie: tina4_session="])
    func `find the session of a cookie however it was pasted`(start: String) throws {
        let run = try shop.run("find", start + id, "--json")

        #expect(try run.json["id"] == id)
        #expect(try run.json["key"] == shop.fileName(id))
    }

    @Test func `find reads a cookie from standard input`() throws {
        let run = try shop.run("find", "-", "--json", input: .text("tina4_session=\(id)\n"))

        #expect(try run.json["id"] == id)
    }

    @Test func `find says that a cookie is well-formed but its session is not here`() throws {
        let run = try shop.run("find", Shop.id("Other"))

        #expect(run.code == 3)
        #expect(
            run.errorText
                == "The cookie is well-formed, but file:\(shop.sessions.path) has no such session: it has expired or belongs to another environment.\n"
        )
    }

    @Test func `take the hash in a file's name for no id`() throws {
        let hash = String(shop.fileName(id).dropLast(5))

        let shown = try shop.run("show", hash, "--json")
        #expect(try shown.json["key"] == shop.fileName(id))
        #expect(try shown.json["id"] == "null")
        // Nobody is let in with it.
        #expect(try shop.run("find", "tina4_session=\(hash)").code == 3)
    }

    @Test(arguments: [
        "ID; Path=/; HttpOnly", "Set-Cookie: ID; Secure", "tina4_session=other; tina4_session=ID",
        "Cookie: a=1; tina4_session=not.one; b=2; tina4_session=ID; a=3",
        "curl 'http://shop' -H 'Cookie: tina4_session=other; tina4_session=ID'",
    ])
    func `find the session among attributes, and the second cookie of a name`(text: String) throws {
        let run = try shop.run("find", text.replacing("ID", with: id), "--json")

        #expect(try run.json["id"] == id)
    }

    @Test(arguments: [
        (
            "a=b",
            "There is no cookie called \"tina4_session\" in it, only \"a\"; paste the one that holds the session.\n"
        ),
        (
            "session=b; Path=/",
            "There is no cookie called \"tina4_session\" in it, only \"session\"; paste the one that holds the session.\n"
        ),
        (
            String(repeating: "x", count: 300),
            "That is no Tina4 session id: one has 1 to 128 letters, digits, _ or -; Tina4 cookies are neither signed nor encoded.\n"
        ),
    ])
    func `find tells the reason of the format that is there`(text: String, reason: String) throws {
        let run = try shop.run("find", text)

        #expect(run.code == 64)
        #expect(run.errorText == reason)
    }

    @Test func `find says why a text is no cookie of the format`() throws {
        let run = try shop.run("find", "tina4_session=a.b.c")

        #expect(run.code == 64)
        #expect(run.errorText.hasPrefix("That is no Tina4 session id"))
    }
}
