import Testing

@testable import SessionFormats

@Suite struct `Streams of FastLZ` {
    private func text(_ stream: [UInt8], count: Int) -> String? {
        FastLZ.expand(stream[...], count: count).map { String(decoding: $0, as: UTF8.self) }
    }

    private let head = Array("abc".utf8)

    @Test func `copies what came out before, itself included`() {
        #expect(text([2] + head + [0x20, 2], count: 6) == "abcabc")
        // A copy of 7 + 2 + 5 bytes, one byte back.
        #expect(text([2] + head + [0xE0, 5, 0], count: 17) == "abc" + String(repeating: "c", count: 14))
    }

    @Test func `of the second level has longer copies from farther away`() {
        let long: [UInt8] = [0x22] + head + [0xE0, 255, 1, 0]
        #expect(text(long, count: 3 + 9 + 256) == "abc" + String(repeating: "c", count: 265))
        let body = Array(repeating: UInt8(ascii: "x"), count: 8300)
        let far = [0x20, UInt8(ascii: "a")] + Array(FastLZ.wrap(body)) + [0x3F, 255, 0, 109]
        #expect(text(far, count: 8304)?.hasSuffix("xaxx") == true)
    }

    @Test func `of bytes as they are holds them all`() {
        for count in [1, 31, 32, 33, 5000] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
            #expect(FastLZ.expand(FastLZ.wrap(bytes)[...], count: count) == bytes)
        }
    }

    @Test(arguments: [
        [], [0x40, 1], [5, 1, 2], [0, 1, 0x20, 9], [0, 1, 0x20], [0, 1, 0xE0, 200, 0], [2, 1, 2, 3, 7],
    ])
    func `that is damaged gives nothing`(stream: [UInt8]) {
        #expect(FastLZ.expand(stream[...], count: 3) == nil)
    }

    @Test func `makes no room for more than a stream can hold`() {
        #expect(FastLZ.expand([0, 1, 0, 0, 12, 34], count: 1 << 50) == nil)
    }
}
