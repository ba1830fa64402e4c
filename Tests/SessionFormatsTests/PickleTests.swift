import SessionModel
import TestSupport
import Testing
import TextCodings

@testable import SessionFormats

/// One dictionary that Python 3.12 wrote by each protocol.
enum PickleFixture {
    static func bytes(_ number: Int) -> [UInt8] { Base64.decode((base64[number] ?? "").utf8) ?? [] }

    private static let base64: [Int: String] = [
        0: "KGRwMApWdXNlcl9pZApwMQpJNwpzVnQKcDIKKEkxClZ0d28KcDMKRjMuNQp0cDQKc1ZzCnA1CmNfX2J1aWx0aW5fXwpzZXQKcDYK"
            + "KChscDcKVm9uZQpwOAphdHA5ClJwMTAKc1ZiCnAxMQpjX2NvZGVjcwplbmNvZGUKcDEyCihW/wpwMTMKVmxhdGluMQpwMTQKdHAx"
            + "NQpScDE2CnNWb24KcDE3CkkwMQpzVm9mZgpwMTgKSTAwCnNWbm9uZQpwMTkKTnNWd2hlbgpwMjAKY2RhdGV0aW1lCmRhdGV0aW1l"
            + "CnAyMQooZzEyCihWB+oBAgMEBVx1MDAwMFx1MDAwMFx1MDAwMApwMjIKZzE0CnRwMjMKUnAyNAp0cDI1ClJwMjYKc1ZjYXJ0CnAy"
            + "NwpjY29weV9yZWcKX3JlY29uc3RydWN0b3IKcDI4Cihjc2hvcApDYXJ0CnAyOQpjX19idWlsdGluX18Kb2JqZWN0CnAzMApOdHAz"
            + "MQpScDMyCihkcDMzClZhCnAzNApJMQpzYnNWYmlnCnAzNQpMMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKc1ZuZWcKcDM2CkwtMTA5"
            + "OTUxMTYyNzc3NkwKc1ZsCnAzNwoobHAzOAoobHAzOQphKGRwNDAKYUktMQphSTMwMAphSTcwMDAwCmFzVm5hbWUKcDQxClZab+sK"
            + "cDQyCnNWc2FtZQpwNDMKZzM4CnMu",
        1: "fXEAKFgHAAAAdXNlcl9pZHEBSwdYAQAAAHRxAihLAVgDAAAAdHdvcQNHQAwAAAAAAAB0cQRYAQAAAHNxBWNfX2J1aWx0aW5fXwpz"
            + "ZXQKcQYoXXEHWAMAAABvbmVxCGF0cQlScQpYAQAAAGJxC2NfY29kZWNzCmVuY29kZQpxDChYAgAAAMO/cQ1YBgAAAGxhdGluMXEO"
            + "dHEPUnEQWAIAAABvbnERSTAxClgDAAAAb2ZmcRJJMDAKWAQAAABub25lcRNOWAQAAAB3aGVucRRjZGF0ZXRpbWUKZGF0ZXRpbWUK"
            + "cRUoaAwoWAsAAAAHw6oBAgMEBQAAAHEWaA50cRdScRh0cRlScRpYBAAAAGNhcnRxG2Njb3B5X3JlZwpfcmVjb25zdHJ1Y3Rvcgpx"
            + "HChjc2hvcApDYXJ0CnEdY19fYnVpbHRpbl9fCm9iamVjdApxHk50cR9ScSB9cSFYAQAAAGFxIksBc2JYAwAAAGJpZ3EjTDExODA1"
            + "OTE2MjA3MTc0MTEzMDM0MjRMClgDAAAAbmVncSRMLTEwOTk1MTE2Mjc3NzZMClgBAAAAbHElXXEmKF1xJ31xKEr/////TSwBSnAR"
            + "AQBlWAQAAABuYW1lcSlYBAAAAFpvw6txKlgEAAAAc2FtZXEraCZ1Lg==",
        2: "gAJ9cQAoWAcAAAB1c2VyX2lkcQFLB1gBAAAAdHECSwFYAwAAAHR3b3EDR0AMAAAAAAAAh3EEWAEAAABzcQVjX19idWlsdGluX18K"
            + "c2V0CnEGXXEHWAMAAABvbmVxCGGFcQlScQpYAQAAAGJxC2NfY29kZWNzCmVuY29kZQpxDFgCAAAAw79xDVgGAAAAbGF0aW4xcQ6G"
            + "cQ9ScRBYAgAAAG9ucRGIWAMAAABvZmZxEolYBAAAAG5vbmVxE05YBAAAAHdoZW5xFGNkYXRldGltZQpkYXRldGltZQpxFWgMWAsA"
            + "AAAHw6oBAgMEBQAAAHEWaA6GcRdScRiFcRlScRpYBAAAAGNhcnRxG2NzaG9wCkNhcnQKcRwpgXEdfXEeWAEAAABhcR9LAXNiWAMA"
            + "AABiaWdxIIoJAAAAAAAAAABAWAMAAABuZWdxIYoGAAAAAAD/WAEAAABscSJdcSMoXXEkfXElSv////9NLAFKcBEBAGVYBAAAAG5h"
            + "bWVxJlgEAAAAWm/Dq3EnWAQAAABzYW1lcShoI3Uu",
        3: "gAN9cQAoWAcAAAB1c2VyX2lkcQFLB1gBAAAAdHECSwFYAwAAAHR3b3EDR0AMAAAAAAAAh3EEWAEAAABzcQVjYnVpbHRpbnMKc2V0"
            + "CnEGXXEHWAMAAABvbmVxCGGFcQlScQpYAQAAAGJxC0MB/3EMWAIAAABvbnENiFgDAAAAb2ZmcQ6JWAQAAABub25lcQ9OWAQAAAB3"
            + "aGVucRBjZGF0ZXRpbWUKZGF0ZXRpbWUKcRFDCgfqAQIDBAUAAABxEoVxE1JxFFgEAAAAY2FydHEVY3Nob3AKQ2FydApxFimBcRd9"
            + "cRhYAQAAAGFxGUsBc2JYAwAAAGJpZ3EaigkAAAAAAAAAAEBYAwAAAG5lZ3EbigYAAAAAAP9YAQAAAGxxHF1xHShdcR59cR9K////"
            + "/00sAUpwEQEAZVgEAAAAbmFtZXEgWAQAAABab8OrcSFYBAAAAHNhbWVxImgddS4=",
        4: "gASV9gAAAAAAAAB9lCiMB3VzZXJfaWSUSweMAXSUSwGMA3R3b5RHQAwAAAAAAACHlIwBc5SPlCiMA29uZZSQjAFilEMB/5SMAm9u"
            + "lIiMA29mZpSJjARub25llE6MBHdoZW6UjAhkYXRldGltZZSMCGRhdGV0aW1llJOUQwoH6gECAwQFAAAAlIWUUpSMBGNhcnSUjARz"
            + "aG9wlIwEQ2FydJSTlCmBlH2UjAFhlEsBc2KMA2JpZ5SKCQAAAAAAAAAAQIwDbmVnlIoGAAAAAAD/jAFslF2UKF2UfZRK/////00s"
            + "AUpwEQEAZYwEbmFtZZSMBFpvw6uUjARzYW1llGgedS4=",
        5: "gAWV9gAAAAAAAAB9lCiMB3VzZXJfaWSUSweMAXSUSwGMA3R3b5RHQAwAAAAAAACHlIwBc5SPlCiMA29uZZSQjAFilEMB/5SMAm9u"
            + "lIiMA29mZpSJjARub25llE6MBHdoZW6UjAhkYXRldGltZZSMCGRhdGV0aW1llJOUQwoH6gECAwQFAAAAlIWUUpSMBGNhcnSUjARz"
            + "aG9wlIwEQ2FydJSTlCmBlH2UjAFhlEsBc2KMA2JpZ5SKCQAAAAAAAAAAQIwDbmVnlIoGAAAAAAD/jAFslF2UKF2UfZRK/////00s"
            + "AUpwEQEAZYwEbmFtZZSMBFpvw6uUjARzYW1llGgedS4=",
    ]

    /// A dictionary that holds itself.
    static let endless = Base64.decode("gASVGgAAAAAAAAB9lCiMB3VzZXJfaWSUSwGMBHNlbGaUaAB1Lg==".utf8) ?? []
}

@Suite struct `Python's pickle` {
    private func payload(_ bytes: [UInt8]) throws -> Payload { try Pickle().reading(bytes).payload }

    private func shown(_ bytes: [UInt8]) throws -> String {
        String(decoding: try payload(bytes).source, as: UTF8.self)
    }

    @Test(arguments: 0...5) func `of every protocol shows its plain data, and names the rest`(number: Int) throws {
        let payload = try payload(PickleFixture.bytes(number))
        func text(_ path: String) throws -> String? { payload.node(at: try PayloadPath(parsing: path))?.rawText }
        #expect(try text("user_id") == "7")
        #expect(try text("t") == #"[1,"two",3.5]"#)
        #expect(try [text("on"), text("off"), text("none")] == ["true", "false", "null"])
        #expect(try text("big") == "1180591620717411303424")
        #expect(try text("neg") == "-1099511627776")
        #expect(try text("l") == "[[],{},-1,300,70000]")
        #expect(try text("same") == "[[],{},-1,300,70000]")
        #expect(try text("name") == "\"Zoë\"")
        #expect(try text("when") == #"{"$object":"datetime.datetime"}"#)
        #expect(try text("cart")?.contains("$object") == true)
        #expect(
            try text("s")
                == (number < 4
                    ? #"{"$object":"\#(number < 3 ? "__builtin__" : "builtins").set"}"# : #"{"$set":["one"]}"#))
        #expect(try text("b") == (number < 3 ? #"{"$object":"_codecs.encode"}"# : #"{"$bytes":"/w=="}"#))
    }

    @Test func `is never changed`() throws {
        let bytes = PickleFixture.bytes(4)
        let (payload, lock) = try Pickle().reading(bytes)
        #expect(lock?.contains("never rewritten") == true)
        let edited = try payload.setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
        #expect(throws: FormatError.self) { try Pickle().writing(edited, over: bytes) }
    }

    @Test func `that would run something is only named`() throws {
        // What pickle.loads would run as os.system("true").
        #expect(try shown(Array("cos\nsystem\n(S'true'\ntR.".utf8)) == #"{"$object":"os.system"}"#)
        #expect(try shown(Array("(S'x'\nios\nsystem\n.".utf8)) == #"{"$object":"os.system"}"#)
        #expect(try shown(Array("(cos\nsystem\nS'x'\no.".utf8)) == #"{"$object":"os.system"}"#)
        #expect(
            try shown([0x80, 4, 0x8C, 2, 111, 115, 0x8C, 4, 101, 120, 105, 116, 0x93, 46]) == #"{"$global":"os.exit"}"#)
    }

    @Test func `that holds itself ends`() throws {
        #expect(try shown(PickleFixture.endless) == #"{"user_id":1,"self":{"$reference":"an outer value"}}"#)
    }

    @Test(
        arguments: [
            [], [46], [0x80, 4], [0x80, 4, 78], [0x80, 4, 78, 46, 46],
            [0x80, 4, 0x8D, 255, 255, 255, 255, 255, 255, 255, 255, 46],
            [0x80, 4, 88, 255, 255, 255, 127, 46], [0x80, 4, 104, 9, 46], [0x80, 4, 101, 46], [0x80, 4, 0x85, 46],
            [0x80, 4, 40, 78, 117, 46],
            [0x80, 4, 0xFF, 46], [0x80, 4, 125, 78, 115, 46], [73, 46], [40, 46], [49, 46],
        ] as [[UInt8]])
    func `that is broken is said to be`(bytes: [UInt8]) {
        #expect(throws: FormatError.self) { try payload(bytes) }
    }

    @Test func `repeats nothing without end`() {
        // Each list holds the one before it twice: 2^40 values.
        let doubling: [UInt8] = [0x80, 4, 93] + (0..<40).flatMap { _ in [50, 0x86] as [UInt8] } + [46]
        #expect(throws: FormatError.self) { try payload(doubling) }
        let text = [0x80, 4, 88, 0, 0, 1, 0] + [UInt8](repeating: 97, count: 65_536)
        let many = text + [0x94, 48, 93, 40] + (0..<3000).flatMap { _ in [104, 0] as [UInt8] } + [101, 46]
        #expect(throws: FormatError.self) { try payload(many) }
        #expect(throws: FormatError.self) { try payload([0x80, 4] + [UInt8](repeating: 93, count: 2_000_000) + [46]) }
    }

    @Test func `makes no long names of a few bytes`() throws {
        let text = [0x80, 4, 93, 88, 0, 0, 16, 0] + [UInt8](repeating: 97, count: 1 << 20) + [0x94, 48, 40]
        let many = text + (0..<100_000).flatMap { _ in [104, 0, 104, 0, 0x93] as [UInt8] } + [101, 46]
        #expect(throws: FormatError.self) { try payload(many) }
        let one = text + [104, 0, 104, 0, 0x93, 101, 46]
        #expect(try shown(one).utf8.count == 401 + #"[{"$global":""}]"#.utf8.count)
    }

    @Test func `nests no deeper than is safe`() {
        #expect(throws: FormatError.self) { try payload([0x80, 4, 78] + [UInt8](repeating: 0x85, count: 5000) + [46]) }
    }

    @Test(arguments: 0..<100) func `survives any mutation`(seed: Int) throws {
        var random = RepeatableRandom(seed: UInt64(seed))
        for number in 0...5 {
            for _ in 0..<20 {
                guard let payload = try? payload(PickleFixture.bytes(number).mutated(&random)) else { continue }
                #expect(throws: Never.self) { try Payload(parsing: payload.source) }
            }
        }
    }
}
