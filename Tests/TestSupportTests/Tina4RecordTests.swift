import TestSupport
import Testing

@Suite struct `Tina4 records of our own` {
    private let id = "exampleIdForDocs_0123456789abcdefghijklmnop"
    private let hash = "d98c84b555303cae1965fddb51fd7145877af3464426f47cb848070f62d1eaca"

    @Test func `as tina4-python 3.13 writes them`() {
        let record = Tina4Record.pythonFile(
            id: id, ["user_id": "7", "name": #""Zoë 😀""#, "cart": "[1,{}]"], expires: 1_795_232_650.73)

        #expect(record.name == "\(hash).json")
        #expect(
            record.text
                == #"{"_data": {"user_id": 7, "name": "Zo\u00eb \ud83d\ude00", "cart": [1, {}]}, "_expires": 1795232650.73}"#
        )
    }

    @Test(.needs(.tina4Python)) func `are taken by the real tina4-python`() throws {
        let directory = try TemporaryDirectory()
        let application = try Tina4(.file(directory.path))

        try Tina4Record.pythonFile(id: id, ["a": #""b, c: \"d\"""#], expires: nil).write(in: directory)

        #expect(try application.read(id) == .taken(#"{"a":"b, c: \"d\""}"#))
    }

    @Test(.needs(.tina4Python)) func `are what the real tina4-python writes`() throws {
        let application = try Tina4(.file("data/sessions"), lifetime: 0)
        let id = try application.create(#"{"user":{"name":"Zoë"},"list":[1,2.5,[]],"empty":{},"odd":"a\"{:,[\\"}"#)

        let record = Tina4Record.pythonFile(
            id: id,
            ["user": #"{"name":"Zoë"}"#, "list": "[1,2.5,[]]", "empty": "{}", "odd": #""a\"{:,[\\""#], expires: nil)

        #expect(try application.directory.read("data/sessions/\(record.name)") == record.bytes)
    }

    @Test func `as tina4-nodejs 3.13 writes them`() {
        let record = Tina4Record.nodeFile(
            id: id, ["user_id": "7", "name": #""Zoë""#], created: 1_795_229_000, accessed: 1_795_229_050,
            expires: 1_795_232_650)

        #expect(record.name == "\(hash).json")
        #expect(
            record.text
                == #"{"_data":{"_created":1795229000,"_accessed":1795229050,"user_id":7,"name":"Zoë"},"_expires":1795232650}"#
        )
    }

    @Test func `as tina4-php 3.13 writes them`() {
        let record = Tina4Record.phpFile(
            id: id, ["path": #""a/é""#, "list": "[]", "tags": #"["x"]"#], created: 1, accessed: 2, expires: 3)

        #expect(record.name == "\(hash).json")
        #expect(
            record.text == """
                {
                    "_meta": {
                        "created_at": 1,
                        "last_accessed": 2,
                        "expires_at": 3
                    },
                    "path": "a/\\u00e9",
                    "list": [],
                    "tags": [
                        "x"
                    ]
                }
                """)
    }

    @Test func `as tina4-ruby 3.13 writes them`() {
        let record = Tina4Record.rubyFile(id: id, ["user_id": "7"], expires: 0)

        #expect(record.name == "sess_\(hash).json")
        #expect(record.text == #"{"_data":{"user_id":7},"_expires":0.0}"#)
    }

    @Test func `of older versions are named by the id`() {
        #expect(Tina4Record.php312File(id: "0f", [:], created: 1, accessed: 2).name == "0f.json")
        #expect(Tina4Record.olderNodeFile(id: "0f", [:], created: 1, accessed: 2, expires: 3).name == "0f.json")
        #expect(Tina4Record.ruby312File(id: "0f", ["a": "1"]).name == "sess_0f.json")
        #expect(Tina4Record.ruby312File(id: "0f", ["a": "1"]).text == #"{"a":1}"#)
    }

    @Test func `for Redis are the payload alone`() {
        #expect(Tina4Record.pythonValue(id: id, ["a": "1"]).text == #"{"a": 1}"#)
        #expect(Tina4Record.rubyValue(id: id, ["a": "1"]).text == #"{"a":1}"#)
        #expect(
            Tina4Record.nodeValue(id: id, ["a": "1"], created: 1, accessed: 2).text
                == #"{"_created":1,"_accessed":2,"a":1}"#)
        #expect(
            Tina4Record.phpValue(id: id, ["a": "1"], created: 1, accessed: 2).text
                == #"{"_meta":{"created_at":1,"last_accessed":2},"a":1}"#)
    }

    @Test func `have ids as long as their language's`() {
        #expect(Tina4ID.python().count == 43)
        #expect(Tina4ID.ruby().count == 64)
        #expect(Tina4ID.php().count == 32)
        #expect(Tina4ID.node() != Tina4ID.node())
    }
}
