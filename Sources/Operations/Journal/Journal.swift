internal import Crypto
internal import Glibc
public import SessionModel
internal import StoreKit

/// The operators' trail: one JSON line an act, appended under a lock, each line chained to the one before by hash.
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
        return Self.hexadecimal(code.prefix(8))
    }

    /// Appends a line.
    public func append(_ entry: JournalEntry) throws(JournalError) {
        try makeDirectory()
        let descriptor = open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(.notWritable, path: file, code: errno) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw JournalError(.notWritable, path: file, code: errno) }
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

    /// The last lines, the newest last; at most `limit`.
    public func lines(limit: Int = 1000) throws(JournalError) -> [JournalLine] {
        guard let bytes = try contents(of: file) else { return [] }
        return Self.lines(bytes, limit: limit)
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

    /// The last line, of the last few thousand, about a session that is known under one of these hashes; what only
    /// looked at it does not count.
    func lastAct(on hashes: [String]) throws(JournalError) -> JournalLine? {
        let looking = [Verb.reveal.rawValue, "watch"]
        return try lines(limit: 5000).last { line in
            !looking.contains(line.verb) && hashes.contains { line.text.contains("\"\($0)\"") }
        }
    }

    /// Checks the whole chain and its end against the state file.
    public func verify() throws(JournalError) -> JournalVerdict {
        let (bytes, state) = try linesAndState()
        return Self.verdict(bytes, state)
    }

    /// The last lines, the newest last and at most `limit`, and what checking all of them came to, of one moment.
    public func linesAndVerdict(limit: Int = 1000) throws(JournalError) -> ([JournalLine], JournalVerdict) {
        let (bytes, state) = try linesAndState()
        return (Self.lines(bytes, limit: limit), Self.verdict(bytes, state))
    }

    private static func lines(_ bytes: [UInt8], limit: Int) -> [JournalLine] {
        Array(bytes.split(separator: 10).enumerated()).suffix(limit).map { place, line in
            Self.line(Array(line)) ?? JournalLine.unreadable(place + 1, Array(line))
        }
    }

    private static func verdict(_ bytes: [UInt8], _ state: State?) -> JournalVerdict {
        var (head, before) = (State.start.head, State.start.head)
        var count = 0
        for line in bytes.split(separator: 10) {
            count += 1
            guard let hash = Self.check(Array(line), number: count, previous: head) else { return .broken(line: count) }
            (before, head) = (head, hash)
        }
        guard let state else { return count == 0 ? .intact(count: 0) : .cut(found: count, expected: nil) }
        if state.count == count, state.head == head { return .intact(count: count) }
        // A crash between a line and its count: the next line will count it.
        if state.count + 1 == count, state.head == before { return .intact(count: count) }
        return .cut(found: count, expected: state.count)
    }

    // MARK: Lines

    /// The line's hash when number, link and hash are right.
    private static func check(_ line: [UInt8], number: Int, previous: String) -> String? {
        guard let payload = try? Payload(parsing: line), payload.root.kind == .object,
            text(payload, "prev") == previous, payload.node(at: path("n"))?.rawText == String(number),
            let hash = text(payload, "hash"), let bare = try? payload.removing(path("hash")),
            digest(bare.source) == hash
        else { return nil }
        return hash
    }

    private static func line(_ bytes: [UInt8]) -> JournalLine? {
        guard let payload = try? Payload(parsing: bytes), payload.root.kind == .object,
            let number = payload.node(at: path("n")).flatMap({ Int($0.rawText) }),
            let at = payload.node(at: path("at")).flatMap({ SecondsText.milliseconds($0.raw) })
        else { return nil }
        let login = text(payload, "operator", "login") ?? "?"
        let sudo = text(payload, "operator", "sudo_user").map { $0 == login ? "" : " (sudo by \($0))" } ?? ""
        let count = payload.node(at: path("count")).flatMap { Int($0.rawText) } ?? 0
        let results =
            payload.node(at: path("results"))?.children.map { result in
                "\(String((result.key ?? "?").map { $0 == "_" ? " " : $0 })) \(result.rawText)"
            } ?? []
        return JournalLine(
            number: number, at: Timestamp(milliseconds: at), who: login + sudo, store: text(payload, "store") ?? "",
            verb: text(payload, "verb") ?? "?",
            count: count, reason: text(payload, "reason"),
            result: results.joined(separator: ", "), note: text(payload, "note"),
            text: String(decoding: bytes, as: UTF8.self),
            from: text(payload, "operator", "ssh_from") ?? text(payload, "operator", "tty") ?? "",
            target: target(payload, count))
    }

    /// What a line is about, as short as it goes.
    private static func target(_ payload: Payload, _ count: Int) -> String {
        if let user = text(payload, "user") { return user }
        if count > 1 { return "\(count) sessions" }
        let hash = payload.node(at: path("ids"))?.children.first { _ in true }?.string
        return hash.map { "#" + $0.prefix(8) } ?? ""
    }

    private static func path(_ keys: String...) -> PayloadPath { PayloadPath(keys.map(PayloadPath.Step.key)) }

    private static func text(_ payload: Payload, _ keys: String...) -> String? {
        payload.node(at: PayloadPath(keys.map(PayloadPath.Step.key)))?.string
    }

    private static func digest(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }.joined()
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

    /// The lines and what was counted, of one moment: nobody writes in between.
    private func linesAndState() throws(JournalError) -> (bytes: [UInt8], state: State?) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return ([], try state()) }
            throw JournalError(.notReadable, path: file, code: errno)
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH) == 0 else { throw JournalError(.notReadable, path: file, code: errno) }
        return (try contents(of: descriptor, file), try state())
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
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o700) != 0, errno != EEXIST { throw JournalError(.notWritable, path: path, code: errno) }
        }
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

extension JournalLine {
    fileprivate static func unreadable(_ number: Int, _ bytes: [UInt8]) -> JournalLine {
        JournalLine(
            number: number, at: Timestamp(milliseconds: 0), who: "?", store: "", verb: "unreadable", count: 0,
            reason: nil,
            result: "", note: nil, text: String(decoding: bytes, as: UTF8.self))
    }
}

/// What checking the journal came to.
public enum JournalVerdict: Hashable, Sendable {
    /// Every line is as it was written, and none is missing.
    case intact(count: Int)
    /// This line was changed, or one before it was taken out.
    case broken(line: Int)
    /// Lines are missing at the end.
    case cut(found: Int, expected: Int?)

    /// One sentence.
    public var sentence: String {
        switch self {
        case .intact(let count):
            "The journal is intact: \(count) line\(count == 1 ? "" : "s"), every one as it was written."
        case .broken(let line):
            "The journal was changed: line \(line) is not what was written, or lines before it are missing."
        case .cut(let found, let expected):
            "The journal was cut: \(found) line\(found == 1 ? "" : "s") found, "
                + "\(expected.map { "\($0) were written" } ?? "but its state file is missing")."
        }
    }
}

/// Why the journal can't be used.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed.
    public enum Reason: Hashable, Sendable {
        case notWritable, notReadable
    }

    /// What failed.
    public var reason: Reason
    /// On which file.
    public var path: String
    /// The system's error number.
    public var code: Int32

    init(_ reason: Reason, path: String, code: Int32) {
        self.reason = reason
        self.path = path
        self.code = code
    }

    /// One sentence, with what to do.
    public var description: String {
        let why = String(cString: strerror(code))
        let what = reason == .notWritable ? "written" : "read"
        return "The journal at \(path) can't be \(what): \(why). Set XDG_STATE_HOME to a directory that can be."
    }
}
