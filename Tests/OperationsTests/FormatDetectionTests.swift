import Operations
import SessionFormats
import SessionModel
import Testing

@Suite struct `Looking which formats are there` {
    private let memory = Memory()
    private let formats: [SessionFormat] = [.express, .tina4]

    private func detect() async throws -> FormatDetection {
        var context = FormatContext(layouts: formats.flatMap(\.layouts).filter { $0.kind == .keyValue })
        context.layoutsByFormat = Dictionary(
            uniqueKeysWithValues: formats.map { ($0.name, $0.layouts.filter { $0.kind == .keyValue }) })
        let target = OpenStore(
            name: "shop", store: MemoryStore(memory, prefix: ""), formats: formats, context: context)
        return try await FormatDetection(of: target)
    }

    private func put(_ key: String, _ text: String) { memory.put(SessionKey(key), text, lifetime: 3_600_000) }

    @Test func `names each by the records that agree with it`() async throws {
        for number in 0..<30 {
            put("sess:abcdefgh\(number)", #"{"cookie":{"originalMaxAge":1000,"expires":null},"n":\#(number)}"#)
        }
        put("tina4:session:" + String(repeating: "a", count: 43), #"{"user_id":7}"#)
        put("queue:jobs", "no session at all")
        let found = try await detect().findings
        #expect(found.map(\.format.name) == ["express", "tina4"])
        #expect(found.map(\.count) == [20, 1])
    }

    @Test func `takes no key for a session whose content does not agree`() async throws {
        put("sess:abcdefgh", #"{"user_id":7}"#)
        put("sess:abcdefgi", "{")
        #expect(try await detect().findings.isEmpty)
    }

    @Test func `ends the listing when it has seen enough`() async throws {
        for number in 0..<5000 { put("tina4:session:id\(number)", #"{"user_id":7}"#) }
        let found = try await detect().findings
        #expect(found.map(\.format.name) == ["tina4"])
        #expect(found.first?.count == 20)
    }

    private func detect(
        _ formats: [SessionFormat], patience: Duration = .seconds(60), isThorough: Bool = false
    ) async throws -> FormatDetection {
        var context = FormatContext(layouts: formats.flatMap(\.layouts).filter { $0.kind == .keyValue })
        context.layoutsByFormat = Dictionary(
            uniqueKeysWithValues: formats.map { ($0.name, $0.layouts.filter { $0.kind == .keyValue }) })
        let target = OpenStore(
            name: "shop", store: MemoryStore(memory, prefix: ""), formats: formats, context: context)
        return try await FormatDetection(of: target, patience: patience, isThorough: isThorough)
    }

    @Test func `finds few sessions among very many keys that could be some, and says how far it looked`() async throws {
        // Laravel's ids may stand behind anything, so every one of these could be a session of its.
        for number in 0..<3000 {
            let name = String(number)
            put("cache:" + name + String(repeating: "a", count: 40 - name.utf8.count), "no session")
        }
        for number in 0..<5 { put("tina4:session:id\(number)", #"{"user_id":7}"#) }

        let found = try await detect([.laravel, .tina4])

        #expect(found.findings.map(\.format.name) == ["tina4"])
        #expect(found.findings.map(\.count) == [5])
        #expect(found.extent == .places(afterFirst: 1000))
        #expect(try await detect([.laravel, .tina4], patience: .zero).extent != .all)
    }

    /// What Laravel's session handler gives its cache to keep.
    private static let laravel: String = {
        let inner = #"a:2:{s:6:"_token";s:4:"abcd";s:9:"_previous";a:1:{s:3:"url";s:1:"/";}}"#
        return "s:\(inner.utf8.count):\"\(inner)\";"
    }()

    private static let drawn = "k3JxQ0aZ9pLmWv7TbYcR2sDfGhE5uNi8oPqAw1Xy"

    @Test(arguments: [drawn, String(repeating: "s", count: 40)])
    func `finds a session of Laravel's among 100,000 entries of its cache`(id: String) async throws {
        // The second id looks like the names of the entries, so that only what is in the record tells.
        for number in 0..<100_000 {
            let name = String(number, radix: 16)
            put("shop_cache_" + String(repeating: "0", count: 40 - name.utf8.count) + name, "i:\(number);")
        }
        put("shop_cache_" + id, Self.laravel)

        let found = try await detect([.laravel, .aspNetCore, .tina4])

        #expect(found.findings.map(\.format.name) == ["laravel"])
        #expect(found.findings.first?.layouts.map(\.prefix) == ["shop_cache_"])
        #expect(found.findings.map(\.count) == [1])
        // So that the entries are not listed beside it.
        #expect(found.findings.first?.layouts.first?.isGuess == true)
    }

    @Test func `tells of a rare second format, where it is to be thorough`() async throws {
        for number in 0..<1500 {
            put("sess:abcdefgh\(number)", #"{"cookie":{"originalMaxAge":1000,"expires":null},"n":\#(number)}"#)
        }
        put("tina4:session:" + String(repeating: "a", count: 43), #"{"user_id":7}"#)

        let usual = try await detect([.express, .tina4])
        let thorough = try await detect([.express, .tina4], isThorough: true)

        #expect(usual.findings.map(\.format.name) == ["express"])
        #expect(usual.rare.isEmpty)
        #expect(thorough.findings.map(\.format.name) == ["express"])
        #expect(thorough.rare.map(\.format.name) == ["tina4"])
        #expect(thorough.extent == .first(1000))
    }

    @Test func `says that it looked at each where none was a session`() async throws {
        for number in 0..<3000 {
            let name = String(number)
            put("cache:" + name + String(repeating: "a", count: 40 - name.utf8.count), "no session")
        }

        let found = try await detect([.laravel, .tina4])

        #expect(found.findings.isEmpty)
        #expect(found.extent == .each(afterFirst: 1000))
        #expect(try await detect([.laravel, .tina4], patience: .zero).extent == .notAll(afterFirst: 1000))
    }

    @Test func `knows an id by its letters`() {
        let shape = StemShape(.alphanumeric, 40)

        #expect(shape.looksDrawn(Self.drawn.utf8))
        #expect(!shape.looksDrawn("da39a3ee5e6b4b0d3255bfef95601890afd80709".utf8))
        #expect(!shape.looksDrawn(String(repeating: "A", count: 40).utf8))
        // Of digits and small letters nothing can be told.
        #expect(!StemShape(.hexadecimal, 4).looksDrawn("aA12".utf8))
    }

    @Test func `says what it looked at`() async throws {
        put("tina4:session:id", #"{"user_id":7}"#)
        #expect(try await detect().extent == .all)
        for number in 0..<1500 { put("tina4:session:id\(number)", #"{"user_id":7}"#) }
        #expect(try await detect().extent == .first(1000))
    }
}
