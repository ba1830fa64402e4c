import Glibc
import Operations
import SessionModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The journal` {
    private let directory: TemporaryDirectory
    private let journal: Journal

    init() throws {
        directory = try TemporaryDirectory()
        journal = Journal(directory: directory.file("a/b"))
    }

    private func entry(_ number: Int, reason: String? = nil) -> JournalEntry {
        JournalEntry(
            at: Timestamp(milliseconds: 1_795_229_000_500 + Int64(number)), person: Operator(login: "kim"),
            store: "shop",
            verb: "destroy", ids: ["h\(number)"], count: 1, reason: reason, results: ["done": 1])
    }

    private func fill(_ count: Int) async throws {
        for number in 0..<count { try await journal.append(entry(number)) }
    }

    private var lines: [[UInt8]] {
        get throws { try directory.read("a/b/journal.jsonl").split(separator: 10).map(Array.init) }
    }

    private func rewrite(_ lines: [[UInt8]]) throws {
        try directory.write(Array(lines.joined(separator: [10])) + [10], to: "a/b/journal.jsonl")
    }

    @Test func `gives lines and verdict of one moment`() async throws {
        try await fill(3)

        let (lines, verdict) = try await journal.linesAndVerdict(limit: 2)

        #expect(lines.map(\.number) == [2, 3])
        #expect(verdict == .intact(count: 3))
    }

    @Test func `gives back what was written, the newest last`() async throws {
        try await journal.append(entry(1, reason: "two\nlines \"and\" \u{1B}[31m"))
        try await journal.append(entry(2))

        let lines = try await journal.lines()

        #expect(lines.map(\.number) == [1, 2])
        #expect(lines.map(\.reason) == ["two\nlines \"and\" \u{1B}[31m", nil])
        #expect(lines.map(\.at.milliseconds) == [1_795_229_000_501, 1_795_229_000_502])
        #expect(try await journal.lines(limit: 1).map(\.number) == [2])
        #expect(try await journal.verify() == .intact(count: 2))
    }

    @Test func `has the address of a store beside its name`() async throws {
        var named = entry(1)
        named.address = "memory:"

        try await journal.append(named)

        let line = try #require(try await journal.lines().first)
        #expect(line.store == "shop")
        #expect(line.text.contains(#""store":"shop","address":"memory:","verb":"destroy""#))
        #expect(try await journal.verify() == .intact(count: 1))
    }

    @Test func `is for its owner's eyes alone`() async throws {
        try await journal.prepare()
        try await fill(1)

        for (name, mode) in [
            ("a/b/journal.jsonl", 0o600), ("a/b/journal.state", 0o600), ("a/b/journal.key", 0o600), ("a/b", 0o700),
        ] {
            var status = stat()
            #expect(lstat(directory.file(name), &status) == 0)
            #expect(Int(status.st_mode & 0o7777) == mode, "\(name)")
        }
    }

    @Test func `that is empty is intact`() async throws {
        #expect(try await journal.verify() == .intact(count: 0))
        try await journal.prepare()
        #expect(try await journal.verify() == .intact(count: 0))
        #expect(try await journal.lines().isEmpty)
    }

    @Test(arguments: 0..<5)
    func `shows that a line was changed`(number: Int) async throws {
        try await fill(5)
        var changed = try lines
        changed[number] = Array(String(decoding: changed[number], as: UTF8.self).replacing("shop", with: "shed").utf8)
        try rewrite(changed)

        #expect(try await journal.verify() == .broken(line: number + 1))
    }

    @Test func `shows that a line was taken out, put in twice, or moved`() async throws {
        try await fill(5)
        let whole = try lines

        try rewrite(Array(whole[..<2] + whole[3...]))
        #expect(try await journal.verify() == .broken(line: 3))
        try rewrite(whole[..<3] + [whole[2]] + whole[3...])
        #expect(try await journal.verify() == .broken(line: 4))
        try rewrite([whole[1], whole[0]] + whole[2...])
        #expect(try await journal.verify() == .broken(line: 1))
        try rewrite(whole)
        #expect(try await journal.verify() == .intact(count: 5))
    }

    @Test func `shows that its end was cut off, or all of it`() async throws {
        try await fill(5)
        let whole = try lines

        try rewrite(Array(whole[..<3]))
        #expect(try await journal.verify() == .cut(found: 3, expected: 5))
        unlink(directory.file("a/b/journal.jsonl"))
        #expect(try await journal.verify() == .cut(found: 0, expected: 5))
        try rewrite(whole)
        unlink(directory.file("a/b/journal.state"))
        #expect(try await journal.verify() == .cut(found: 5, expected: nil))
    }

    @Test func `goes on after a crash between a line and its count`() async throws {
        try await fill(3)
        let state = try directory.read("a/b/journal.state")
        try await journal.append(entry(3))
        try directory.write(state, to: "a/b/journal.state")

        try await journal.append(entry(4))

        #expect(try await journal.verify() == .intact(count: 5))
    }

    @Test func `is intact between a line and its count`() async throws {
        try await fill(3)
        let state = try directory.read("a/b/journal.state")
        try await journal.append(entry(3))
        try directory.write(state, to: "a/b/journal.state")

        #expect(try await journal.verify() == .intact(count: 4))
    }

    @Test func `cuts off half a line that a crash has left`() async throws {
        try await fill(3)
        let whole = try directory.read("a/b/journal.jsonl")
        try directory.write(whole + whole.prefix(90), to: "a/b/journal.jsonl")

        try await journal.append(entry(3))

        #expect(try await journal.verify() == .intact(count: 4))
    }

    @Test func `keeps a last line whose line break is gone`() async throws {
        try await fill(3)
        try directory.write(try directory.read("a/b/journal.jsonl").dropLast(), to: "a/b/journal.jsonl")

        try await journal.append(entry(3))

        #expect(try await journal.verify() == .intact(count: 4))
    }

    @Test func `goes on after a line that is longer than what is read of its end at first`() async throws {
        try await journal.append(entry(0))
        let state = try directory.read("a/b/journal.state")
        try await journal.append(entry(1, reason: String(repeating: "why ", count: 200_000)))
        try directory.write(state, to: "a/b/journal.state")

        try await journal.append(entry(2))

        #expect(try await journal.verify() == .intact(count: 3))
    }

    @Test func `does not go on after a line that nobody wrote`() async throws {
        try await fill(3)
        let state = try directory.read("a/b/journal.state")
        try await journal.append(entry(3))
        var forged = try lines
        forged[3] = Array(String(decoding: forged[3], as: UTF8.self).replacing("kim", with: "lee").utf8)
        try rewrite(forged)
        try directory.write(state, to: "a/b/journal.state")

        try await journal.append(entry(4))

        #expect(try await journal.verify() == .broken(line: 4))
    }

    @Test func `keeps its chain under eight writers at once`() async throws {
        let path = directory.file("a/b")

        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let journal = Journal(directory: path)
                    for number in 0..<25 { try await journal.append(entry(writer * 100 + number)) }
                }
            }
            group.addTask {
                for _ in 0..<40 {
                    let verdict = try await Journal(directory: path).verify()
                    guard case .intact = verdict else { throw TestFailure(verdict.sentence) }
                }
            }
            try await group.waitForAll()
        }

        #expect(try await journal.verify() == .intact(count: 200))
        #expect(Set(try await journal.lines().map(\.at)).count == 200)
    }

    @Test func `agrees on one secret when many start at once`() async throws {
        for round in 0..<20 {
            let path = directory.file("k\(round)")
            let hashes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await Journal(directory: path).hash([1, 2, 3]) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(hashes.count == 1)
        }
    }

    @Test(arguments: ["journal.jsonl", "journal.state", "journal.key"])
    func `says beforehand that it can't be written`(name: String) async throws {
        try directory.makeDirectory("a/b/\(name)")

        let error = await #expect(throws: JournalError.self) { try await journal.prepare() }

        #expect(error?.path.hasSuffix(name) == true)
        #expect(error?.description.contains("Set XDG_STATE_HOME") == true)
    }

    @Test func `follows no symbolic link`() async throws {
        try directory.makeDirectory("a/b")
        let target = try directory.write("untouched", to: "elsewhere")
        symlink(target, directory.file("a/b/journal.jsonl"))

        await #expect(throws: JournalError.self) { try await journal.append(entry(1)) }

        #expect(try directory.read("elsewhere") == Array("untouched".utf8))
    }

    @Test func `shows a line it can't read where it stands`() async throws {
        try await fill(3)
        var broken = try lines
        broken[1] = Array("garbage".utf8)
        try rewrite(broken)

        let lines = try await journal.lines(limit: 2)

        #expect(lines.map(\.number) == [2, 3])
        #expect(lines[0].verb == "unreadable")
        #expect(lines[0].text == "garbage")
        #expect(lines.map(\.damage) == ["line 2  unreadable: garbage", nil])
    }

    /// An act on so many sessions.
    private func act(on count: Int) -> JournalEntry {
        var act = entry(0, reason: "drill")
        act.ids = (0..<count).map { "h\($0)" }
        (act.count, act.results) = (count, ["done": count])
        return act
    }

    @Test func `has an act on very many in lines of a thousand ids, and counts it once`() async throws {
        try await journal.append(act(on: 2_500))
        try await journal.append(entry(1))

        let acts = try await journal.lines()
        let payloads = try lines.map { try Payload(parsing: $0) }
        let ids = payloads.map { $0.node(at: PayloadPath([.key("ids")]))?.children.compactMap(\.string) ?? [] }

        #expect(acts.map(\.number) == [1, 4])
        #expect(acts.map(\.target) == ["2500 sessions", "#h1"])
        #expect(ids.map(\.count) == [1_000, 1_000, 500, 1])
        #expect(ids.prefix(3).flatMap { $0 } == act(on: 2_500).ids)
        #expect(payloads.map { $0.node(at: PayloadPath([.key("count")]))?.rawText } == ["2500", "0", "0", "1"])
        #expect(payloads.map { $0.node(at: PayloadPath([.key("part")]))?.rawText } == ["1", "2", "3", nil])
        #expect(try await journal.verify() == .intact(count: 4))
        #expect(try await journal.lines(limit: 2) == acts)
    }

    @Test func `goes on after a crash between an act's last line and its count`() async throws {
        try await journal.append(act(on: 1_000))
        #expect(try lines.count == 1)
        try await journal.append(act(on: 1_001))
        let head = try #require(try Payload(parsing: try lines[1]).node(at: PayloadPath([.key("hash")]))?.string)
        try directory.write(Array("2 \(head)\n".utf8), to: "a/b/journal.state")

        #expect(try await journal.verify() == .intact(count: 3))
        try await journal.append(entry(1))

        #expect(try await journal.verify() == .intact(count: 4))
    }

    @Test func `waits for a line that is being written`() async throws {
        try await fill(2)
        let whole = try directory.read("a/b/journal.jsonl")
        let descriptor = open(directory.file("a/b/journal.jsonl"), O_RDWR | O_APPEND)
        defer { close(descriptor) }
        ftruncate(descriptor, off_t(whole.count - 40))
        flock(descriptor, LOCK_EX)

        async let lines = journal.lines()
        try await Task.sleep(for: .milliseconds(200))
        _ = Array(whole.suffix(40)).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        flock(descriptor, LOCK_UN)

        #expect(try await lines.map(\.isDamaged) == [false, false])
    }
}

/// A journal of many lines, some of them longer than what is read of the file at once.
@Suite struct `A long journal` {
    private let directory: TemporaryDirectory
    private let journal: Journal
    private let count = 300

    init() throws {
        directory = try TemporaryDirectory()
        journal = Journal(directory: directory.path)
        try write { _ in nil }
    }

    /// Writes all lines, some as they are given.
    private func write(_ other: (Int) -> String?) throws {
        let lines = (1...count).map { number in
            let reason = String(repeating: "x", count: number.isMultiple(of: 100) ? 300_000 : 300)
            return other(number)
                ?? #"{"n":\#(number),"at":1795229000.5,"operator":{"login":"kim"},"verb":"ttl","reason":"\#(reason)"}"#
        }
        try directory.write(lines.joined(separator: "\n") + "\n", to: "journal.jsonl")
    }

    /// All lines from an offset on, and how many pages they came in.
    private func pages(from start: Int = 0) async throws -> (lines: [JournalLine], count: Int) {
        var (lines, count, offset) = ([JournalLine](), 0, start)
        while case let page = try await journal.page(from: offset), !page.lines.isEmpty {
            lines += page.lines
            count += 1
            offset = page.end
        }
        return (lines, count)
    }

    @Test(arguments: [0, 1, 150, 300, 400]) func `gives its last lines`(limit: Int) async throws {
        let wanted = Array((1...count).suffix(limit))

        #expect(try await journal.lines(limit: limit).map(\.number) == wanted)
        #expect(try await pages(from: journal.offset(ofLast: limit)).lines.map(\.number) == wanted)
    }

    @Test func `comes in pages`() async throws {
        let (lines, pages) = try await pages()

        #expect(lines.map(\.number) == Array(1...count))
        #expect((3...5).contains(pages))
    }

    @Test func `tells a damaged line by its place, wherever reading begins`() async throws {
        try write { [150, 280].contains($0) ? "garbage" : nil }

        let lines = try await journal.lines(limit: 200)

        #expect(lines.map(\.number) == Array(101...count))
        #expect(lines.filter(\.isDamaged).map(\.number) == [150, 280])
        #expect(try await pages().lines.filter(\.isDamaged).map(\.number) == [150, 280])
    }
}
