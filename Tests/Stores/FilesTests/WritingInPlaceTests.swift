import CFiles
import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite struct `Writing a session file that its framework locks` {
    private static let name = "sess_abc"
    private let directory = TestDirectory()
    private let key = SessionKey(Self.name)

    private func sessions(reached: @escaping @Sendable () -> Void = {}) throws -> SessionDirectory {
        let layout = FileLayout(
            prefix: "sess_", suffix: "", stem: .id(StemShape(.php, 1...250)), replacement: .inPlace)
        return SessionDirectory(
            directory: try Directory(path: directory.path), fileNames: FileNames([layout]),
            words: FileStoreWords(path: directory.path), reached: { if $0 == .prepared { reached() } })
    }

    private func write(_ old: String, _ new: String, modified: RecordWrite.ModifiedChange = .keep) -> RecordWrite {
        RecordWrite(key: key, expecting: Revision(old), content: Array(new.utf8), modified: modified)
    }

    private var status: stat {
        var facts = stat()
        lstat(directory.path(Self.name), &facts)
        return facts
    }

    /// Holds the lock as a request would, for as long as the result lives.
    private func lock() throws -> Descriptor {
        let file = Descriptor(open(directory.path(Self.name), O_RDWR | O_CLOEXEC))
        #expect(curfew_files_lock(file.number) == 1)
        return file
    }

    @Test(arguments: ["a longer one", "s", ""]) func `keeps file, rights and time`(content: String) throws {
        directory.write(Self.name, "old")
        chmod(directory.path(Self.name), 0o640)
        utimensat(
            AT_FDCWD, directory.path(Self.name), [timespec(tv_sec: 5, tv_nsec: 0), timespec(tv_sec: 7, tv_nsec: 9)], 0)
        let before = status

        let outcome = try sessions().write(write("old", content))

        guard case .done(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text(content))
        #expect(directory.content(Self.name) == content)
        #expect(status.st_ino == before.st_ino)
        #expect(status.st_mode == before.st_mode)
        #expect(status.st_mtim.tv_sec == 7)
        #expect(status.st_mtim.tv_nsec == 9)
        #expect(directory.names == [Self.name])
    }

    @Test func `sets the time that is asked for`() throws {
        directory.write(Self.name, "old")
        _ = try sessions().write(write("old", "new", modified: .set(Timestamp(milliseconds: 1_700_000_000_250))))
        #expect(status.st_mtim.tv_sec == 1_700_000_000)
        #expect(status.st_mtim.tv_nsec == 250_000_000)
    }

    @Test func `refuses what was changed meanwhile, and never creates one`() throws {
        #expect(try sessions().write(write("old", "new")) == .gone)
        directory.write(Self.name, "theirs")
        let outcome = try sessions().write(write("old", "new"))
        guard case .changed(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text("theirs"))
        #expect(directory.content(Self.name) == "theirs")
    }

    @Test func `gives up on a request that goes on`() throws {
        directory.write(Self.name, "old")
        let request = try lock()

        let error = #expect(throws: StoreError.self) { try sessions().write(write("old", "new")) }
        let moving = #expect(throws: StoreError.self) {
            try sessions().move(key, to: SessionKey("sess_xyz"), expecting: Revision("old"))
        }

        #expect(
            error?.description
                == "Not permitted on the directory \(directory.path) while writing a session: a request of the"
                + " application is at work on this session and would write over what is changed now; try again when it"
                + " is done.")
        #expect(moving?.detail == StoreError.heldByRequest)
        #expect(directory.content(Self.name) == "old")
        _ = consume request
    }

    @Test func `moves no deadline while a request goes on`() throws {
        directory.write(Self.name, "old")
        let before = status.st_mtim.tv_sec
        let later = RecordWrite(
            key: key, expecting: Revision("old"), content: nil, modified: .set(Timestamp(milliseconds: 7000)))
        let request = try lock()

        let error = #expect(throws: StoreError.self) { try sessions().write(later) }

        #expect(error?.reason == .notPermitted)
        #expect(error?.detail == StoreError.heldByRequest)
        #expect(status.st_mtim.tv_sec == before)
        _ = consume request
        guard case .done = try sessions().write(later) else { throw Unexpected() }
        #expect(status.st_mtim.tv_sec == 7)
        #expect(directory.content(Self.name) == "old")
    }

    @Test func `waits for a request that ends, and sees what it wrote`() async throws {
        directory.write(Self.name, "old")
        let request = try lock()
        let sessions = try sessions()
        let write = write("old", "new")
        let writing = Task.detached { try sessions.write(write) }
        pwrite(request.number, "theirs", 6, 0)
        _ = consume request

        guard case .changed(let record) = try await writing.value else { throw Unexpected() }
        #expect(record.content == .text("theirs"))
    }

    @Test func `is locked while it writes`() throws {
        directory.write(Self.name, "old")
        let path = directory.path(Self.name)
        let sessions = try sessions {
            let file = Descriptor(open(path, O_RDWR | O_CLOEXEC))
            #expect(curfew_files_lock(file.number) == 0)
        }
        guard case .done = try sessions.write(write("old", "new")) else { throw Unexpected() }
    }

    @Test func `gives the file another name, the same file`() throws {
        directory.write(Self.name, "old")
        let before = status.st_ino
        let outcome = try sessions().move(key, to: SessionKey("sess_xyz"), expecting: Revision("old"))
        guard case .done = outcome else { throw Unexpected() }
        #expect(directory.names == ["sess_xyz"])
        var facts = stat()
        lstat(directory.path("sess_xyz"), &facts)
        #expect(facts.st_ino == before)
    }

    @Test func `follows no link`() throws {
        directory.write("target", "old")
        symlink("target", directory.path(Self.name))
        #expect(throws: StoreError.self) { try sessions().write(write("old", "new")) }
        #expect(directory.content("target") == "old")
    }

    private struct Unexpected: Error {}
}
