import Glibc
import SessionModel
import StoreKit
import Synchronization
import Testing

@testable import FileStore

/// Collects the pages of a listing.
final class Pages: Sendable {
    private let pages = Mutex<[RecordPage]>([])

    func add(_ page: RecordPage) { pages.withLock { $0.append(page) } }

    var all: [RecordPage] { pages.withLock { $0 } }
    var count: Int { all.reduce(0) { $0 + $1.count } }

    /// The rows by key.
    var rows: [SessionKey: RowFacts] {
        var rows: [SessionKey: RowFacts] = [:]
        for page in all {
            for row in 0..<page.count { rows[page.key(row)] = page.facts[row] }
        }
        return rows
    }
}

@Suite struct `Listing session files` {
    let directory = TestDirectory(inMemory: true)

    /// A glance that takes for readable what ends with a brace.
    private static let glance: RecordGlance = { key, content, _, modified, page in
        let facts = RowFacts(
            deadline: 7, lastSeen: modified, size: content.count, isReadable: content.last == UInt8(ascii: "}"))
        page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(rebasing: content.prefix(2)))
    }

    private func scan(
        pace: ScanRequest.Pace = .full, glance: @escaping RecordGlance = Self.glance
    ) async throws -> Pages {
        let pages = Pages()
        try await directory.store().scan(ScanRequest(pace: pace, readsContent: true, glance: glance)) { pages.add($0) }
        return pages
    }

    @Test func `lists each session once and nothing else`() async throws {
        for number in 0..<300 { directory.write(number, "{}") }
        directory.write("notes.json", "{}")
        directory.write(".curfew-1.tmp", "{}")
        directory.setModified(7, seconds: 1_700_000_000)

        let pages = try await scan()

        #expect(pages.count == 300)
        #expect(Set(pages.rows.keys) == Set((0..<300).map(TestDirectory.key)))
        #expect(pages.rows[TestDirectory.key(7)]?.lastSeen == 1_700_000_000_000)
        #expect(pages.all.first?.count == 200)
        #expect(pages.all.last?.progress == 1)
    }

    @Test func `says that it is whole, also where all went out before that was known`() {
        let pages = Pages()
        let ledger = ScanLedger(.full) { pages.add($0) }
        var names = NameList()
        var page = RecordPage()
        Array("a.json".utf8).withUnsafeBytes { name in
            names.append(name, .regular)
            page.append(key: name, deadline: 7)
        }
        ledger.add(names)
        ledger.handOut(page, names: 1)
        ledger.complete()
        ledger.finish()

        #expect(pages.all.map(\.progress) == [0, 1])
        #expect(pages.all.map(\.count) == [1, 0])
    }

    @Test func `lists an empty directory as empty`() async throws {
        #expect(try await scan().count == 0)
    }

    private func glancer(_ names: [Int]) throws -> FileGlancer {
        let open = try Directory(path: directory.path)
        var glancer = FileGlancer(FileTree(open, FileNames([directory.layout])), isShared: false, glance: Self.glance)
        for number in names {
            Array((TestDirectory.name(number) + "\0").utf8).withUnsafeBytes { name in
                glancer.look(at: UnsafeRawBufferPointer(rebasing: name.dropLast()), .regular)
            }
        }
        return glancer
    }

    @Test(arguments: [true, false])
    func `asks for a modification time where the glance needs one, and only there`(asks: Bool) throws {
        directory.write(1, "{}")
        directory.write(2, "{sess}")
        for number in 1...2 { directory.setModified(number, seconds: 1_700_000_000) }
        let open = try Directory(path: directory.path)
        let tree = FileTree(open, FileNames([directory.layout]))
        var glancer = FileGlancer(tree, isShared: false, asksForModification: asks) { key, content, _, modified, page in
            if content.count > 2, modified == RowFacts.unasked { return page.lacksModification = true }
            let facts = RowFacts(deadline: 0, lastSeen: modified, size: content.count)
            page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
        }

        for number in 1...2 {
            Array((TestDirectory.name(number) + "\0").utf8).withUnsafeBytes { name in
                glancer.look(at: UnsafeRawBufferPointer(rebasing: name.dropLast()), .regular)
            }
        }

        let modified: Int64 = 1_700_000_000_000
        #expect(glancer.page.facts.map(\.lastSeen) == [asks ? RowFacts.unasked : modified, modified])
        #expect(glancer.page.facts.map(\.size) == [2, 6])
    }

    @Test(arguments: [1 << 16, (1 << 16) + 1, 200_000])
    func `reads a file that is larger than its first memory whole`(size: Int) throws {
        directory.write(1, "{" + String(repeating: "x", count: size - 2) + "}")
        let glancer = try glancer([1])

        #expect(glancer.page.facts.map(\.size) == [UInt32(size)])
    }

    @Test func `looks again at a file that was being written`() throws {
        for number in 0..<10 { directory.write(number, "{\(number)}") }
        directory.write(4, "{half")
        var glancer = try glancer(Array(0..<10))
        let doubtful = glancer.doubtful

        directory.write(4, "{whole}")
        glancer.lookAgain()

        #expect(doubtful == [4])
        #expect(glancer.doubtful.isEmpty)
        #expect((0..<10).map { glancer.page.key($0) } == (0..<10).map(TestDirectory.key))
        #expect(glancer.page.facts.filter { !$0.isReadable }.isEmpty)
        #expect((3..<6).map { glancer.page.user($0) } == ["{3", "{w", "{5"])
    }

    @Test func `drops a row whose file has gone by the second look`() throws {
        directory.write(1, "{}")
        directory.write(2, "half")
        var glancer = try glancer([1, 2])

        unlink(directory.path(TestDirectory.name(2)))
        glancer.lookAgain()

        #expect(glancer.page.count == 1)
        #expect(glancer.page.key(0) == TestDirectory.key(1))
    }

    @Test func `lists what stays unreadable as unreadable`() async throws {
        directory.write(1, "broken")
        symlink("elsewhere", directory.path(TestDirectory.name(2)))
        mkfifo(directory.path(TestDirectory.name(3)), 0o600)
        directory.write(4, "{}")

        let rows = try await scan().rows

        #expect(rows.count == 4)
        #expect(rows.filter { !$0.value.isReadable }.count == 3)
        #expect(rows[TestDirectory.key(3)]?.deadline == RowFacts.unknown)
    }

    @Test func `shows a glance one mebibyte of a file at the most`() async throws {
        directory.write(1, String(repeating: "a", count: 3 << 20))

        #expect(try await scan().rows[TestDirectory.key(1)]?.size == 1 << 20)
    }

    @Test func `is not disturbed by names nobody would give`() async throws {
        let name = Array(String(repeating: "0", count: 64).utf8) + [0xFF, 0x0A, 0x1B] + Array(".json".utf8)
        TestDirectory.write(directory.path + "/" + String(repeating: "n", count: 255), [1])
        let path = (Array(directory.path.utf8) + [47] + name + [0]).map { CChar(bitPattern: $0) }
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        directory.write(1, "{}")

        #expect(try await scan().count == 1)
    }

    /// How long this thread has had a processor.
    private static var worked: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Duration.seconds(time.tv_sec) + Duration.nanoseconds(time.tv_nsec)
    }

    @Test func `rests three quarters of the time when it is polite`() async throws {
        for number in 0..<1000 { directory.write(number, "{}") }
        let busy = Mutex(Duration.zero)

        let whole = try await ContinuousClock().measure {
            _ = try await scan(pace: .polite) { key, content, expiry, modified, page in
                let start = Self.worked
                while Self.worked - start < .microseconds(20) {}
                Self.glance(key, content, expiry, modified, &page)
                busy.withLock { $0 += Self.worked - start }
            }
        }

        // The first page is not paced: it has to come at once.
        #expect(whole > busy.withLock { $0 } * 2)
    }

    @Test(.timeLimit(.minutes(5))) func `lists 100,000 sessions`() async throws {
        directory.makeMany(100_000)

        let pages = try await scan()

        #expect(pages.count == 100_000)
        #expect(pages.rows.count == 100_000)
        let progress = pages.all.map(\.progress)
        #expect(progress == progress.sorted())
    }

    @Test(.timeLimit(.minutes(5))) func `stops when the task is cancelled`() async throws {
        directory.makeMany(20_000)
        let store = try await directory.store()
        let pages = Pages()
        let (began, signal) = AsyncStream.makeStream(of: Void.self)

        let listing = Task {
            try await store.scan(ScanRequest(pace: .polite, readsContent: true, glance: Self.glance)) { page in
                pages.add(page)
                signal.yield()
            }
        }
        for await _ in began { break }
        listing.cancel()

        let error = await #expect(throws: StoreError.self) { try await listing.value }
        #expect(error?.reason == .cancelled)
        #expect(pages.count < 20_000)
    }

    @Test func `answers other questions while it lists`() async throws {
        for number in 0..<300 { directory.write(number, "{}") }
        let store = try await directory.store()
        let (began, begun) = AsyncStream.makeStream(of: Void.self)
        let (answers, answered) = AsyncStream.makeStream(of: Void.self)
        let gate = Gate()

        async let listing: Void = store.scan(ScanRequest(pace: .full, readsContent: true, glance: Self.glance)) { _ in
            begun.yield()
            gate.wait()
        }
        for await _ in began { break }
        let records = try await store.records([TestDirectory.key(1)], limit: 10)
        answered.yield()
        for await _ in answers { break }
        gate.open()
        try await listing

        #expect(records[0]?.content == .text("{}"))
    }
}

/// Holds a thread until it is opened.
final class Gate: Sendable {
    private let isOpen = Atomic(false)

    func open() { isOpen.store(true, ordering: .releasing) }

    func wait() {
        while !isOpen.load(ordering: .acquiring) { usleep(200) }
    }
}

extension TestDirectory {
    /// Makes many sessions fast, as names of a few files.
    func makeMany(_ count: Int) {
        for number in 0..<count {
            if number % 50_000 == 0 {
                write(number, "{}")
            } else {
                link(path(Self.name(number - number % 50_000)), path(Self.name(number)))
            }
        }
    }
}
