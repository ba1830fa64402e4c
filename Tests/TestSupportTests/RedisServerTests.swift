import Glibc
import TestSupport
import Testing

@Suite struct `A private Redis or Valkey` {
    @Test(.needs(.redisServer)) func `answers on its port`() throws {
        let server = try RedisServer()
        var client = try RESPConnection(port: server.port)

        #expect(try client.send(["SET", "key", "value"]) == .status("OK"))
        #expect(try server.command(["GET", "key"]).text == "value")
        #expect(server.url == "redis://127.0.0.1:\(server.port)")
    }

    @Test(.needs(.valkeyServer)) func `is a Valkey when asked for one`() throws {
        let server = try RedisServer(.valkey)

        #expect(try server.command(["INFO", "server"]).text?.contains("server_name:valkey") == true)
        #expect(server.url.hasPrefix("valkey://"))
    }

    @Test(.needs(.redisServer)) func `listens on a socket file alone`() throws {
        let server = try RedisServer(listening: .unixSocket)
        var client = try RESPConnection(path: server.socketPath)

        #expect(try client.send(["PING"]) == .status("PONG"))
        #expect(throws: TestSupportError.self) { _ = try RESPConnection(port: server.port) }
    }

    @Test(.needs(.redisServer)) func `wants its password`() throws {
        let server = try RedisServer(password: "open sesame")
        var client = try RESPConnection(port: server.port)

        #expect(try client.send(["GET", "key"]).text?.hasPrefix("NOAUTH") == true)
        #expect(try client.send(["AUTH", "open sesame"]) == .status("OK"))
        #expect(try server.command(["GET", "key"]) == .null)
    }

    @Test(.needs(.redisServer)) func `has users with rights`() throws {
        let server = try RedisServer(users: ["reader on >secret ~tina4:* &* +@read"])
        var client = try RESPConnection(port: server.port)

        #expect(try client.send(["AUTH", "reader", "secret"]) == .status("OK"))
        #expect(try client.send(["GET", "tina4:x"]) == .null)
        #expect(try client.send(["DEL", "tina4:x"]).text?.hasPrefix("NOPERM") == true)
        #expect(server.url(user: "reader", password: "secret").contains("redis://reader:secret@"))
    }

    @Test(.needs(.redisServer, .redisCLI, .openssl)) func `proves who it is`() throws {
        let server = try RedisServer(listening: .tls(clientCertificate: false))

        #expect(try ping(server, trusting: .shared()) == "PONG\n")
        #expect(try ping(server, trusting: .stranger()) != "PONG\n")
        #expect(server.url.hasPrefix("rediss://localhost:\(server.port)?ca=/"))
    }

    @Test(.needs(.redisServer, .redisCLI, .openssl)) func `asks the client for a certificate`() throws {
        let server = try RedisServer(listening: .tls(clientCertificate: true))
        let own = try TLSCertificates.shared()

        #expect(try ping(server, trusting: own) != "PONG\n")
        #expect(
            try ping(server, trusting: own, with: ["--cert", own.clientCertificate, "--key", own.clientKey])
                == "PONG\n")
    }

    private func ping(
        _ server: RedisServer, trusting certificates: TLSCertificates, with more: [String] = []
    ) throws -> String {
        let home = try TemporaryDirectory()
        let client = try ChildProcess(
            Tool.redisCLI.require(),
            ["-h", "localhost", "-p", "\(server.port)", "--tls", "--cacert", certificates.authority] + more + ["PING"],
            environment: ProcessEnvironment.isolated(home: home))
        try #require(client.wait() != nil)
        return try client.outputText
    }

    @Test(.needs(.redisServer)) func `tells of changes when told to`() throws {
        let server = try RedisServer(keyspaceEvents: "KEA")
        var listener = try RESPConnection(port: server.port)
        _ = try listener.send(["PSUBSCRIBE", "__keyspace@0__:*"])

        try server.command(["SET", "key", "value"])

        #expect(try listener.read().elements.last?.text == "set")
    }

    @Test(.needs(.redisServer), arguments: [true, false])
    func `comes back on the same port`(keepingData: Bool) throws {
        let server = try RedisServer()
        try server.command(["SET", "key", "value", "PX", "100000"])

        try server.restart(keepingData: keepingData)

        var client = try RESPConnection(port: server.port)
        #expect(try client.send(["GET", "key"]) == (keepingData ? .bulk(Array("value".utf8)) : .null))
    }

    @Test(.needs(.redisServer)) func `is gone at once when killed`() throws {
        let server = try RedisServer()

        server.kill()

        #expect(!server.isRunning)
        #expect(throws: TestSupportError.self) { try server.command(["PING"]) }
    }

    @Test(.needs(.redisServer)) func `swallows what is sent while frozen`() throws {
        let server = try RedisServer()
        var client = try RESPConnection(port: server.port, atMost: .milliseconds(50))

        server.freeze()
        try client.post(["PING"])
        #expect(throws: TestSupportError.self) { try client.read() }

        server.thaw()
        var other = try RESPConnection(port: server.port)
        #expect(try other.send(["PING"]) == .status("PONG"))
        #expect(try client.read() == .status("PONG"))
    }

    @Test(.needs(.redisServer)) func `takes bytes that are no text`() throws {
        let database = try RedisDatabase.fresh()
        let bytes: [UInt8] = [0, 13, 10, 255]

        try database.command(RESPCommand(bytes: [Array("SET".utf8), bytes, bytes]))

        #expect(try database.command(RESPCommand(bytes: [Array("GET".utf8), bytes])).bytes == bytes)
    }

    @Test(.needs(.redisServer)) func `takes many commands at once`() throws {
        let database = try RedisDatabase.fresh()

        let answers = try database.pipeline((1...5000).map { ["SET", "key:\($0)", "\($0)"] })

        #expect(answers.count == 5000)
        #expect(try database.command(["DBSIZE"]).number == 5000)
    }

    @Test(.needs(.redisServer)) func `counts its commands`() throws {
        let server = try RedisServer()
        try server.command(["CONFIG", "RESETSTAT"])

        try server.command(["GET", "key"])

        #expect(try server.commandCounts()["get"] == 1)
        #expect(try server.commandCounts()["set"] == nil)
    }

    @Test(.needs(.redisServer)) func `ends with its owner`() throws {
        var server: RedisServer? = try RedisServer()
        let port = try #require(server).port

        server = nil

        #expect(throws: TestSupportError.self) { _ = try RESPConnection(port: port) }
    }
}
