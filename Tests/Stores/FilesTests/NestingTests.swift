import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite(.timeLimit(.minutes(5))) struct `Nested session files` {
    let directory = TestDirectory(inMemory: true)
    private let layout = FileLayout(
        prefix: "sess_", suffix: "", stem: .id(StemShape(.php, 1...250)), replacement: .inPlace,
        nesting: .leadingCharacters)
    private let cache = FileLayout(
        prefix: "_session_id%3A2%3A%3A", suffix: "", stem: .digest(StemShape(.hexadecimal, 64)), nesting: .checksum)

    private static let digits = "0123456789abcdef"

    /// Makes PHP's directories, all of them, as deep as asked.
    private func nest(_ depth: Int, in path: String = "") {
        guard depth > 0 else { return }
        for digit in Self.digits {
            mkdir(directory.path(path + "\(digit)"), 0o700)
            nest(depth - 1, in: path + "\(digit)/")
        }
    }

    private func store(_ options: [StoreAddress.Option] = []) async throws -> any SessionStore {
        try await StoreDriver.files.open(
            StoreOpening(
                address: StoreAddress(scheme: "file", path: directory.path, options: options),
                layouts: [.files(layout), .files(cache)]))
    }

    private func keys(_ store: any SessionStore) async throws -> Set<String> {
        let pages = Pages()
        let glance: RecordGlance = { key, content, _, modified, page in
            let facts = RowFacts(deadline: 7, lastSeen: modified, size: content.count, isReadable: true)
            page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(rebasing: content.prefix(2)))
        }
        try await store.scan(ScanRequest(pace: .full, readsContent: true, glance: glance)) { pages.add($0) }
        #expect(pages.rows.count == pages.count)
        return Set(pages.rows.keys.map(\.text))
    }

    @Test(arguments: 0...3) func `are found as deep as all directories are`(depth: Int) async throws {
        nest(depth)
        var written: Set<String> = []
        for lead in ["0a5", "fff", "3b0", "3bc"] {
            let path = lead.prefix(depth).map(String.init).joined(separator: "/")
            directory.write("\(path)/sess_\(lead)xyz", "a|i:1;")
            written.insert("sess_\(lead)xyz")
        }

        let store = try await store()

        #expect(try await keys(store) == written)
        let place = try await store.records([SessionKey("sess_3b0xyz")], limit: 100)[0]?.place
        #expect(place == [nil, "3", "3/b", "3/b/0"][depth])
        let version = try await store.examine().version
        let words = depth == 1 ? "1 level" : "\(depth) levels"
        #expect(depth == 0 || version.hasSuffix(", sessions nested in \(words) of directories"), "\(version)")
        #expect(depth > 0 || !version.contains("nested"), "\(version)")
        #expect(try await store.examine().estimatedCount == 4)
        #expect(try await store.keys(withPrefix: SessionKey("sess_3b"), limit: 9).count == 2)
    }

    @Test func `are found where only their own directories are there`() async throws {
        for path in ["x", "x/Y"] { mkdir(directory.path(path), 0o700) }
        directory.write("x/Y/sess_xYz", "")

        #expect(try await keys(store()) == ["sess_xYz"])
    }

    @Test func `are not looked for beside flat ones, unless that is asked`() async throws {
        mkdir(directory.path("a"), 0o700)
        directory.write("a/sess_abc", "")
        directory.write("sess_flat", "")

        #expect(try await keys(store()) == ["sess_flat"])
        #expect(try await keys(store([.init("depth", "1")])) == ["sess_abc"])
    }

    @Test func `are no sessions in a directory that is not theirs, or behind a link`() async throws {
        nest(1)
        rmdir(directory.path("7"))
        symlink(directory.path("8"), directory.path("7"))
        directory.write("8/sess_7abc", "")
        directory.write("8/sess_8abc", "")
        directory.write("sess_9abc", "")
        let store = try await store([.init("depth", "1")])

        #expect(try await keys(store) == ["sess_8abc"])
        #expect(try await store.records([SessionKey("sess_7abc")], limit: 9) == [nil])
    }

    @Test func `move only into a directory that is there, where the framework makes none`() async throws {
        mkdir(directory.path("a"), 0o700)
        directory.write("a/sess_abc", "x")
        let store = try await store()

        let error = await #expect(throws: StoreError.self) {
            try await store.move(SessionKey("sess_abc"), to: SessionKey("sess_b12"), expecting: Revision("x"))
        }

        #expect(
            error?.detail
                == "the session's file would be in its directory b, which is not there, and its framework makes none")
        #expect(directory.content("a/sess_abc") == "x")
        #expect(directory.names == ["a"])
    }

    @Test func `move into a directory that is made as the ones beside it, where the framework makes it`() async throws {
        let old = "_session_id%3A2%3A%3A" + String(repeating: "a", count: 64)
        let new = "_session_id%3A2%3A%3A" + String(repeating: "b", count: 64)
        let names = FileNames([cache])
        let place = try #require(names.directories(of: SessionKey(old), depth: 0))
        mkdir(directory.path(String(place.prefix(3))), 0o750)
        mkdir(directory.path(place), 0o750)
        chmod(directory.path, 0o750)
        directory.write("\(place)/\(old)", "x")
        let store = try await store()

        let outcome = try await store.move(SessionKey(old), to: SessionKey(new), expecting: Revision("x"))

        guard case .done(let record) = outcome else { throw Unmoved() }
        #expect(record.place == names.directories(of: SessionKey(new), depth: 0))
        #expect(directory.content("\(record.place ?? "")/\(new)") == "x")
        var facts = stat()
        lstat(directory.path(record.place ?? ""), &facts)
        #expect(facts.st_mode & 0o7777 == 0o750)
        #expect(try await keys(store) == [new])
    }

    private struct Unmoved: Error {}

    @Test func `are told of, also in directories that are made meanwhile`() async throws {
        nest(2)
        let feed = Feed(try await store())
        #expect(try await feed.connected() == .push("inotify"))

        directory.write("3/b/sess_3bcd", "x")
        try await feed.touched(SessionKey("sess_3bcd"))
        mkdir(directory.path("3/Z"), 0o700)
        directory.write("3/Z/sess_3Zcd", "x")
        try await feed.touched(SessionKey("sess_3Zcd"))
        unlink(directory.path("3/b/sess_3bcd"))
        try await feed.touched(SessionKey("sess_3bcd"))
        rename(directory.path("3"), directory.path("elsewhere"))
        try await feed.next { $0 == .gap("a directory of sessions was moved away") }
    }

    @Test func `are listed again where there are more directories than are watched`() async throws {
        nest(3)
        let store = try await store()

        #expect(try await Feed(store).connected() == .poll(seconds: 5))
        let push = try await store.examine().restrictions.first { $0.ability == .push }
        #expect(
            push?.reason
                == "Something failed on the directory \(directory.path) while watching for changes: its sessions are in more than 4200 directories, more than are watched."
        )
        #expect(push?.remedy == nil)
    }

    @Test func `whose directory goes while it is listed are no more than gone`() throws {
        for path in ["a", "b"] { mkdir(directory.path(path), 0o700) }
        var walk = try TreeWalk(FileTree(try Directory(path: directory.path), FileNames([layout]), depth: 1))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while walk.level == 0 { _ = try walk.next(buffer) { _, _, _ in } }

        for path in ["a", "b"] { rmdir(directory.path(path)) }
        let goesOn = try walk.next(buffer) { _, _, _ in }

        #expect(!goesOn)
    }

    @Test func `come back only where it can be told how deep they are`() async throws {
        mkdir(directory.path("a"), 0o700)
        directory.write("a/sess_abc", "x")
        let store = try await store()
        guard case .done(let archived) = try await store.end([EndRequest(SessionKey("sess_abc"))])[0] else {
            throw Unmoved()
        }
        #expect(try await keys(store).isEmpty)

        let error = await #expect(throws: StoreError.self) { try await self.store().restore(archived) }
        #expect(
            error?.detail == "no session is left there to tell in how many directories its files are nested")
        #expect(directory.names == ["a"])
        guard case .done = try await store.restore(archived) else { throw Unmoved() }
        #expect(directory.content("a/sess_abc") == "x")
    }

    @Test func `are looked for beside directories that are all there and not used`() async throws {
        nest(2)
        directory.write("sess_abc", "")
        #expect(try await keys(store()) == ["sess_abc"])

        directory.write("f/f/sess_ff0", "")
        #expect(try await keys(store()) == ["sess_ff0"])
    }

    @Test func `have as many directories as the address says, if that is a number`() async throws {
        let error = await #expect(throws: StoreError.self) { try await store([.init("depth", "10")]) }
        #expect(error?.reason == .badAddress)
        #expect(error?.detail == "depth=10 is no number of directories from 0 to 9")
    }

    @Test(arguments: [
        ("_session_id%3A2%3A%3A" + String(repeating: "0", count: 64), "28D/3B1"), ("sess_abc", nil),
    ]) func `of Rails are where its checksum says`(name: String, place: String?) {
        #expect(FileNames([cache]).directories(of: SessionKey(name), depth: 2) == place)
    }
}
