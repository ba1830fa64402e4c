internal import Crypto
internal import Glibc
public import SessionModel
internal import StoreKit
internal import TextCodings

/// The operators' trail: one JSON line an act, appended under a lock, each line chained to the one before by hash.
///
/// An act on more than a thousand sessions has further lines behind its own, for the other ids.
///
/// Beside it a state file keeps count and last hash, so that a tail cut off is noticed, and a key file the secret that
/// ids are hashed with.
public actor Journal {
    private let directory: String
    private let executor = BlockingExecutor(label: "journal")
    private var secret: [UInt8]?

    /// Runs the journal on a thread of its own: a lock held by another console may make it wait.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Creates a journal in a directory, which is made when the first line is written.
    public init(directory: String) {
        self.directory = directory
    }

    private var file: String { directory + "/journal.jsonl" }
    private var stateFile: String { directory + "/journal.state" }
    private var keyFile: String { directory + "/journal.key" }

    /// Finds out whether a line could be written now, before anything is done that must be written down.
    public func prepare() throws(JournalError) {
        try makeDirectory()
        for path in [file, stateFile] {
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw JournalError(.notWritable, path: path, code: errno) }
            close(descriptor)
        }
        _ = try key()
    }

    /// A session's id or key as the journal keeps it: the first 16 hexadecimal digits of an HMAC-SHA256.
    public func hash(_ id: some Collection<UInt8>) throws(JournalError) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(id), using: SymmetricKey(data: try key()))
        return HexText.encode(code.prefix(8))
    }

    /// The same of many.
    func hashes(_ ids: [String]) throws(JournalError) -> [String] {
        var hashes: [String] = []
        for id in ids { hashes.append(try hash(Array(id.utf8))) }
        return hashes
    }

    /// Appends an act.
    public func append(_ entry: JournalEntry) throws(JournalError) {
        try makeDirectory()
        let descriptor = open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(.notWritable, path: file, code: errno) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw JournalError(.notWritable, path: file, code: errno) }
        for line in entry.lines { try append(line, to: descriptor) }
    }

    private func append(_ entry: JournalEntry, to descriptor: Int32) throws(JournalError) {
        let tail = try tail(of: descriptor)
        var state = try state() ?? State.start
        // A crash between the two writes leaves a line that was not counted; if it is the right one, it counts.
        let last = tail.split(separator: 10).last.flatMap {
            Self.check(Array($0), number: state.count + 1, previous: state.head)
        }
        if let last { state = State(count: state.count + 1, head: last) }
        let isWhole = tail.isEmpty || tail.last == 10 || Self.isWhole(tail)
        let number = state.count + 1
        let body = entry.json(number: number, previous: state.head)
        let head = Self.digest(body.bytes)
        guard case .object(let members) = body else { return }
        let line = JSONValue.object(members + [.init("hash", .string(head))]).bytes + [10]
        let size = try endOfLines(descriptor, tail, isWhole: isWhole)
        do throws(JournalError) {
            try write(isWhole && tail.last != 10 ? [10] + line : line, to: descriptor)
            guard fsync(descriptor) == 0 else { throw JournalError(.notWritable, path: file, code: errno) }
        } catch {
            // Half a line would be taken for one that somebody has changed.
            _ = ftruncate(descriptor, size)
            throw error
        }
        try replace(stateFile, with: Array("\(number) \(head)\n".utf8))
    }

    /// Whether what stands behind the last line break is a line, and no part of one.
    private static func isWhole(_ tail: [UInt8]) -> Bool {
        let end = tail.split(separator: 10).last.map(Array.init) ?? []
        return (try? Payload(parsing: end))?.root.kind == .object
    }

    /// Where the lines end, in bytes: half a line that a crash or a full disk has left is cut off.
    private func endOfLines(_ descriptor: Int32, _ tail: [UInt8], isWhole: Bool) throws(JournalError) -> off_t {
        let size = lseek(descriptor, 0, SEEK_END)
        if isWhole { return size }
        let half = tail.reversed().prefix { $0 != 10 }.count
        guard ftruncate(descriptor, size - off_t(half)) == 0 else {
            throw JournalError(.notWritable, path: file, code: errno)
        }
        return size - off_t(half)
    }

    /// The last acts, a line each and the newest last; at most `limit`.
    public func lines(limit: Int = 1000) throws(JournalError) -> [JournalLine] {
        guard let file = try asItIs() else { return [] }
        return try Self.lines(of: file, limit: limit)
    }

    /// The lines from an offset on, as many as stand in a block of the file, further lines of an act among them; none
    /// at its end.
    public func page(from start: Int) throws(JournalError) -> JournalPage {
        var page = JournalPage(lines: [], end: start)
        guard let file = try asItIs() else { return page }
        try file.forwards(from: start) { bytes, end in
            page.lines.append(Self.line(bytes) ?? .unreadable(page.lines.count + 1, bytes))
            page.end = end
            return end < start + JournalFile.block
        }
        try Self.number(&page.lines, after: start, in: file)
        return page
    }

    /// The offset that so many lines of the file begin from, its last ones.
    public func offset(ofLast count: Int) throws(JournalError) -> Int {
        guard let file = try asItIs() else { return 0 }
        guard count > 0 else { return file.size }
        var (left, offset) = (count, 0)
        try file.backwards { _, start in
            left -= 1
            offset = start
            return left > 0
        }
        return offset
    }

    /// Every name that a logout of this user took for theirs since a moment: what ties them together may have been ended.
    public func names(ofUser user: String, since moment: Timestamp) throws(JournalError) -> [String] {
        let wanted = UserNames.folded(user)
        var names: [String] = []
        for line in try lines() where line.verb == Verb.logout.rawValue && line.at >= moment {
            guard let payload = try? Payload(parsing: line.text),
                Self.text(payload, "user").map(UserNames.folded) == wanted
            else { continue }
            names += payload.node(at: Self.path("names"))?.children.compactMap(\.string) ?? []
        }
        var seen: Set<String> = [wanted]
        return names.filter { seen.insert(UserNames.folded($0)).inserted }
    }

    /// The last acts on a session that is known under one of these hashes, on a store and on any other; what only looked
    /// at it, or was refused, does not count.
    ///
    /// - Parameter start: Where to begin: what stands before it is known already.
    func lastActs(
        on hashes: [String], in store: OpenStore, from start: Int = 0
    ) throws(JournalError) -> JournalTraces {
        guard let file = try asItIs() else { return JournalTraces(end: 0) }
        let words = hashes.map { Array("\($0)\"".utf8) }
        let looking = [Verb.reveal.rawValue, "watch"]
        var traces = JournalTraces(end: file.size)
        // How many lines before the one that has the session its act begins.
        var left = 0
        try file.backwards(to: start) { bytes, _ in
            if left > 0 { left -= 1 } else if !bytes.quote(words) { return true }
            guard left == 0, let line = Self.line(bytes) else { return true }
            left = line.part - 1
            guard left == 0, !looking.contains(line.verb) else { return true }
            guard line.isOn(store) else {
                traces.elsewhere.take(line)
                return true
            }
            traces.here.take(line)
            return traces.here.line == nil
        }
        return traces
    }

    /// Checks the whole chain and its end against the state file.
    public func verify() throws(JournalError) -> JournalVerdict {
        let (file, state) = try fileAndState()
        return try Self.verdict(file, state)
    }

    /// The last acts, a line each, the newest last and at most `limit`, and what checking all lines came to, of one
    /// moment.
    public func linesAndVerdict(limit: Int = 1000) throws(JournalError) -> ([JournalLine], JournalVerdict) {
        let (file, state) = try fileAndState()
        var lines: [JournalLine] = []
        if let file { lines = try Self.lines(of: file, limit: limit) }
        return (lines, try Self.verdict(file, state))
    }

    private static func lines(of file: JournalFile, limit: Int) throws(JournalError) -> [JournalLine] {
        guard limit > 0 else { return [] }
        var lines: [JournalLine] = []
        var (passed, first) = (0, file.size)
        try file.backwards { bytes, start in
            passed += 1
            first = start
            let line = line(bytes) ?? .unreadable(-passed, bytes)
            if line.part == 1 { lines.append(line) }
            return lines.count < limit
        }
        lines.reverse()
        for place in lines.indices where lines[place].isDamaged { lines[place].number += passed + 1 }
        try number(&lines, after: first, in: file)
        return lines
    }

    /// Gives damaged lines, which are numbered from the first that was read, their numbers in the file.
    private static func number(
        _ lines: inout [JournalLine], after start: Int, in file: JournalFile
    ) throws(JournalError) {
        guard lines.contains(where: \.isDamaged) else { return }
        let before = try file.count(before: start)
        for place in lines.indices where lines[place].isDamaged { lines[place].number += before }
    }

    private static func verdict(_ file: JournalFile?, _ state: State?) throws(JournalError) -> JournalVerdict {
        var (head, before) = (State.start.head, State.start.head)
        var count = 0
        var isBroken = false
        try file?.forwards { line, _ in
            count += 1
            guard let hash = check(line, number: count, previous: head) else {
                isBroken = true
                return false
            }
            (before, head) = (head, hash)
            return true
        }
        if isBroken { return .broken(line: count) }
        guard let state else { return count == 0 ? .intact(count: 0) : .cut(found: count, expected: nil) }
        if state.count == count, state.head == head { return .intact(count: count) }
        // A crash between a line and its count: the next line will count it.
        if state.count + 1 == count, state.head == before { return .intact(count: count) }
        return .cut(found: count, expected: state.count)
    }

    // MARK: Files

    private struct State {
        var count: Int
        var head: String
        static let start = State(count: 0, head: "curfew")
    }

    private func state() throws(JournalError) -> State? {
        guard let bytes = try contents(of: stateFile) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let count = Int(parts[0]) else { return nil }
        return State(count: count, head: String(parts[1]))
    }

    /// The file as it is now; nil where there is none yet.
    private func asItIs() throws(JournalError) -> JournalFile? {
        let file = try JournalFile(file)
        file?.unlock()
        return file
    }

    /// The file as it is now and what was counted: nobody writes in between. No file where there is none yet.
    private func fileAndState() throws(JournalError) -> (file: JournalFile?, state: State?) {
        let file = try JournalFile(file)
        defer { file?.unlock() }
        return (file, try state())
    }

    /// The end of the journal, with the whole of its last line.
    private func tail(of descriptor: Int32) throws(JournalError) -> [UInt8] {
        let size = lseek(descriptor, 0, SEEK_END)
        var length: off_t = 1 << 18
        while true {
            let start = max(0, size - length)
            guard size >= 0, lseek(descriptor, start, SEEK_SET) >= 0 else {
                throw JournalError(.notReadable, path: file, code: errno)
            }
            let bytes = try contents(of: descriptor, file)
            if start == 0 || bytes.dropLast().contains(10) { return bytes }
            length *= 4
        }
    }

    private func key() throws(JournalError) -> [UInt8] {
        if let secret { return secret }
        let key = try storedKey()
        secret = key
        return key
    }

    /// The key of the file, which is made whole under another name first: whoever finds it finds all of it.
    private func storedKey() throws(JournalError) -> [UInt8] {
        if let key = try contents(of: keyFile), key.count == 32 { return key }
        try makeDirectory()
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        let temporary = "\(keyFile).\(UInt64.random(in: .min ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(.notWritable, path: keyFile, code: errno) }
        defer {
            close(descriptor)
            unlink(temporary)
        }
        try write(key, to: descriptor)
        if link(temporary, keyFile) == 0 { return key }
        let code = errno
        if code == EEXIST, let key = try contents(of: keyFile), key.count == 32 { return key }
        throw JournalError(.notWritable, path: keyFile, code: code)
    }

    private func makeDirectory() throws(JournalError) {
        guard let failure = PrivateDirectory.make(directory) else { return }
        throw JournalError(.notWritable, path: failure.path, code: failure.code)
    }

    private func contents(of path: String) throws(JournalError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw JournalError(.notReadable, path: path, code: errno)
        }
        defer { close(descriptor) }
        return try contents(of: descriptor, path)
    }

    private func contents(of descriptor: Int32, _ path: String) throws(JournalError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw JournalError(.notReadable, path: path, code: errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(JournalError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw JournalError(.notWritable, path: file, code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    private func replace(_ path: String, with bytes: [UInt8]) throws(JournalError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(.notWritable, path: path, code: errno) }
        defer { close(descriptor) }
        try write(bytes, to: descriptor)
        guard ftruncate(descriptor, off_t(bytes.count)) == 0 else {
            throw JournalError(.notWritable, path: path, code: errno)
        }
    }
}
