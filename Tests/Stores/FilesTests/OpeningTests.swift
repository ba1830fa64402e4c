import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite struct `Opening a directory` {
    let directory = TestDirectory()

    private func failure(
        _ path: String, hosts: [StoreAddress.Host] = [], options: [StoreAddress.Option] = []
    ) async -> StoreError? {
        await #expect(throws: StoreError.self) {
            let address = StoreAddress(scheme: "file", hosts: hosts, path: path, options: options)
            _ = try await StoreDriver.files.open(StoreOpening(address: address, layouts: []))
        }
    }

    @Test func `says that it is missing`() async throws {
        let error = await failure("/nowhere/to be found")

        #expect(
            error?.description
                == "Cannot reach the directory /nowhere/to be found while opening it: there is no such directory.")
        #expect(error?.remedy == "Check the path: ls -ld '/nowhere/to be found'")
    }

    @Test func `says that it is a file`() async throws {
        directory.write("file", "")

        let error = await failure(directory.path("file"))

        #expect(
            error?.description
                == "Cannot use the directory \(directory.path("file")) while opening it: it is a file.")
        #expect(error?.remedy == "Name the directory that holds the session files.")
    }

    @Test(arguments: ["0", "-1", "soon", "", "86401"]) func `takes no poll that is no interval`(_ poll: String) async {
        let error = await failure(directory.path, options: [.init("poll", poll)])

        #expect(error?.reason == .badAddress)
        #expect(error?.detail == "poll=\(poll) is no number of seconds from 1 to 86400")
    }

    @Test(arguments: ["0", "-5", "1h", "1.5", "3153600001", "9223372036854775807", "99999999999999999999"])
    func `takes no lifetime that is none`(_ lifetime: String) async {
        let error = await failure(directory.path, options: [.init("lifetime", lifetime)])

        #expect(error?.reason == .badAddress)
        #expect(error?.detail == "lifetime=\(lifetime) is no number of seconds from 1 to 3153600000")
    }

    @Test func `takes no path, no NUL in it, and no other machine`() async {
        #expect(await failure("")?.detail == "there is no path in it")
        #expect(await failure("a\0b")?.detail == "no path holds a NUL")
        #expect(
            await failure("/tmp", hosts: [.init("web1")])?.detail == "a directory is on this machine, not on web1")
    }

    @Test func `takes a link on the way to the directory`() async throws {
        symlink(directory.path, directory.path + ".link")
        defer { unlink(directory.path + ".link") }
        directory.write(1, "x")
        let address = StoreAddress(scheme: "file", path: directory.path + ".link")

        let store = try await StoreDriver.files.open(
            StoreOpening(address: address, layouts: [.files(directory.layout)]))

        #expect(try await store.records([TestDirectory.key(1)], limit: 9)[0]?.content == .text("x"))
        #expect(store.identity == StoreIdentity(engine: "files", address: "file:\(directory.path).link"))
    }

    @Test func `quotes a path for the shell`() {
        let words = FileStoreWords(path: "it's/here")

        #expect(words.missing(while: "opening it").remedy == #"Check the path: ls -ld 'it'\''s/here'"#)
    }

    @Test func `changes nothing when it is opened read-only`() async throws {
        directory.write(1, "old")
        let store = try await directory.store(isReadOnly: true)
        let key = TestDirectory.key(1)
        var errors: [StoreError?] = []

        errors.append(
            await #expect(throws: StoreError.self) {
                try await store.write(RecordWrite(key: key, expecting: Revision("old"), content: [1]))
            })
        errors.append(
            await #expect(throws: StoreError.self) {
                try await store.move(key, to: TestDirectory.key(2), expecting: Revision("old"))
            })
        errors.append(await #expect(throws: StoreError.self) { try await store.end([EndRequest(key)]) })
        errors.append(
            await #expect(throws: StoreError.self) {
                try await store.restore(ArchivedRecord(key: TestDirectory.key(3), content: [1]))
            })

        #expect(errors.map { $0?.reason } == Array(repeating: .readOnly, count: 4))
        #expect(directory.names == [TestDirectory.name(1)])
        #expect(directory.content(1) == "old")
        #expect(await store.abilities == .reading)
        #expect(try await store.examine().restrictions.map(\.reason) == ["It was opened read-only."])
    }

    @Test func `finds out what may be done`() async throws {
        for number in 0..<5 { directory.write(number, "x") }
        directory.write("notes.json", "x")

        let examination = try await directory.store().examine()

        #expect(examination.version.hasPrefix("directory on "))
        #expect(examination.abilities == .all)
        #expect(examination.restrictions.isEmpty)
        #expect(examination.feed == .push("inotify"))
        #expect(examination.estimatedCount == 5)
        #expect(examination.clockSkew == 0)
    }

    @Test func `mentions what an act that was cut off has left, and leaves it`() async throws {
        directory.write(".curfew-99.tmp", "a session")
        let store = try await directory.store()

        #expect(try await store.examine().restrictions.isEmpty)
        let later = FileTime.now.milliseconds + 3_700_000
        let open = try Directory(path: directory.path)
        let sample = try FileSample(of: FileTree(open, FileNames([directory.layout])), limit: 100, now: later)

        #expect(sample.leftovers == 1)
        #expect(directory.content(".curfew-99.tmp") == "a session")
    }

    @Test func `says that no format keeps files where none does`() async throws {
        let address = StoreAddress(scheme: "file", path: directory.path)

        let store = try await StoreDriver.files.open(StoreOpening(address: address, layouts: []))

        #expect(try await store.examine().abilities.contains(.list) == false)
    }
}
