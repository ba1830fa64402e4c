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
    }
}
