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
        #expect(try run.json["[1].reason"]?.hasPrefix("Cannot reach") == true)
        #expect(try ProgramRun(["doctor", "b"], home: shop.home).code == 6)
    }

    @Test func `ends with 6 where no profile's store is reached`() throws {
        let shop = try Shop()
        try write("[profiles.a]\nstore = \"file:/nowhere\"\n[profiles.b]\nstore = \"file:/nowhere\"\n", of: shop)

        let run = try ProgramRun(["stores", "--json"], home: shop.home)

        #expect(run.code == 6)
        #expect(try run.json["[1].reached"] == "false")
        #expect(try run.jsonError["error.message"] == "None of the 2 stores is reached.")
    }

    @Test func `names what opens a read-only profile`() throws {
        let shop = try Shop()
        try write("[profiles.a]\nstore = \"\(shop.sessions.path)\"\nread_only = true\n", of: shop)

        let byProfile = try ProgramRun(["doctor", "a"], home: shop.home).outputText
        let byOption = try ProgramRun(["doctor", shop.sessions.path, "--read-only"], home: shop.home)
        let json = try ProgramRun(["doctor", "a", "--json"], home: shop.home).json

        #expect(
            byProfile.contains(
                "to change that: :write 15m REASON in the console opens it for a time, or take read_only out of profile 'a'"
            ))
        #expect(byOption.outputText.contains("to change that: leave out --read-only"))
        #expect(byProfile.components(of: "to change that").count == 2)
        #expect(json["restrictions[0].remedy"]?.hasPrefix(":write 15m REASON") == true)
    }
}

extension String {
    /// What stands between the places of a text.
    fileprivate func components(of text: String) -> [Substring] {
        split(separator: text, omittingEmptySubsequences: false)
    }
}
