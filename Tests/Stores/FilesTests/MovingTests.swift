import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite struct `Giving a session file another name` {
    let directory = TestDirectory()
    let key = TestDirectory.key(1)
    let newKey = TestDirectory.key(2)

    @Test func `keeps content and time`() async throws {
        directory.write(1, "one")
        directory.setModified(1, seconds: 1_700_000_000, nanoseconds: 123)

        let outcome = try await directory.store().move(key, to: newKey, expecting: Revision("one"))

        guard case .done(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.key == newKey)
        #expect(record.content == .text("one"))
        #expect(directory.status(2).st_mtim.tv_nsec == 123)
        #expect(directory.names == [TestDirectory.name(2)])
    }

    @Test func `never takes a living session's place`() async throws {
        directory.write(1, "one")
        directory.write(2, "two")

        #expect(try await directory.store().move(key, to: newKey, expecting: Revision("one")) == .occupied)
        #expect(directory.content(1) == "one")
        #expect(directory.content(2) == "two")
    }

    @Test func `says that it is gone`() async throws {
        #expect(try await directory.store().move(key, to: newKey, expecting: Revision("one")) == .gone)
    }

    @Test func `refuses what was changed`() async throws {
        directory.write(1, "theirs")

        let outcome = try await directory.store().move(key, to: newKey, expecting: Revision("one"))

        guard case .changed(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text("theirs"))
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test func `moves back what was changed at the last moment`() throws {
        directory.write(1, "one")
        let sessions = try directory.sessions { [directory] moment in
            if moment == .prepared { directory.write(1, "theirs") }
        }

        let outcome = try sessions.move(key, to: newKey, expecting: Revision("one"))

        guard case .changed(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.content == .text("theirs"))
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test func `gives no name that is no session's`() async throws {
        directory.write(1, "one")
        let store = try await directory.store()

        let error = await #expect(throws: StoreError.self) {
            try await store.move(key, to: SessionKey("../stolen"), expecting: Revision("one"))
        }

        #expect(error?.reason == .unsuitable)
        #expect(directory.content(1) == "one")
    }
}
