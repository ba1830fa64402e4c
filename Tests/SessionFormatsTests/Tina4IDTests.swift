import SessionFormats
import SessionModel
import TestSupport
import Testing
import TextCodings

@Suite struct `A Tina4 id` {
    private let format = SessionFormat.tina4

    @Test func `is hashed into the file's name`() {
        let keys = format.candidates(
            SessionID("exampleIdForDocs_0123456789abcdefghijklmnop"), FormatContext(layouts: Sample.files))

        let hash = "d98c84b555303cae1965fddb51fd7145877af3464426f47cb848070f62d1eaca"
        #expect(keys.map(\.text).contains("\(hash).json"))
        #expect(keys.map(\.text).contains("sess_\(hash).json"))
        #expect(keys.map(\.text).contains("sess_exampleIdForDocs_0123456789abcdefghijklmnop.json"))
    }

    @Test(arguments: ["", "a b", "ä", "../x", String(repeating: "a", count: 129), "a\u{0}", "a/b", "a.b"])
    func `that is none leads to no key`(text: String) {
        #expect(format.candidates(SessionID(text), FormatContext(layouts: Sample.files + Sample.keys)).isEmpty)
    }

    @Test(arguments: [
        ("Python file", 43, false), ("Node file", 32, true), ("PHP file", 32, true), ("Ruby file", 64, true),
        ("PHP 3.12 file", 32, true), ("older Node file", 32, true), ("Ruby 3.12 file", 64, true),
        ("Python value", 43, false), ("Node value", 32, true), ("PHP value", 32, true), ("Ruby value", 64, true),
    ])
    func `is minted as its language does`(layout: String, length: Int, isHexadecimal: Bool) throws {
        let session = try #require(Sample.named(layout).read())
        var random: any RandomNumberGenerator = RepeatableRandom(seed: 21)

        let ids = Set((0..<200).map { _ in format.mint(session, &random).whole })

        #expect(ids.count == 200)
        #expect(ids.allSatisfy { $0.utf8.count == length })
        let digits = Set(ids.joined().utf8)
        #expect(digits.count == (isHexadecimal ? 16 : 64))
        #expect(digits.filter { isHexadecimal ? $0.isLowerHexDigit : $0.isBase64URLDigit } == digits)
    }

    @Test(arguments: Sample.each)
    func `leads its session's language to the record under a fresh one`(sample: Sample) throws {
        let session = try #require(sample.read())
        var random: any RandomNumberGenerator = RepeatableRandom(seed: 22)
        let id = format.mint(session, &random)

        let key = try #require(format.key(id, session, sample.context))

        let hash = SHA256.hexadecimal(id.whole)
        let expected =
            switch sample.layout {
            case "Python file", "Node file", "PHP file": "\(hash).json"
            case "Ruby file": "sess_\(hash).json"
            case "PHP 3.12 file", "older Node file": "\(id.whole).json"
            case "Ruby 3.12 file": "sess_\(id.whole).json"
            default: "tina4:session:\(id.whole)"
            }
        #expect(key.text == expected)
        #expect(format.candidates(id, sample.context).contains(key))
        var moved = sample
        moved.record = StoredRecord(
            key: key, content: sample.record.content, expiry: sample.record.expiry, modified: sample.record.modified)
        #expect(moved.read()?.deadline == session.deadline)
        #expect(moved.read()?.payload == session.payload)
    }
}

@Suite struct `A pasted cookie` {
    private let id = "exampleIdForDocs_0123456789abcdefghijklmnop"
    private func find(_ text: String, name: String? = nil) throws(FormatError) -> String {
        try SessionFormat.tina4.idInCookie(text, FormatContext(layouts: Sample.keys, cookieName: name)).whole
    }

    @Test(arguments: [
        "ID", " ID\n", "\"ID\"", "tina4_session=ID", "tina4_session=\"ID\"", "Cookie: tina4_session=ID",
        "cookie:tina4_session=ID",
        "curl 'https://shop.example/a?b=c' -H 'cookie: theme=dark; tina4_session=ID; x=1' --compressed",
        "curl -b \"tina4_session=ID\" https://shop.example", "-b tina4_session=ID", "-H 'Cookie: tina4_session=ID'",
        "--cookie=tina4_session=ID x", "Cookie: theme=dark; tina4_session=ID; x=1",
        "Set-Cookie: tina4_session=ID; Path=/; HttpOnly; SameSite=Lax",
        "set-cookie: tina4_session=ID;path=/", "tina4_session = ID", "a=b=c; tina4_session=ID", "tina4_session=ID;",
        "exampleIdForDocs%5F0123456789abcdefghijklmnop", "tina4_session=exampleIdForDocs%5f0123456789abcdefghijklmnop",
        "; tina4_session=ID", "Host: shop.example\r\nCookie: a=1; tina4_session=ID\r\nAccept: */*",
        "Cookie: secure; tina4_session=ID",
        "HTTP/2 200\r\nset-cookie: theme=dark; Path=/\r\nSet-Cookie: tina4_session=ID; Path=/; HttpOnly\r\nserver: x\r\n",
        "cookie: theme=dark\ncookie: tina4_session=ID\ncookie: a=1",
        "curl https://shop.example -H 'cookie: theme=dark' -H 'cookie: tina4_session=ID'",
    ])
    func `gives the id, however it was copied`(text: String) throws {
        #expect(try find(text.replacing("ID", with: id)) == id)
    }

    @Test func `takes nothing that says how a cookie is kept for a cookie`() {
        let error = #expect(throws: FormatError.self) {
            try find("Set-Cookie: a=1; Path=/; tina4_session=\(id)\nSet-Cookie: b=2; Domain=shop.example")
        }

        #expect(
            error?.description == "There is no cookie called \"tina4_session\" in it, only \"a\", \"b\";"
                + " paste the one that holds the session.")
    }

    @Test func `under another name is found when the application calls it so`() throws {
        #expect(try find("sid=\(id); tina4_session=other", name: "sid") == id)
        #expect(
            SessionFormat.tina4.cookie(SessionID(id), nil, FormatContext(layouts: [], cookieName: "sid")) == "sid=\(id)"
        )
        #expect(SessionFormat.tina4.cookie(SessionID(id), nil, FormatContext(layouts: [])) == "tina4_session=\(id)")
    }

    @Test func `of another name alone is refused by naming what is there, not its value`() {
        let error = #expect(throws: FormatError.self) { try find("PHPSESSID=s3cr3t; theme=dark; Path=/") }

        #expect(
            error?.description == "There is no cookie called \"tina4_session\" in it, only \"PHPSESSID\", \"theme\";"
                + " paste the one that holds the session.")
    }

    @Test(arguments: [
        "", "   ", "Cookie:", "tina4_session=", "a b", "s%3Aabc.def", "%", "%zz", "tina4_session=ä", ";", "=", "=x",
    ])
    func `that holds no id is refused`(text: String) {
        #expect(throws: FormatError.self) { try find(text) }
    }
}
