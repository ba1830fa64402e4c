import Testing

@testable import RedisStore

@Suite struct `Requests to a server` {
    @Test func `are lengths and bytes`() {
        var buffer = RequestBuffer()
        buffer.begin(.clientTracking, arguments: 2)
        buffer.argument([0, 13, 10])
        buffer.argument("é")

        let expected = "*4\r\n$6\r\nCLIENT\r\n$8\r\nTRACKING\r\n$3\r\n\0\r\n\r\n$2\r\né\r\n"
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == expected)
    }

    @Test func `can be larger than the buffer`() {
        var buffer = RequestBuffer()
        buffer.begin(.set, arguments: 1)
        buffer.argument([UInt8](repeating: 7, count: 1_000_000))

        #expect(buffer.count == "*2\r\n$3\r\nSET\r\n$1000000\r\n\r\n".utf8.count + 1_000_000)
    }

    @Test func `never list all keys, change settings or spy`() {
        let words = Set(Command.allCases.flatMap { $0.words.map(String.init) })

        #expect(words.isDisjoint(with: ["KEYS", "MONITOR", "FLUSHDB", "FLUSHALL", "DEBUG", "SHUTDOWN", "REPLICAOF"]))
        #expect(!Command.allCases.contains { $0.rawValue == "CONFIG SET" })
    }

    @Test(arguments: Command.allCases.filter { !$0.isReading })
    func `that may change something do not pass on a read-only store`(command: Command) throws {
        let connection = Connection(try Wire().stream, isReadOnly: true)

        #expect(throws: RedisFailure.readOnly(command)) { try connection.add(command) }
        #expect(connection.requests.count == 0)
    }

    @Test(arguments: [
        ("plain:", "plain:*"), ("a*b", "a\\*b*"), ("[x]?", "\\[x\\]\\?*"), ("back\\slash", "back\\\\slash*"), ("", "*"),
    ])
    func `match a prefix and nothing else`(prefix: String, pattern: String) {
        #expect(KeyPattern.matching(prefix: Array(prefix.utf8)) == Array(pattern.utf8))
    }

    @Test(arguments: [
        (["sess:"], "sess:*"), (["sess:", "tina4:session:"], "[\\s\\t][\\e\\i][\\n\\s][\\a\\s][\\4\\:]*"),
        (["a-b", "a^b", "a]b"], "a[\\-\\]\\^]b*"), (["a*c", "a*d"], "a\\*[\\c\\d]*"), (["", "x"], "*"), ([], "*"),
    ])
    func `match several prefixes and little else`(prefixes: [String], pattern: String) {
        #expect(KeyPattern.matching(anyOf: prefixes.map { Array($0.utf8) }) == Array(pattern.utf8))
    }

    @Test(arguments: [(UInt64(0), 0.0), (1, 0.5), (2, 0.25), (3, 0.75), (0b101, 0.625)])
    func `tell by their cursor how far a listing is`(number: UInt64, progress: Double) {
        #expect(Cursor(number: number).progress == progress)
    }
}
