import Operations
import SessionModel
import Testing

@Suite struct `What a session has in a column` {
    private func value(_ column: String, in payload: String, hiding secrets: SecretRule? = SecretRule()) throws
        -> ColumnValue
    {
        var session = Session(
            record: StoredRecord(key: SessionKey("web:a"), content: .bytes(Array(payload.utf8)), expiry: .never),
            format: "tina4", content: .payload(try Payload(parsing: payload)))
        session.createdAt = Timestamp(milliseconds: 1_000)
        session.lastSeenAt = Timestamp(milliseconds: 9_000)
        return session.value(
            of: try ListColumn(parsing: column), at: Timestamp(milliseconds: 10_000), hiding: secrets)
    }

    @Test(arguments: [
        ("v=cart.total", ColumnValue.number(59.9, text: "59.90")), ("v=name", .text("über")), ("v=cart", .text("{2}")),
        ("v=cart.lines", .text("[3]")), ("v=beta", .text("true")), ("v=seen", .missing), ("v=nothing", .missing),
        ("v=cart.lines[1]", .number(2, text: "2")),
    ])
    func `is the payload's own text, or how much there is`(_ column: String, _ expected: ColumnValue) throws {
        let payload = """
            {"name": "\\u00fcber", "cart": {"total": 59.90, "lines": [1, 2, 3]}, "beta": true, "seen": null}
            """
        #expect(try value(column, in: payload) == expected)
    }

    @Test func `is hidden where the field, or one around it, is a secret`() throws {
        let payload = #"{"csrf_token": "k3J9", "credentials": {"user": "kim"}, "note": "eyJhbGciOi.eyJzdWIi.c2ln"}"#

        for column in ["v=csrf_token", "v=credentials.user", "v=note"] {
            #expect(try value(column, in: payload) == .hidden, "\(column)")
        }
        #expect(try value("v=csrf_token", in: payload, hiding: nil) == .text("k3J9"))
    }

    @Test func `is an age, an address or a size of every session that has it`() throws {
        #expect(try value("age", in: "{}") == .number(9_000, text: "9000"))
        #expect(try value("idle", in: "{}") == .number(1_000, text: "1000"))
        #expect(try value("ip", in: #"{"meta": {"ip": "2001:db8::1"}}"#) == .text("2001:db8::1"))
        #expect(try value("ip", in: #"{"ip": "<script>"}"#) == .missing)
        #expect(try value("size", in: #"{"a": 1}"#) == .number(8, text: "8"))
    }

    @Test func `is cut where it is very long`() throws {
        let long = String(repeating: "x", count: 5_000)

        #expect(try value("v=a", in: "{\"a\": \"\(long)\"}") == .text(String(repeating: "x", count: 200)))
    }

    @Test func `is not known of a session that can't be read`() throws {
        let session = Session(
            record: StoredRecord(key: SessionKey("a"), content: .bytes([1]), expiry: .never), format: "unknown",
            content: .unreadable("No format."))

        let column = try ListColumn(parsing: "cart.total")
        #expect(session.value(of: column, at: Timestamp(milliseconds: 0), hiding: nil) == .unreadable)
    }
}
