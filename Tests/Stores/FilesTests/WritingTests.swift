import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite struct `Writing a session file` {
    let directory = TestDirectory()

    private func write(
        _ old: String, _ new: String?, modified: RecordWrite.ModifiedChange = .now,
        expiry: RecordWrite.ExpiryChange = .keep
    ) -> RecordWrite {
        RecordWrite(
            key: TestDirectory.key(1), expecting: Revision(old), content: new.map { Array($0.utf8) }, expiry: expiry,
            modified: modified)
    }

    @Test func `puts the new content in place and leaves no other file`() async throws {
        directory.write(1, "old")

        let outcome = try await directory.store().write(write("old", "new"))

        guard case .done(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text("new"))
        #expect(directory.content(1) == "new")
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test func `refuses what was changed meanwhile and shows it`() async throws {
        directory.write(1, "theirs")

        let outcome = try await directory.store().write(write("old", "new"))

        guard case .changed(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text("theirs"))
        #expect(directory.content(1) == "theirs")
    }

    @Test func `never creates a session`() async throws {
        #expect(try await directory.store().write(write("old", "new")) == .gone)
        #expect(directory.names.isEmpty)
    }

    @Test func `keeps the modification time to the nanosecond`() async throws {
        directory.write(1, "old")
        directory.setModified(1, seconds: 1_700_000_000, nanoseconds: 123_456_789)

        _ = try await directory.store().write(write("old", "new", modified: .keep))

        #expect(directory.status(1).st_mtim.tv_sec == 1_700_000_000)
        #expect(directory.status(1).st_mtim.tv_nsec == 123_456_789)
        #expect(directory.content(1) == "new")
    }

    @Test func `sets the modification time alone and leaves the content`() async throws {
        directory.write(1, "old")
        let before = directory.status(1).st_ino

        let outcome = try await directory.store().write(
            write("old", nil, modified: .set(Timestamp(milliseconds: 1_700_000_000_250))))

        guard case .done(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.modified == Timestamp(milliseconds: 1_700_000_000_250))
        #expect(directory.status(1).st_ino == before)
        #expect(directory.content(1) == "old")
    }

    @Test func `sets a time before 1970`() async throws {
        directory.write(1, "old")

        _ = try await directory.store().write(write("old", "new", modified: .set(Timestamp(milliseconds: -1))))

        #expect(directory.status(1).st_mtim.tv_sec == -1)
        #expect(directory.status(1).st_mtim.tv_nsec == 999_000_000)
    }

    @Test func `has no deadline of its own to set`() async throws {
        directory.write(1, "old")
        let store = try await directory.store()

        let error = await #expect(throws: StoreError.self) {
            try await store.write(write("old", "new", expiry: .set(.never)))
        }

        #expect(error?.reason == .unsuitable)
        #expect(directory.content(1) == "old")
    }

    @Test func `carries mode owner and group`() async throws {
        try #require(geteuid() == 0, "only root can give files away")
        directory.write(1, "old")
        chown(directory.path(TestDirectory.name(1)), 1234, 5678)
        chmod(directory.path(TestDirectory.name(1)), 0o640)

        _ = try await directory.store().write(write("old", "new"))

        let status = directory.status(1)
        #expect(status.st_uid == 1234)
        #expect(status.st_gid == 5678)
        #expect(status.st_mode & 0o7777 == 0o640)
        #expect(directory.content(1) == "new")
    }

    @Test(arguments: [SessionDirectory.Moment.prepared, .exchanged])
    func `finds what was written at the last moment, and keeps it`(_ moment: SessionDirectory.Moment) throws {
        directory.write(1, "old")
        let sessions = try directory.sessions { [directory] reached in
            if reached == moment, directory.content(1) != "theirs" { directory.write(1, "theirs") }
        }

        let outcome = try sessions.write(write("old", "new"))

        // Written into the new file, it came after ours; written into the old one, it came before.
        if moment == .prepared {
            guard case .changed(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(record.content == .text("theirs"))
        }
        #expect(directory.content(1) == "theirs")
        #expect(directory.names == [TestDirectory.name(1)])
    }
}

@Suite struct `Writing where files can't be exchanged` {
    let directory = TestDirectory()
    private let write = RecordWrite(
        key: TestDirectory.key(1), expecting: Revision("old"), content: Array("new".utf8), modified: .keep)

    @Test func `renames over the old file`() throws {
        directory.write(1, "old")
        directory.setModified(1, seconds: 1_700_000_000)

        let outcome = try directory.sessions(lacksExchange: true).write(write)

        guard case .done(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text("new"))
        #expect(record.modified == Timestamp(milliseconds: 1_700_000_000_000))
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test func `still compares at the last moment`() throws {
        directory.write(1, "old")
        let sessions = try directory.sessions(lacksExchange: true) { [directory] _ in directory.write(1, "theirs") }

        let outcome = try sessions.write(write)

        guard case .changed = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(directory.content(1) == "theirs")
        #expect(directory.names == [TestDirectory.name(1)])
    }
}
