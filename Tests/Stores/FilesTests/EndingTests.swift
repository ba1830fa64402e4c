import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite struct `Ending and bringing back session files` {
    let directory = TestDirectory()
    let key = TestDirectory.key(1)

    private func archived(_ outcome: EndOutcome) throws -> ArchivedRecord {
        guard case .done(let record) = outcome else { throw Unexpected(outcome: "\(outcome)") }
        return record
    }

    private struct Unexpected: Error { let outcome: String }

    @Test func `gives back what was ended and leaves nothing`() async throws {
        directory.write(1, "one")
        directory.setModified(1, seconds: 1_700_000_000, nanoseconds: 5_000_000)

        let outcomes = try await directory.store().end([EndRequest(key), EndRequest(TestDirectory.key(2))])

        let record = try archived(outcomes[0])
        #expect(record.content == Array("one".utf8))
        #expect(record.modified == Timestamp(milliseconds: 1_700_000_000_005))
        #expect(record.ownership?.mode == 0o600)
        #expect(outcomes[1] == .gone)
        #expect(directory.names.isEmpty)
    }

    @Test func `does not end what is not what was expected`() async throws {
        directory.write(1, "theirs")

        let outcomes = try await directory.store().end([EndRequest(key, expecting: Revision("old"))])

        guard case .changed(let record) = outcomes[0] else { return #expect(Bool(false), "\(outcomes)") }
        #expect(record.content == .text("theirs"))
        #expect(directory.content(1) == "theirs")
    }

    @Test func `puts back what was changed at the last moment`() throws {
        directory.write(1, "old")
        let sessions = try directory.sessions { [directory] moment in
            if moment == .prepared { directory.write(1, "theirs") }
        }

        let outcome = sessions.end(EndRequest(key, expecting: Revision("old")))

        guard case .changed(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text("theirs"))
        #expect(directory.content(1) == "theirs")
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test func `leaves a session that has come to live again alone`() throws {
        directory.write(1, "old")
        let sessions = try directory.sessions { [directory] moment in
            if moment == .prepared { directory.write(1, "theirs") } else { directory.write(1, "newest") }
        }

        let outcome = sessions.end(EndRequest(key, expecting: Revision("old")))

        guard case .changed(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text("newest"))
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test func `does not end a symbolic link`() async throws {
        directory.write("target", "x")
        symlink("target", directory.path(TestDirectory.name(1)))

        let outcomes = try await directory.store().end([EndRequest(key)])

        guard case .failed(let error) = outcomes[0] else { return #expect(Bool(false), "\(outcomes)") }
        #expect(error.reason == .unsuitable)
        #expect(error.detail == "what is there is no regular file but a symbolic link")
        #expect(directory.names == [TestDirectory.name(1), "target"])
    }

    @Test func `brings back content time owner and rights`() async throws {
        try #require(geteuid() == 0, "only root can give files away")
        directory.write(1, "one")
        chown(directory.path(TestDirectory.name(1)), 1234, 5678)
        chmod(directory.path(TestDirectory.name(1)), 0o640)
        directory.setModified(1, seconds: 1_700_000_000, nanoseconds: 5_000_000)
        let before = directory.status(1)
        let store = try await directory.store()
        let record = try archived(try await store.end([EndRequest(key)])[0])

        let outcome = try await store.restore(record)

        guard case .done(let back) = outcome else { return #expect(Bool(false), "\(outcome)") }
        let after = directory.status(1)
        #expect(back.content == .text("one"))
        #expect(back.modified == record.modified)
        #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid && after.st_mode == before.st_mode)
        #expect(after.st_mtim.tv_sec == before.st_mtim.tv_sec && after.st_mtim.tv_nsec == before.st_mtim.tv_nsec)
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test func `does not bring back over a living session`() async throws {
        directory.write(1, "living")

        let outcome = try await directory.store().restore(ArchivedRecord(key: key, content: [1]))

        #expect(outcome == .occupied)
        #expect(directory.content(1) == "living")
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test func `brings back for its owner alone what came without rights`() async throws {
        _ = try await directory.store().restore(ArchivedRecord(key: key, content: [1]))

        #expect(directory.status(1).st_mode & 0o7777 == 0o600)
    }

    @Test func `does not bring back what has expired`() async throws {
        let past = Deadline.at(Timestamp(milliseconds: 1000))

        let outcome = try await directory.store().restore(ArchivedRecord(key: key, content: [1], expiry: past))

        #expect(outcome == .expired)
        #expect(directory.names.isEmpty)
    }

    @Test func `brings back nothing under a name that is no session's`() async throws {
        let store = try await directory.store()

        let error = await #expect(throws: StoreError.self) {
            try await store.restore(ArchivedRecord(key: SessionKey("cron.json"), content: [1]))
        }

        #expect(error?.reason == .unsuitable)
        #expect(directory.names.isEmpty)
    }
}
