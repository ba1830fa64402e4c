import SessionModel
import Testing

@testable import RedisStore

@Suite struct `Answers of a server` {
    private func reply(to text: String) throws -> Result<Reply, RedisFailure> {
        let wire = try Wire()
        wire.write(text)
        wire.finish()
        var buffer = ReceiveBuffer(wire.stream)
        do throws(RedisFailure) { return .success(try buffer.reply()) } catch { return .failure(error) }
    }

    @Test(arguments: [
        ("+OK\r\n", Reply.status("OK")), (":-42\r\n", .integer(-42)), ("$3\r\na\0b\r\n", .bulk([97, 0, 98])),
        ("$0\r\n\r\n", .bulk([])), ("$-1\r\n", .null), ("*-1\r\n", .null), ("*0\r\n", .array([])),
        ("*2\r\n:1\r\n*1\r\n$2\r\n\r\n\r\n", .array([.integer(1), .array([.bulk([13, 10])])])),
        ("*1\r\n-ERR no\r\n", .array([.refusal(Refusal("ERR no"))])), ("-NOAUTH x\r\n", .refusal(Refusal("NOAUTH x"))),
        (":9223372036854775807\r\n", .integer(.max)),
    ])
    func `is read`(text: String, expected: Reply) throws {
        #expect(try reply(to: text) == .success(expected))
    }

    @Test(arguments: [
        "$536870913\r\n", "$99999999999999999999999\r\n", "*99999999999\r\n", ":12x\r\n", ":\r\n..", "$1\r\nabc\r\n",
        "?what\r\n", "$+5\r\nhello\r\n", String(repeating: "*1\r\n", count: 40),
        "+" + String(repeating: "x", count: 70_000),
    ])
    func `is refused where it breaks the protocol`(text: String) throws {
        guard case .failure(.garbled) = try reply(to: text) else {
            Issue.record("\(try reply(to: text))")
            return
        }
    }

    @Test(arguments: [Int64.max, -1, 1 << 40]) func `gives no length beyond any value`(length: Int64) throws {
        #expect(throws: RedisFailure.garbled("its HSTRLEN is no length")) { try FieldReader.length(.integer(length)) }
        #expect(try FieldReader.length(.integer(7)) == 7)
        #expect(try FieldReader.length(.refusal(Refusal("NOPERM"))) == 0)
    }

    @Test func `gives the last moment there is for a time that goes beyond`() throws {
        let reply = try ExpiryReply(.integer(.max), now: 1_795_232_650_000)

        #expect(reply.deadline == .at(Timestamp(milliseconds: .max)))
    }

    @Test(arguments: [("-9223372036855", "0"), ("9223372036854775807", "0"), ("1795232650", "9223372036854775807")])
    func `gives no time beyond any clock`(seconds: String, microseconds: String) {
        let reply = Reply.array([.bulk(Array(seconds.utf8)), .bulk(Array(microseconds.utf8))])

        #expect(throws: RedisFailure.garbled("its TIME is no time")) { try Connection.microseconds(reply) }
    }

    @Test(arguments: ["$5\r\nab", "*2\r\n:1\r\n", "+O", ":1"])
    func `is lost where it ends too early`(text: String) throws {
        #expect(try reply(to: text) == .failure(.lost("it closed the connection")))
    }

    @Test func `is put together from single bytes`() async throws {
        let wire = try Wire()
        wire.writeSlowly("*3\r\n$5\r\nhello\r\n:1234567\r\n+OK\r\n:7\r\n")
        var buffer = ReceiveBuffer(wire.stream)

        #expect(try buffer.reply() == .array([.bulk(Array("hello".utf8)), .integer(1_234_567), .status("OK")]))
        #expect(try buffer.integer() == 7)
    }

    @Test func `does not come in time`() throws {
        let wire = try Wire(timeout: 20)
        wire.write("$5\r\nab")
        var buffer = ReceiveBuffer(wire.stream)

        #expect(throws: RedisFailure.timedOut(20)) { try buffer.reply() }
    }

    @Test(arguments: [
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "a web server answers (HTTP/1.1 400 Bad Request)"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "an SSH server answers (SSH-2.0-OpenSSH_9.2)"),
        ("ERROR\r\n", "memcached answers, or something like it"),
        ("220 mail.example ESMTP\r\n", "a mail or file server answers (220 mail.example ESMTP)"),
        ("\u{15}\u{03}\u{03}\0\u{02}\u{02}", "it wants TLS"),
        ("J\0\0\0\n8.0.36\0", "the answer \"J....8.0.36.\" is not in Redis's protocol"),
    ])
    func `tells what answers in its place`(text: String, looks: String) throws {
        #expect(try reply(to: text) == .failure(.garbled(looks)))
    }
}
