import SessionModel
import TestSupport
import Testing

@Suite struct `Hidden values` {
    private static let secret = "s3cr3t-9f8e7d"
    private static let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"
    private let rule = SecretRule()

    private func masked(_ text: String) throws -> String {
        String(decoding: try Payload(parsing: text).masked(by: rule), as: UTF8.self)
    }

    @Test(arguments: [
        "password", "Password", "user_password", "passwordHash", "api_key", "apiKey", "API-KEY", "access_token",
        "token",
        "refreshToken", "csrf_token", "_csrf", "client_secret", "secret", "privateKey", "Authorization", "jwt",
        "credentials",
        "otp", "cvv", "card_number", "ssn", "_tina4_sso_pending", "bearer", "X-XSRF-TOKEN", "pwd", "passcode",
    ])
    func `are those whose key says so`(key: String) throws {
        let written = String(decoding: SessionModel.JSONText.encode(key), as: UTF8.self)
        let escaped = "\"" + key.unicodeScalars.map { "\\u00" + String($0.value, radix: 16) }.joined() + "\""

        for name in [written, escaped] {
            #expect(
                try masked("{\(name):\"\(Self.secret)\",\"a\":[{\(name):{\"deep\":\"\(Self.secret)\"}}]}")
                    == "{\(name):\"********\",\"a\":[{\(name):\"********\"}]}")
        }
    }

    @Test(arguments: ["user_id", "name", "cart", "_flash_notice", "created_at", "author", "passenger", "role", "theme"])
    func `are not those of ordinary fields`(key: String) throws {
        #expect(try masked("{\"\(key)\":\"x1\"}") == "{\"\(key)\":\"x1\"}")
    }

    @Test(arguments: [
        token, "Bearer \(token)", "see https://example.org/?t=\(token)&x=1",
        "\\u0065yJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2ln",
    ])
    func `are texts that hold a signed token, whatever their key`(text: String) throws {
        #expect(try masked("{\"note\":\"\(text)\"}") == "{\"note\":\"********\"}")
    }

    @Test func `are texts that hold JSON with hidden values in it`() throws {
        #expect(try masked(#"{"blob":"{\"user\":{\"password\":\"hunter2\"}}"}"#) == #"{"blob":"********"}"#)
        #expect(
            try masked(#"{"blob":"{\"user\":{\"name\":\"kim\"}}"}"#) == #"{"blob":"{\"user\":{\"name\":\"kim\"}}"}"#)
    }

    @Test func `are not truth values, null or nothing`() throws {
        #expect(
            try masked(#"{"token":null,"password":false,"secret":""}"#)
                == #"{"token":null,"password":false,"secret":""}"#)
    }

    @Test func `are also those a profile names`() throws {
        let own = SecretRule(also: ["shoe_size", "ПАРОЛЬ", ""])

        let masked = try Payload(parsing: #"{"shoeSize":43,"мой пароль":"x","name":"kim"}"#).masked(by: own)

        #expect(
            String(decoding: masked, as: UTF8.self) == #"{"shoeSize":"********","мой пароль":"********","name":"kim"}"#)
    }

    @Test func `never show in what is masked, wherever a random payload has them`() throws {
        var json = RandomJSON(seed: 7)
        for round in 0..<1500 {
            let payload = try Payload(parsing: json.object())
            let place = json.random.pick(Array(payload.allNodes.filter { $0.kind == .object }))
            let value = json.random.pick([
                "\"\(Self.secret)\"", "{\"x\":[\"\(Self.secret)\"]}", "[[\"\(Self.secret)\"]]",
            ])
            let with = try payload.setting(place.path.appending(.key("apiToken")), to: Array(value.utf8))

            let shown = String(decoding: with.masked(by: rule), as: UTF8.self)
            let changes = payload.differences(to: with) + with.differences(to: payload)
            let told = changes.map { Payload.masked($0, by: rule) }
            let editor = with.editable(hiding: rule, nonce: "n\(round)")

            let all =
                [shown, String(decoding: editor.text, as: UTF8.self)] + told.map { "\($0.old ?? "") \($0.new ?? "")" }
            guard all.allSatisfy({ !$0.contains(Self.secret) }), !changes.isEmpty else {
                Issue.record("round \(round): \(all)")
                return
            }
        }
    }

    @Test func `of a change are masked by any key on its way`() throws {
        let change = FieldChange(try PayloadPath(parsing: "tokens[0].value"), old: "\"old1\"", new: "{\"a\":\"new1\"}")

        let masked = Payload.masked(change, by: rule)

        #expect(masked.old == "\"********\"")
        #expect(masked.new == "\"********\"")
    }

    @Test func `of a change that adds a whole object are masked in it`() throws {
        let change = FieldChange(
            try PayloadPath(parsing: "user"), old: nil, new: #"{"name":"kim","password":"hunter2"}"#)

        #expect(Payload.masked(change, by: rule).new == #"{"name":"kim","password":"********"}"#)
        #expect(Payload.masked(change, by: rule).old == nil)
    }
}

@Suite struct `A payload in an editor` {
    private let rule = SecretRule()
    private let nonce = "5f1c"
    private let source =
        #"{"password":"p\u00e4ss\/1", "name":"kim", "api":{"token":{"k":1.0},"n":2}, "pin_token":"********"}"#

    private func opened() throws -> (payload: Payload, editor: EditablePayload, text: String) {
        let payload = try Payload(parsing: source)
        let editor = payload.editable(hiding: rule, nonce: nonce)
        return (payload, editor, String(decoding: editor.text, as: UTF8.self))
    }

    @Test func `holds a placeholder of its own for each hidden value`() throws {
        let text = try opened().text

        #expect(text.contains("\"hidden 1, keep or replace: 5f1c\""))
        #expect(text.contains("\"hidden 3, keep or replace: 5f1c\""))
        #expect(!text.contains("ss\\/1"))
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `gets hidden values back byte for byte`() throws {
        let (payload, editor, text) = try opened()

        let restored = try editor.restoring(Payload(parsing: text), rule: rule)

        #expect(try payload.adopting(restored).source == payload.source)
    }

    @Test func `may have a hidden value replaced, moved or taken out`() throws {
        let (_, editor, text) = try opened()
        let edited = text.replacing("\"hidden 1, keep or replace: 5f1c\"", with: "\"new\"")
            .replacing("\"kim\"", with: "\"hidden 3, keep or replace: 5f1c\"")

        let restored = try editor.restoring(Payload(parsing: edited), rule: rule)

        #expect(try restored.text(at: "password") == "\"new\"")
        #expect(try restored.text(at: "name") == "\"********\"")
        #expect(try restored.text(at: "pin_token") == "\"********\"")
    }

    @Test(arguments: [
        "hidden 1, keep or replace: 5f1c!", "x hidden 1, keep or replace: 5f1c", "hidden 9, keep or replace: 5f1c",
        "5f1c",
    ])
    func `is refused with a damaged placeholder`(damaged: String) throws {
        let (_, editor, text) = try opened()
        let edited = try Payload(parsing: text.replacing("hidden 1, keep or replace: 5f1c", with: damaged))

        #expect(throws: PayloadEditError.damagedPlaceholder(PayloadPath([.key("password")]))) {
            try editor.restoring(edited, rule: rule)
        }
    }

    @Test func `is refused with a placeholder as a key`() throws {
        let (_, editor, text) = try opened()
        let edited = try Payload(parsing: text.replacing("\"name\"", with: "\"hidden 1, keep or replace: 5f1c\""))

        #expect(throws: PayloadEditError.self) { try editor.restoring(edited, rule: rule) }
    }

    @Test(arguments: ["********", "*", "**************"])
    func `is refused with asterisks for a secret`(asterisks: String) throws {
        let (_, editor, text) = try opened()
        let edited = try Payload(parsing: text.replacing("hidden 1, keep or replace: 5f1c", with: asterisks))

        #expect(throws: PayloadEditError.asterisksForSecret(PayloadPath([.key("password")]))) {
            try editor.restoring(edited, rule: rule)
        }
    }

    @Test func `with ten thousand hidden values is saved in good time`() throws {
        let members = (0..<10_000).map { "\"token\($0)\":\"v\($0)\"" }
        let payload = try Payload(parsing: "{" + members.joined(separator: ",") + "}")
        let editor = payload.editable(hiding: rule, nonce: nonce)

        let clock = ContinuousClock()
        var restored: Payload?
        let taken = try clock.measure { restored = try editor.restoring(Payload(parsing: editor.text), rule: rule) }

        #expect(try payload.adopting(try #require(restored)).source == payload.source)
        #expect(taken < .seconds(10))
    }
}
