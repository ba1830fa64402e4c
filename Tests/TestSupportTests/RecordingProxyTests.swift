import TestSupport
import Testing

@Suite(.needs(.redisServer)) struct `A recording proxy` {
    private let server: RedisServer
    private let proxy: RecordingProxy

    init() throws {
        server = try RedisServer()
        proxy = try RecordingProxy(to: server.port)
    }

    @Test func `relays and keeps what was sent`() throws {
        let value = String(repeating: "x", count: 300_000)
        var client = try RESPConnection(port: proxy.port)

        #expect(try client.send(["SET", "key", value]) == .status("OK"))
        #expect(try client.send(["get", "key"]).text == value)

        #expect(proxy.redisCommands == [["SET", "key", value], ["get", "key"]])
        #expect(proxy.redisCommandNames == ["GET", "SET"])
        #expect(proxy.recordings.first?.toClient ?? 0 > 300_000)
    }

    @Test func `cuts connections and takes new ones`() throws {
        var client = try RESPConnection(port: proxy.port)
        _ = try client.send(["PING"])

        proxy.cut()

        #expect(proxy.openCount == 0)
        #expect(throws: TestSupportError.self) { try client.read() }
        var second = try RESPConnection(port: proxy.port)
        #expect(try second.send(["PING"]) == .status("PONG"))
    }

    @Test func `refuses connections until told to take them`() throws {
        proxy.refuse()
        #expect(throws: TestSupportError("connect to port \(proxy.port): Connection refused")) {
            _ = try RESPConnection(port: proxy.port)
        }

        proxy.accept()

        var client = try RESPConnection(port: proxy.port)
        #expect(try client.send(["PING"]) == .status("PONG"))
    }

    @Test func `delays answers`() throws {
        var client = try RESPConnection(port: proxy.port)
        _ = try client.send(["PING"])
        proxy.delay(by: .milliseconds(60))

        let time = try ContinuousClock().measure { _ = try client.send(["PING"]) }

        #expect(time >= .milliseconds(60))
    }

    @Test func `holds answers back`() throws {
        var client = try RESPConnection(port: proxy.port)
        _ = try client.send(["PING"])
        let before = try #require(proxy.recordings.first).toClient
        proxy.hold()

        try client.post(["PUBLISH", "channel", "message"])
        try #require(try server.waits(for: "publish"))
        #expect(proxy.recordings.first?.toClient == before)

        proxy.release()
        #expect(try client.read() == .integer(0))
    }

    @Test func `tells the client when the server is gone`() throws {
        var client = try RESPConnection(port: proxy.port)
        _ = try client.send(["PING"])

        server.kill()

        #expect(throws: TestSupportError("The server closed the connection")) { try client.read() }
    }
}

extension RedisServer {
    /// True as soon as the server has run a command of this name.
    fileprivate func waits(for command: String) throws -> Bool {
        for _ in 0..<10_000 where try commandCounts()[command] != nil { return true }
        return false
    }
}
