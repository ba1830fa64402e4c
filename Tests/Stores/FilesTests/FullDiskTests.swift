import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite(.enabled(if: SmallFileSystem.isPossible, "takes the right to mount")) struct `A disk that takes no more` {
    let key = TestDirectory.key(1)

    @Test func `leaves the old content when there is no room for the new`() async throws {
        let small = try #require(SmallFileSystem())
        small.directory.write(1, "old")
        let store = try await small.directory.store()
        let write = RecordWrite(key: key, expecting: Revision("old"), content: [UInt8](repeating: 65, count: 100_000))

        let error = await #expect(throws: StoreError.self) { try await store.write(write) }

        #expect(error?.reason == .full)
        #expect(error?.detail == "No space left on device")
        #expect(small.directory.content(1) == "old")
        #expect(small.directory.names == [TestDirectory.name(1)])
        await store.close()
    }

    @Test func `leaves the old file when there is no room for one more`() async throws {
        let small = try #require(SmallFileSystem())
        small.directory.write(1, "old")
        for number in 2..<19 { small.directory.write(number, "") }
        close(open(small.directory.path("last"), O_CREAT | O_WRONLY, 0o600))
        let store = try await small.directory.store()

        let error = await #expect(throws: StoreError.self) {
            try await store.write(RecordWrite(key: key, expecting: Revision("old"), content: [1]))
        }

        #expect(error?.reason == .full)
        #expect(small.directory.content(1) == "old")
        await store.close()
    }

    @Test func `has no room to bring back, and leaves nothing`() async throws {
        let small = try #require(SmallFileSystem())
        let store = try await small.directory.store()
        let record = ArchivedRecord(key: key, content: [UInt8](repeating: 65, count: 100_000))

        let error = await #expect(throws: StoreError.self) { try await store.restore(record) }

        #expect(error?.reason == .full)
        #expect(small.directory.names.isEmpty)
        await store.close()
    }

    @Test func `changes nothing on a file system that is mounted read-only`() async throws {
        let small = try #require(SmallFileSystem())
        small.directory.write(1, "old")
        try #require(small.makeReadOnly())
        let store = try await small.directory.store()

        let error = await #expect(throws: StoreError.self) {
            try await store.write(RecordWrite(key: key, expecting: Revision("old"), content: [1]))
        }
        let ended = try await store.end([EndRequest(key)])
        let examination = try await store.examine()

        #expect(error?.reason == .notPermitted)
        #expect(error?.detail == "a new file can't be made: Read-only file system")
        guard case .failed = ended[0] else { return #expect(Bool(false), "\(ended)") }
        #expect(small.directory.content(1) == "old")
        #expect(examination.version == "directory on tmpfs")
        #expect(examination.abilities == .reading)
        #expect(examination.restrictions.map(\.reason) == ["The file system is mounted read-only."])
        await store.close()
    }
}
