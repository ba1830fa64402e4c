import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite struct `Reading session files` {
    let directory = TestDirectory()

    @Test func `gives content size and time in the order asked for`() async throws {
        directory.write(1, "one")
        directory.write(3, "three")
        directory.setModified(3, seconds: 1_700_000_000, nanoseconds: 987_654_321)

        let found = try await directory.store().records([3, 2, 1].map(TestDirectory.key), limit: 100)

        #expect(found.map { $0?.content } == [.text("three"), nil, .text("one")])
        #expect(found[0]?.modified == Timestamp(milliseconds: 1_700_000_000_987))
        #expect(found[0]?.size == 5)
        #expect(found[0]?.expiry == nil)
    }

    @Test func `cuts what is larger than asked for, and says how large it is`() async throws {
        directory.write(1, "12345")

        let found = try await directory.store().records([TestDirectory.key(1)], limit: 4)
        let whole = try await directory.store().records([TestDirectory.key(1)], limit: 5)

        #expect(found[0]?.content == .head(Array("1234".utf8)))
        #expect(found[0]?.size == 5)
        #expect(whole[0]?.content == .text("12345"))
    }

    @Test func `waits for a writer that has truncated the file and not yet written it`() throws {
        directory.write(1, "")
        let open = try Directory(path: directory.path)

        let found = try open.settledSnapshots(of: [FileName(TestDirectory.key(1).bytes)], limit: 100) {
            directory.write(1, "whole")
        }

        #expect(found[0]?.content == .text("whole"))
    }

    @Test func `reads a file written a moment ago again until two reads agree`() throws {
        directory.write(1, "ha")
        let open = try Directory(path: directory.path)
        var pauses = 0

        let found = try open.settledSnapshots(of: [FileName(TestDirectory.key(1).bytes)], limit: 100) {
            pauses += 1
            if pauses == 1 { directory.write(1, "half-written no more") }
        }

        #expect(found[0]?.content == .text("half-written no more"))
        #expect(pauses == 2)
    }

    @Test func `does not wait for a file that has been empty for long`() throws {
        directory.write(1, "")
        directory.setModified(1, seconds: 1_700_000_000)
        let open = try Directory(path: directory.path)
        var pauses = 0

        let found = try open.settledSnapshots(of: [FileName(TestDirectory.key(1).bytes)], limit: 100) { pauses += 1 }

        #expect(found[0]?.content == .bytes([]))
        #expect(pauses == 1)
    }

    @Test func `follows no symbolic link`() async throws {
        directory.write("secret", "not a session")
        symlink("secret", directory.path(TestDirectory.name(1)))

        let found = try await directory.store().records([TestDirectory.key(1)], limit: 100)

        #expect(found[0]?.content == .foreign("symbolic link"))
    }

    @Test(.timeLimit(.minutes(5))) func `does not wait at a named pipe`() async throws {
        mkfifo(directory.path(TestDirectory.name(1)), 0o600)

        let found = try await directory.store().records([TestDirectory.key(1)], limit: 100)

        #expect(found[0]?.content == .foreign("named pipe"))
    }

    @Test func `names a directory in a session's place`() async throws {
        mkdir(directory.path(TestDirectory.name(1)), 0o700)

        let found = try await directory.store().records([TestDirectory.key(1)], limit: 100)

        #expect(found[0]?.content == .foreign("directory"))
    }

    @Test(arguments: ["../" + TestDirectory.name(1), "notes.json", "", ".", "..", TestDirectory.name(1) + "\n"])
    func `knows no session under a name no layout claims`(_ name: String) async throws {
        directory.write(1, "one")
        directory.write("notes.json", "mine")
        let store = try await directory.store()

        #expect(try await store.records([SessionKey(name)], limit: 100) == [nil])
        #expect(try await store.end([EndRequest(SessionKey(name))]) == [.gone])
        #expect(directory.names == [TestDirectory.name(1), "notes.json"].sorted())
    }

    @Test func `finds keys by how they begin, up to a limit`() async throws {
        for number in 0..<20 { directory.write(number, "x") }
        let store = try await directory.store()
        let start = SessionKey(String(repeating: "0", count: 63))

        #expect(try await store.keys(withPrefix: start, limit: 100).count == 16)
        #expect(try await store.keys(withPrefix: start, limit: 3).count == 3)
        #expect(try await store.keys(withPrefix: SessionKey("f"), limit: 3).isEmpty)
    }

    @Test(arguments: [
        TestDirectory.name(1), "sess_" + TestDirectory.name(1), "sess_abc", "sess_", "abc.json", ".json", "x",
        String(repeating: "A", count: 64) + ".json", String(repeating: "f", count: 63) + ".json",
        "sess_" + String(repeating: "a", count: 129), "sess_a b", "",
    ])
    func `claims the names its layouts claim`(_ name: String) {
        let layouts = [
            FileLayout(suffix: ".json", stem: .hashedID), FileLayout(prefix: "sess_", suffix: "", stem: .plainID),
        ]

        for layout in layouts {
            #expect(FileNames([layout]).claims(SessionKey(name)) == layout.claims(Array(name.utf8)))
        }
        #expect(
            FileNames(layouts).claims(SessionKey(name)) == layouts.contains { $0.claims(Array(name.utf8)) })
    }
}
