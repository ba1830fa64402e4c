internal import BSON
internal import Glibc
internal import TestSupport

/// Private servers and directories full of sample sessions.
enum Fixtures {
    /// What the keys of sessions begin with.
    static let prefix = "tina4:session:"
    /// Ten hours, so that nothing expires during a run.
    static let extraSeconds = 36_000

    /// A Redis with `count` sessions.
    static func redis(_ count: Int) throws -> RedisServer {
        let server = try RedisServer()
        let connection = try BareConnection(port: server.port)
        for start in stride(from: 0, to: count, by: 1000) {
            let end = min(start + 1000, count)
            var bytes: [UInt8] = []
            for number in start..<end {
                let session = SampleSession(number)
                bytes += setting(session.id, session.payload, seconds: session.secondsLeft + extraSeconds)
            }
            try connection.send(bytes)
            try connection.skip((end - start) * "+OK\r\n".utf8.count)
        }
        return server
    }

    /// A SETEX as it goes over the wire.
    static func setting(_ id: String, _ payload: String, seconds: Int) -> [UInt8] {
        let (key, time) = (prefix + id, String(seconds))
        return Array(
            ("*4\r\n$5\r\nSETEX\r\n$\(key.utf8.count)\r\n\(key)\r\n$\(time.utf8.count)\r\n\(time)\r\n"
                + "$\(payload.utf8.count)\r\n\(payload)\r\n").utf8)
    }

    /// The server's process id.
    static func pid(of server: RedisServer) throws -> Int {
        let lines = try server.command(["INFO", "server"]).text?.split(whereSeparator: \.isNewline) ?? []
        let field = lines.first { $0.hasPrefix("process_id:") }?.dropFirst("process_id:".count)
        return field.flatMap { Int($0) } ?? 0
    }

    /// A MongoDB with `count` sessions, as tina4-python writes them.
    static func mongo(_ count: Int) throws -> MongoServer {
        let server = try MongoServer(.alone)
        let wire = try MongoWire(port: server.port)
        let now = Double(Clock.milliseconds) / 1000
        for start in stride(from: 0, to: count, by: 5000) {
            let documents = (start..<min(start + 5000, count)).map { number -> BSONValue in
                let session = SampleSession(number)
                let expires = now + Double(session.secondsLeft + extraSeconds)
                return [
                    "_id": .string(session.id),
                    "data": ["user_id": .int32(Int32(session.user)), "rest": .string(session.payload)],
                    "expires_at": .double(expires), "last_accessed": .double(now),
                ]
            }
            try wire.run(["insert": "sessions", "documents": .array(documents)], on: "tina4")
        }
        return server
    }

    /// A Memcached with `count` sessions, as tina4-python writes them.
    static func memcached(_ count: Int) throws -> MemcachedServer {
        let server = try MemcachedServer()
        for start in stride(from: 0, to: count, by: 100) {
            let sessions = (start..<min(start + 100, count)).map(SampleSession.init)
            try server.put(
                sessions.map { (key: Array((prefix + $0.id).utf8), content: Array($0.payload.utf8)) },
                seconds: Int64(extraSeconds + sessions[0].secondsLeft))
        }
        return server
    }

    /// The server's process id.
    static func pid(of server: MongoServer) throws -> Int {
        let status = try MongoWire(port: server.port).run(["serverStatus": 1], on: "admin")
        return Int(status["pid"]?.integer ?? 0)
    }

    /// A directory with `count` session files, as tina4-python names and writes them.
    static func files(_ count: Int) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        let now = Clock.milliseconds / 1000
        for number in 0..<count {
            let session = SampleSession(number)
            var random = RepeatableRandom(seed: UInt64(number) &+ 99)
            let name = (0..<4).map { _ in hexadecimal(random.next()) }.joined()
            let expires = now + Int64(session.secondsLeft + extraSeconds)
            try directory.write("{\"_data\": \(session.payload), \"_expires\": \(expires).25}", to: "\(name).json")
        }
        return directory
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
