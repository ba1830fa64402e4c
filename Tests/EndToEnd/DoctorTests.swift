import TestSupport
import Testing

@Suite struct `Doctor` {
    @Test func `says what a directory is and what may be done with it`() throws {
        let shop = try Shop()
        try shop.add("Abc")

        let json = try ProgramRun(["doctor", shop.sessions.path, "--json"], home: shop.home).json

        #expect(json["reached"] == "true")
        #expect(json["engine"] == "files")
        #expect(json["rights.list"] == "true")
        #expect(json["rights.destroy"] == "true")
        #expect(json["feed.push"] == "true")
        #expect(json["formats[\"tina4 Python\"]"] == "1")
    }

    @Test func `answers to stores as well, in words`() throws {
        let shop = try Shop()
        try shop.add("Abc")

        let run = try ProgramRun(["stores", shop.sessions.path], home: shop.home)

        #expect(run.code == 0)
        #expect(run.outputText.contains("Format   tina4 Python (1 of 1)"))
        #expect(run.outputText.contains("  yes  end them"))
    }

    @Test func `ends with 6 where nothing is reached`() throws {
        let run = try ProgramRun(["doctor", "file:/nowhere", "--json"])

        #expect(run.code == 6)
        #expect(try run.jsonError["error.code"] == "unreachable")
    }

    /// A home whose configuration has these profiles.
    private func write(_ profiles: String, of shop: Shop) throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(profiles, to: "config/curfew/config.toml")
    }

    @Test func `is said of every profile where none is named, also of one that is away`() throws {
        let shop = try Shop()
        try write(
            "[profiles.a]\nstore = \"\(shop.sessions.path)\"\n[profiles.b]\nstore = \"file:/nowhere\"\n", of: shop)

        let run = try ProgramRun(["stores", "--json"], home: shop.home)

        #expect(run.code == 0)
        #expect(try run.json["[0].store"] == "a")
        #expect(try run.json["[0].reached"] == "true")
        #expect(try run.json["[1].reached"] == "false")
    }
}
