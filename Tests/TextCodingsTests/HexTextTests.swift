import Testing
import TextCodings

@Suite struct `Hexadecimal digits` {
    @Test func `are written small and read of either kind`() {
        #expect(HexText.encode([0, 9, 10, 0x7F, 0xFF]) == "00090a7fff")
        #expect(HexText.decode("00090a7fff".utf8) == [0, 9, 10, 0x7F, 0xFF])
        #expect(HexText.decode("00090A7FFF".utf8) == [0, 9, 10, 0x7F, 0xFF])
        #expect(HexText.decode("".utf8) == [])
    }

    @Test(arguments: ["0", "000", "0g", "0x00", " 00", "00 "])
    func `are nothing else`(text: String) {
        #expect(HexText.decode(text.utf8) == nil)
    }

    @Test func `make a UUID`() {
        #expect(HexText.uuid(Array(0..<16)) == "00010203-0405-0607-0809-0a0b0c0d0e0f")
    }
}
