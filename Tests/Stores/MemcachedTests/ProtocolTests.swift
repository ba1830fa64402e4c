import SessionModel
import Testing

@testable import MemcachedStore

@Suite struct `Memcached's protocol` {
    @Test(arguments: [
        ("tina4%3Asession%3Aa", "tina4:session:a"), ("a%20b", "a b"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"),
        ("%2525", "%25"), ("", ""),
    ])
    func `decodes the keys of dumps`(text: String, key: String) {
        var decoded: [UInt8] = []
        Array(text.utf8).withUnsafeBytes { KeyText.decode($0, into: &decoded) }

        #expect(decoded == Array(key.utf8))
    }

    @Test func `finds the key in a line of the log`() {
        let line = "ts=1795251250.25 gid=3 type=item_store key=a%20b status=stored cmd=set ttl=100 clsid=1"

        #expect(Array(line.utf8).withUnsafeBytes { FeedSource.key($0) } == SessionKey("a b"))
        #expect(Array("skipped=12".utf8).withUnsafeBytes { FeedSource.key($0) } == nil)
        #expect(Array(" key=".utf8).withUnsafeBytes { FeedSource.key($0) } == nil)
    }

    @Test func `writes keys that would break a line in base64`() throws {
        #expect(try MetaKey(SessionKey("plain:é")).token == Array("plain:é".utf8))
        #expect(try MetaKey(SessionKey("a b")).token == Array("YSBi".utf8))
        #expect(try MetaKey(SessionKey("a\r\nmd x")).token == Array("YQ0KbWQgeA==".utf8))
        #expect(MetaKey.make([UInt8](repeating: 120, count: 250)) != nil)
        #expect(MetaKey.make([UInt8](repeating: 120, count: 251)) == nil)
        #expect(MetaKey.make([UInt8](repeating: 32, count: 186)) != nil)
        #expect(MetaKey.make([UInt8](repeating: 32, count: 187)) == nil)
        #expect(MetaKey.make([UInt8]()) == nil)
    }

    @Test func `reads the flags of an answer in any order`() throws {
        let reply = try Array("VA 12 f7 t-1 c18446744073709551615 s12 X".utf8).withUnsafeBytes { try MetaReply($0) }

        #expect(reply.code == .value(12))
        #expect(reply.flags == 7)
        #expect(reply.remaining == -1)
        #expect(reply.cas == .max)
    }

    @Test(arguments: ["9223372036854775807", "92233720368547758079", "1099511627777"])
    func `takes no time for longer than it can count`(seconds: String) throws {
        let told = try Array(" exp=\(seconds) la=1".utf8).withUnsafeBytes { try Dump.expiry($0) }
        let reply = try Array("VA 1 t\(seconds)".utf8).withUnsafeBytes { try MetaReply($0) }
        let item = Item(reply, content: [120], now: ServerSeconds.most)

        #expect(told == ServerSeconds.most)
        #expect(item.deadline == .never || item.deadline == .at(Timestamp(milliseconds: ServerSeconds.most * 2000)))
    }

    @Test(arguments: [nil, "", "-1", "9223372036854775807", "1099511627777"])
    func `takes no clock that can't be one`(text: String?) throws {
        #expect(throws: MemcachedFailure.garbled("its stats tell no time")) { try ServerSeconds.clock(text) }
        #expect(try ServerSeconds.clock("1795251250") == 1_795_251_250)
    }

    @Test(arguments: ["ERROR", "CLIENT_ERROR bad command line format", "SERVER_ERROR out of memory"])
    func `throws what the server refuses`(line: String) {
        #expect(throws: MemcachedFailure.refused(line)) {
            try Array(line.utf8).withUnsafeBytes { try MetaReply($0) }
        }
    }

    @Test(
        arguments: [
            (1_795_251_004_499, 1_795_251_004), (1_795_251_004_500, 1_795_251_005), (2_592_000_000, -1), (0, -1),
        ] as [(Int64, Int64)])
    func `writes deadlines as moments`(milliseconds: Int64, seconds: Int64) throws {
        #expect(try ItemChanger.time(.at(Timestamp(milliseconds: milliseconds))) == seconds)
        #expect(try ItemChanger.time(.never) == 0)
    }
}
