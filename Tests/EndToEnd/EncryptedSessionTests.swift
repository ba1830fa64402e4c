import Glibc
import TestSupport
import Testing

/// A file of a real Laravel, encrypted by AES-CBC with the key of the tests.
@Suite struct `A session that is encrypted` {
    private static let id = String(repeating: "aB3x", count: 10)
    private static let payloadCBC =
        "eyJpdiI6ImFXbHBhV2xwYVdscGFXbHBhV2xwYVE9PSIsInZhbHVlIjoia051cWJtaFk5bWdmRGZyOXpHdGpqYk5FaDczTUtaNncxNTVL"
        + "MmdyUzNYdUgxYkZZYk5JcXNqUTR5aUlUZVozNW5TQVU5Wjk3UE1yMlQ0eW1zZTg3anc9PSIsIm1hYyI6ImJiMzU5YTAyZGIwNDIyY2Ni"
        + "ODg4MzA3OWY5MDQzMzM4MGE3ZWYzMzg4MDg3NDMxZTExMDMyZTY2NTRiNTFmOWUiLCJ0YWciOiIifQ=="

    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
        for name in ["sessions", "config/curfew"] { try home.makeDirectory(name) }
        try home.write(Self.payloadCBC, to: "sessions/\(Self.id)")
        try home.write(
            "[profiles.shop]\nstore = \"file:\(home.file("sessions"))\"\nformat = \"laravel\"\n"
                + "cookie_secrets = [\"base64:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=\"]\n",
            to: "config/curfew/config.toml")
    }

    @Test func `is shown with the key`() throws {
        let run = try ProgramRun(["show", Self.id, "--profile", "shop", "--json"], home: home)

        #expect(run.code == 0, "\(run.errorText)")
        #expect(try run.json["user"] == "7")
    }

    @Test func `says what to install where the library with the cipher is another one`() throws {
        let other = try #require(OtherLibrary.path)
        try home.makeDirectory("lib")
        try #require(symlink(other, home.file("lib/libcrypto.so.3")) == 0)

        let run = try ProgramRun(
            ["show", Self.id, "--profile", "shop"], environment: ["LD_LIBRARY_PATH": home.file("lib")], home: home)

        #expect(run.outputText.contains("Laravel's AES-CBC takes OpenSSL 3 ("))
        #expect(run.outputText.contains("); install the package libssl3."))
        #expect(!run.outputText.contains("user_id"))
    }
}
