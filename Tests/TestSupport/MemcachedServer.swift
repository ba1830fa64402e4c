import Glibc
import Synchronization

/// A private memcached on loopback, ended with its owner. It takes records of up to four megabytes.
public final class MemcachedServer: Sendable {
    /// The TCP port; kept over a restart.
    public let port: Int
    private let directory: TemporaryDirectory
    private let arguments: [String]
    private let process = Mutex<ChildProcess?>(nil)

    /// Starts a server and waits until it answers.
    ///
    /// - Parameter extra: more of the server's options, for example `["-o", "no_lru_crawler"]`.
    /// - Throws: ``TestSupportError`` when it is not installed or does not answer in sixty seconds.
    public init(_ extra: [String] = []) throws {
        directory = try TemporaryDirectory()
        port = try FreePort.take()
        // As root it would ask for a user; started by any other one it takes no notice.
        arguments =
            ["-l", "127.0.0.1", "-p", "\(port)", "-U", "0", "-u", "nobody", "-t", "2", "-I", "4m", "-m", "256"] + extra
        try start()
    }

    /// Where the product finds it.
    public var url: String { "memcached://127.0.0.1:\(port)" }

    /// The server's process; nil before it was started.
    public var pid: Int32? { process.withLock { $0?.pid } }

    /// Starts it again on the same port, empty, and waits until it answers.
    public func start() throws {
        try process.withLock { process in
            guard process?.isRunning != true else { return }
            let child = try ChildProcess(
                try Tool.memcached.require(), arguments,
                environment: ProcessEnvironment.isolated(home: directory), directory: directory.path)
            process = child
            let isUp = try Patience(.seconds(60)).wait { () throws -> Bool? in
                guard child.isRunning else {
                    throw TestSupportError("memcached did not start:\n\(try child.errorText)")
                }
                return (try? MemcachedConnection(port: port)) == nil ? nil : true
            }
            guard isUp == true else { throw TestSupportError("memcached does not answer:\n\(try child.errorText)") }
        }
    }

    /// Ends it as a crash would (SIGKILL).
    public func kill() {
        process.withLock { _ = $0?.kill() }
    }

    /// Freezes it (SIGSTOP): connections stay open and nothing is answered.
    public func freeze() {
        process.withLock { $0?.freeze() }
    }

    /// Lets it go on after ``freeze()``.
    public func thaw() {
        process.withLock { $0?.thaw() }
    }
}

// MARK: - Looking and changing beside the product

extension MemcachedServer {
    /// What is under a key.
    public struct Item: Equatable, Sendable {
        /// The value.
        public var content: [UInt8]
        /// The client's own flags.
        public var flags: UInt32
        /// The end in seconds since 1970 of the server's clock; -1 for never.
        public var deadline: Int64
    }

    /// Stores values as they come, whatever is under their keys.
    ///
    /// - Parameter seconds: until the server ends them; nil never.
    public func put(_ records: [(key: [UInt8], content: [UInt8])], flags: UInt32 = 0, seconds: Int64? = 3600) throws {
        var connection = try MemcachedConnection(port: port)
        // More than thirty days it takes for a moment.
        let time = seconds.map { $0 > 2_592_000 ? Int64(Glibc.time(nil)) + $0 : $0 } ?? 0
        for start in stride(from: 0, to: records.count, by: 100) {
            let batch = records[start..<min(start + 100, records.count)]
            for record in batch {
                let (word, flag) = Self.word(record.key)
                let line = "ms \(word) \(record.content.count) T\(time) F\(flags)\(flag)\r\n"
                try connection.send(Array(line.utf8) + record.content + [13, 10])
            }
            for _ in batch {
                let answer = try connection.line()
                guard answer == "HD" else { throw TestSupportError("memcached: \(answer)") }
            }
        }
    }

    /// What is under a key; nil for nothing. Leaves no trace.
    public func item(_ key: [UInt8]) throws -> Item? {
        var connection = try MemcachedConnection(port: port)
        let (word, flag) = Self.word(key)
        while true {
            let before = try Self.time(&connection)
            try connection.send(Array("mg \(word) u t f v\(flag)\r\n".utf8))
            let words = try connection.line().split(separator: " ")
            guard words.first == "VA" else { return nil }
            let content = try connection.data(Int(words[1]) ?? 0)
            guard try Self.time(&connection) == before else { continue }
            let left = Int64(words[2].dropFirst()) ?? -1
            return Item(
                content: content, flags: UInt32(words[3].dropFirst()) ?? 0, deadline: left < 0 ? -1 : before + left)
        }
    }

    /// Removes what is under a key.
    public func remove(_ key: [UInt8]) throws {
        let (word, flag) = Self.word(key)
        try command("md \(word)\(flag)")
    }

    /// Gives what is under a key another time, in seconds.
    public func touch(_ key: [UInt8], seconds: Int64) throws {
        let (word, flag) = Self.word(key)
        try command("mg \(word) T\(seconds)\(flag)")
    }

    /// Sends a line and gives back the first line of the answer.
    @discardableResult
    public func command(_ line: String) throws -> String {
        var connection = try MemcachedConnection(port: port)
        try connection.send(Array("\(line)\r\n".utf8))
        return try connection.line()
    }

    /// All the server knows of its items, a line each: time of use and whether it was fetched among it.
    public func notes() throws -> [String] {
        var connection = try MemcachedConnection(port: port)
        try connection.send(Array("lru_crawler metadump hash\r\n".utf8))
        var lines: [String] = []
        while true {
            let line = try connection.line()
            if line == "END" { return lines.sorted() }
            lines.append(line)
        }
    }

    private static func time(_ connection: inout MemcachedConnection) throws -> Int64 {
        try connection.send(Array("stats\r\n".utf8))
        var time: Int64 = 0
        while true {
            let line = try connection.line()
            if line == "END" { return time }
            if line.hasPrefix("STAT time ") { time = Int64(line.dropFirst("STAT time ".count)) ?? 0 }
        }
    }

    /// A key as the commands take it, and the flag that says when it is in base64.
    private static func word(_ key: [UInt8]) -> (word: String, flag: String) {
        let isPlain = key.allSatisfy { $0 > 32 && $0 < 127 }
        return isPlain ? (String(decoding: key, as: UTF8.self), "") : (base64(key), " b")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 { text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : "=") }
        }
        return text
    }
}
