import Operations
import SessionFormats
import SessionModel
import StoreKit
import Testing

@Suite struct `What a person types` {
    private let desk: Desk
    private let whole = "exampleIdForDocs_0123456789abcdefghijklmnop"

    init() async throws {
        desk = try Desk()
        for id in [whole, "exampleIdOther", "unique-session", "xx"] { desk.memory.put(desk.key(id), #"{"a":1}"#) }
        desk.memory.put(SessionKey("cache:exampleId"), "no session")
        desk.memory.put(SessionKey("tina4:sess"), "no session")
    }

    private func found(_ text: String, isForAct: Bool = true) async throws -> String {
        switch try await desk.target.resolve(text, isForAct: isForAct) {
        case .one(let session): session.key.text
        case .ambiguous(let keys): "\(keys.count) of them"
        case .none: "none"
        }
    }

    @Test func `is a whole id or a whole key`() async throws {
        #expect(try await found(whole) == "tina4:session:" + whole)
        #expect(try await found("tina4:session:" + whole) == "tina4:session:" + whole)
        #expect(try await found("xx") == "tina4:session:xx")
    }

    @Test func `is a line of a list of names, with its escapes`() async throws {
        desk.memory.put(desk.key("two\nlines"), #"{"a":1}"#)
        desk.memory.put(
            SessionKey(bytes: Array("tina4:session:odd".utf8) + [0xFF]), Array(#"{"a":1}"#.utf8), lifetime: nil)

        #expect(try await found("two%0Alines") == "tina4:session:two\nlines")
        #expect(try await found("tina4:session:two%0Alines") == "tina4:session:two\nlines")
        #expect(try await found("tina4:session:odd%FF") == "tina4:session:odd\u{FFFD}")
        #expect(try await found("two%0Aline") == "none")
    }

    @Test func `is refused where the escapes may be meant as they are`() async throws {
        desk.memory.put(desk.key("two\nlines"), #"{"a":1}"#)
        desk.memory.put(desk.key("two%0Alines"), #"{"a":1}"#)

        #expect(try await found("tina4:session:two%0Alines") == "2 of them")
        #expect(try await found("two%250Alines") == "tina4:session:two%0Alines")
    }

    @Test func `is an id that no framework would accept`() async throws {
        desk.memory.put(desk.key("tina4:session:odd"), #"{"a":1}"#)

        #expect(try await found("tina4:session:odd") == "tina4:session:tina4:session:odd")
    }

    @Test func `is refused where it is the id of one and the key of another`() async throws {
        desk.memory.put(desk.key("odd"), #"{"a":1}"#)
        desk.memory.put(desk.key("tina4:session:odd"), #"{"a":1}"#)

        #expect(try await found("tina4:session:odd") == "2 of them")
        #expect(try await found("odd") == "tina4:session:odd")
        #expect(try await found("tina4:session:tina4:session:odd") == "tina4:session:tina4:session:odd")
    }

    @Test func `has the escapes of a list only where a list writes them`() async throws {
        desk.memory.put(desk.key("%41bcdefgh"), #"{"a":1}"#)
        desk.memory.put(desk.key("Abcdefgh"), #"{"a":1}"#)

        #expect(try await found("%41bcdefgh") == "tina4:session:%41bcdefgh")
        #expect(try await found("tina4:session:%41bcdefgh") == "tina4:session:%41bcdefgh")
        #expect(try await found("%2541bcdefgh") == "tina4:session:%41bcdefgh")
        #expect(try await found("%41bcdef") == "tina4:session:%41bcdefgh")
    }

    @Test(arguments: [
        ("gone-session", "gone-session"), ("tina4:session:gone-session", "gone-session"),
        ("two%0Alines", "two\nlines"), ("tina4:session:two%0Alines", "two\nlines"),
    ])
    func `may be what was ended, by the names that the journal has for it`(text: String, id: String) {
        let names = desk.target.names(meantBy: text)

        #expect(names.contains(id))
        #expect(names.contains("tina4:session:" + id))
        #expect(Set(names).count == names.count)
    }

    @Test func `may be the hash in the key of what was ended`() {
        let hash = String(repeating: "0a", count: 32)
        var target = desk.target
        target.context.layouts = [.files(FileLayout(prefix: "sess_", suffix: ".json", stem: .hashedID))]

        #expect(target.names(meantBy: hash).contains("sess_\(hash).json"))
    }

    @Test func `is a key with nothing behind the prefix, as a list has it`() async throws {
        desk.memory.put(SessionKey("tina4:session:"), "{}")

        #expect(try await found("tina4:session:") == "tina4:session:")
        #expect(try await found("") == "none")
    }

    @Test func `is the start of an id, of eight characters for an act`() async throws {
        #expect(try await found("unique-s") == "tina4:session:unique-session")
        #expect(try await found("unique-") == "none")
        #expect(try await found("unique-", isForAct: false) == "tina4:session:unique-session")
        #expect(try await found("exampleI") == "2 of them")
        #expect(try await found("tina4:session:unique-s") == "tina4:session:unique-session")
    }

    @Test(arguments: ["tina4:se", "tina4:session:", "tina4:session:unique", "tina4:session:uniqu"])
    func `is too short for an act when it hardly goes beyond the prefix`(text: String) async throws {
        #expect(try await found(text) == "none")
    }

    @Test(arguments: ["cache:ex", "cache:exampleId", "tina4:sess", ""])
    func `never names what is no session`(text: String) async throws {
        #expect(try await found(text) == "none")
        #expect(try await found(text, isForAct: false) != "cache:exampleId")
    }
}
