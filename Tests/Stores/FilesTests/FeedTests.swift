import Glibc
import SessionModel
import StoreKit
import Synchronization
import Testing

@testable import FileStore

/// A running change feed, whose changes can be awaited.
final class Feed: Sendable {
    private let changes: AsyncStream<StoreChange>
    private let seen = Mutex<[StoreChange]>([])
    let task: Task<Void, any Error>

    init(_ store: any SessionStore) {
        let (changes, continuation) = AsyncStream.makeStream(of: StoreChange.self)
        self.changes = changes
        task = Task { try await store.watch { continuation.yield($0) } }
    }

    /// The next change that fits.
    @discardableResult
    func next(where fits: (StoreChange) -> Bool) async throws -> StoreChange {
        for await change in changes where fits(change) { return change }
        throw Ended()
    }

    /// Waits until a session has been named.
    func touched(_ key: SessionKey) async throws {
        try await next { change in
            if case .touched(let keys) = change { keys.contains(key) } else { false }
        }
    }

    func connected() async throws -> FeedKind? {
        let change = try await next { if case .connected = $0 { true } else { false } }
        if case .connected(let kind) = change { return kind }
        return nil
    }

    private struct Ended: Error {}
}

@Suite(.timeLimit(.minutes(5))) struct `Watching session files` {
    let directory = TestDirectory(inMemory: true)
    let key = TestDirectory.key(1)
    private var path: String { directory.path(TestDirectory.name(1)) }

    private func feed(options: [StoreAddress.Option] = []) async throws -> Feed {
        Feed(try await directory.store(options: options))
    }

    @Test func `says first how it learns of changes`() async throws {
        let feed = try await feed()

        let first = try await feed.next { _ in true }

        #expect(first == .connected(.push("inotify")))
    }

    @Test func `names a session that is made, changed, touched, renamed and removed`() async throws {
        let feed = try await feed()
        _ = try await feed.connected()

        directory.write(1, "new")
        try await feed.touched(key)
        directory.write(1, "other")
        try await feed.touched(key)
        directory.setModified(1, seconds: 1_700_000_000)
        try await feed.touched(key)
        rename(path, directory.path(TestDirectory.name(2)))
        try await feed.touched(TestDirectory.key(2))
        unlink(directory.path(TestDirectory.name(2)))
        try await feed.touched(TestDirectory.key(2))
    }

    @Test func `names no file that is no session, nor our own`() async throws {
        let feed = try await feed()
        _ = try await feed.connected()

        directory.write("notes.json", "x")
        directory.write(".curfew-12.tmp", "x")
        directory.write(1, "x")

        let change = try await feed.next { _ in true }
        #expect(change == .touched([key]))
    }

    @Test func `names a session once for all that happened to it at a time`() throws {
        var watched = try WatchedDirectory(DirectoryPlace(path: directory.path, FileNames([directory.layout])))
        for round in 0..<50 { directory.write(1, "\(round)") }
        let changes = Mutex<[StoreChange]>([])

        try watched.report { change in changes.withLock { $0.append(change) } }

        #expect(changes.withLock { $0 } == [.touched([key])])
    }

    @Test func `says that there is a gap when the system has dropped reports`() throws {
        var watched = try WatchedDirectory(DirectoryPlace(path: directory.path, FileNames([directory.layout])))
        for number in 0..<6000 { directory.write(number, "x") }
        let changes = Mutex<[StoreChange]>([])

        try watched.report { change in changes.withLock { $0.append(change) } }

        #expect(changes.withLock { $0.last } == .gap("more changed at once than the system keeps reports of"))
    }

    @Test func `names ten thousand sessions at a time at the most`() {
        var batch = ChangeBatch()
        let sizes = Mutex<[Int]>([])
        let deliver: (StoreChange) -> Void = { change in
            if case .touched(let keys) = change { sizes.withLock { $0.append(keys.count) } }
        }

        for number in 0..<10_001 { batch.add(TestDirectory.key(number), deliver) }
        batch.flush(deliver)

        #expect(sizes.withLock { $0 } == [10_000, 1])
    }

    @Test func `waits for a directory that is removed, and says that there is a gap`() async throws {
        let feed = try await feed()
        _ = try await feed.connected()

        rmdir(directory.path)
        let lost = try await feed.next { if case .lost = $0 { true } else { false } }
        mkdir(directory.path, 0o700)
        let kind = try await feed.connected()
        let gap = try await feed.next { _ in true }
        directory.write(1, "x")

        guard case .lost(let error) = lost else { return }
        #expect(error.reason == .unreachable)
        #expect(kind == .push("inotify"))
        #expect(gap == .gap("the directory was gone and is back"))
        try await feed.touched(key)
    }

    @Test func `follows the path when another directory takes its place`() async throws {
        let feed = try await feed()
        _ = try await feed.connected()

        rename(directory.path, directory.path + ".old")
        mkdir(directory.path, 0o700)
        defer { rmdir(directory.path + ".old") }
        try await feed.next { if case .gap = $0 { true } else { false } }
        directory.write(1, "x")

        try await feed.touched(key)
    }

    @Test func `lists again where the address asks for it`() async throws {
        let feed = try await feed(options: [.init("poll", "1")])

        #expect(try await feed.connected() == .poll(seconds: 1))
        try await feed.next { $0 == .due }
    }

    @Test func `ends when its task is cancelled`() async throws {
        let feed = try await feed()
        _ = try await feed.connected()

        feed.task.cancel()

        let error = await #expect(throws: StoreError.self) { try await feed.task.value }
        #expect(error?.reason == .cancelled)
    }

    @Test func `ends when the store is closed, and so does everything`() async throws {
        let store = try await directory.store()
        let feed = Feed(store)
        _ = try await feed.connected()

        await store.close()

        let error = await #expect(throws: StoreError.self) { try await feed.task.value }
        #expect(error?.detail == "the store was closed")
        let later = await #expect(throws: StoreError.self) { try await store.records([key], limit: 1) }
        #expect(later?.reason == .cancelled)
    }

    @Test func `opens what has come to be at the path since`() async throws {
        let store = try await directory.store()
        rmdir(directory.path)
        let error = await #expect(throws: StoreError.self) { try await store.records([key], limit: 10) }
        mkdir(directory.path, 0o700)
        directory.write(1, "x")

        #expect(error?.reason == .unreachable)
        #expect(try await store.records([key], limit: 10)[0]?.content == .text("x"))
    }
}
