import TestSupport
import Testing

/// Records that somebody made to hurt whoever looks at them.
@Suite(.serialized, .needs(.tmux, .redisServer)) struct `Hostile sessions in the console` {
    /// Bytes that no screen may be sent, in any part.
    private static let forbidden: [(name: String, bytes: [UInt8])] = [
        ("a window title", Array("\u{1B}]0;PWNED".utf8)), ("a title's text bare", Array("]0;PWNED\u{7}".utf8)),
        ("a question", Array("\u{1B}[6n".utf8)), ("an 8-bit control", [0xC2, 0x9B]),
        ("a turn of direction", Array("\u{202E}".utf8)), ("an isolate", Array("\u{2066}".utf8)), ("NUL", [0]),
        ("a bell", [7]), ("a line separator", Array("\u{2028}".utf8)),
    ]

    /// What each hostile text is made of, as JSON text and as bytes.
    private static let raw = "a\u{1B}]0;PWNED\u{7}b\u{1B}[6nc\u{9B}31md\u{202E}e\u{2066}f\u{2028}g\u{7F}h"
    private static let escaped =
        #"a\u001b]0;PWNED\u0007b\u001b[6nc\u009b31md\u202ee\u2066f\u2028g\u007fh\u0000i"#

    let database: RedisDatabase
    let home: TemporaryDirectory

    init() throws {
        database = try RedisDatabase.fresh()
        home = try TemporaryDirectory()
    }

    private func set(_ key: [UInt8], _ value: [UInt8]) throws {
        try database.command(RESPCommand(bytes: [Array("SET".utf8), key, value, Array("EX".utf8), Array("900".utf8)]))
    }

    private func set(_ name: String, _ value: String) throws {
        try set(Array("tina4:session:\(name)".utf8), Array(value.utf8))
    }

    /// The console with all that it sends recorded from the first byte.
    private func record(_ count: Int) async throws -> ScreenSession {
        let screen = try ScreenSession(
            ["sh", "-c", "read go; exec \"$0\" \"$1\"", try Program.path(), database.url], home: home, columns: 160,
            rows: 48)
        try screen.record(to: home.file("bytes"))
        try screen.press("Enter")
        try await screen.lists(count)
        return screen
    }

    private func expectClean() throws {
        let bytes = try home.read("bytes")
        #expect(bytes.count > 1000)
        #expect(String(validating: bytes, as: UTF8.self) != nil, "not UTF-8")
        for (name, sequence) in Self.forbidden {
            #expect(!bytes.contains(sequence), "\(name) reached the terminal")
        }
    }

    @Test func `never reach the terminal raw, in keys, users, fields and events`() async throws {
        try set(Shop.id("Ann"), #"{"user_id": "\#(Self.escaped)", "\#(Self.escaped)": ["\#(Self.escaped)"]}"#)
        try set("K\(Self.raw)-hostile-key-of-some-length", #"{"user_id": "key"}"#)
        let screen = try await record(2)

        try await screen.inspect("]0;PWNED")
        try screen.press("p")
        try await screen.sees("[Raw]")
        try screen.press("x")
        try screen.press("Escape")
        try await screen.lists(2)
        try await screen.select(" key ")
        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1")
        try await screen.press("3", until: "destroyed")
        try await screen.press("6", until: "The journal is intact")
        try screen.press("q")
        try screen.press("q")
        try await screen.sees("Quit?")

        try expectClean()
    }

    @Test func `are shown for what they are: no JSON, no UTF-8, another type, too deep`() async throws {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        try set(Shop.id("Deep"), "{\"user_id\": \"deep\", \"a\": \(deep)}")
        try set(Array("tina4:session:\(Shop.id("Bytes"))".utf8), [0xFF, 0xFE, 0x1B, 0x5D, 0x30, 0x3B, 0, 0x9B, 0xC3])
        try set(Shop.id("Text"), "no JSON at all \(Self.raw)")
        try database.command(["RPUSH", "tina4:session:\(Shop.id("List"))", "x"])
        let screen = try await record(4)

        for name in ["Deep", "Byte", "Text", "List"] {
            try await screen.select("\(name)..")
            try screen.press("Enter")
            try await screen.becomes("\(name) was looked into") { rows in
                rows.prefix(4).contains { $0.contains("sessions > ") }
                    || rows.contains { $0.hasPrefix(" ✗") || $0.hasPrefix(" !") }
            }
            try screen.press("Escape")
            try await screen.sees("4 of 4 shown")
        }

        try expectClean()
    }

    @Test func `as large as 64 MB leave the others within reach`() async throws {
        try database.command(["SETRANGE", "tina4:session:\(Shop.id("Huge"))", "67108863", "x"])
        try set(Shop.id("Ann"), #"{"user_id": "ann"}"#)
        let screen = try await record(2)

        try await screen.inspect("ann")
        try await screen.sees("user_id  \"ann\"")
        try screen.press("Escape")
        try await screen.sees("2 of 2 shown")
        try await screen.select("Huge")
        try screen.press("Enter")
        try await screen.becomes("it was told what it is") { rows in
            rows.prefix(4).contains { $0.contains("sessions > ") }
                || rows.contains { $0.hasPrefix(" ✗") || $0.hasPrefix(" !") }
        }

        try expectClean()
    }

    @Test func `as file names and in the editor never reach the terminal raw`() async throws {
        let shop = try Shop()
        try shop.add("Ann", ["user_id": "\"\(Self.escaped)\"", "name": "\"\(Self.escaped)\""])
        try shop.sessions.write("{}", to: "sess_\(Self.raw).json")
        let screen = try ScreenSession(
            ["sh", "-c", "read go; exec \"$0\" \"$1\"", try Program.path(), shop.sessions.path],
            environment: ["EDITOR": "cat \"$1\" > \"$HOME/seen\"; true"], home: home, columns: 160, rows: 48)
        try screen.record(to: home.file("bytes"))
        try screen.press("Enter")
        try await screen.sees("shown")
        try await screen.select("PWNED")
        try screen.press("Enter")
        try await screen.isInspecting()

        try await screen.select("  name  ")
        try await screen.press("e", until: "Edit name")
        try screen.press("Escape")
        try await screen.losesSight(of: "Edit name")

        try expectClean()
    }
}
