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

    private func detect(_ formats: [SessionFormat], patience: Duration = .seconds(60)) async throws -> FormatDetection {
        var context = FormatContext(layouts: formats.flatMap(\.layouts).filter { $0.kind == .keyValue })
        context.layoutsByFormat = Dictionary(
            uniqueKeysWithValues: formats.map { ($0.name, $0.layouts.filter { $0.kind == .keyValue }) })
        let target = OpenStore(
            name: "shop", store: MemoryStore(memory, prefix: ""), formats: formats, context: context)
        return try await FormatDetection(of: target, patience: patience)
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
        #expect(found.extent == .prefixes(afterFirst: 1000))
        #expect(try await detect([.laravel, .tina4], patience: .zero).extent != .all)
    }

    @Test func `says what it looked at`() async throws {
        put("tina4:session:id", #"{"user_id":7}"#)
        #expect(try await detect().extent == .all)
        for number in 0..<1500 { put("tina4:session:id\(number)", #"{"user_id":7}"#) }
        #expect(try await detect().extent == .first(1000))
    }
}
