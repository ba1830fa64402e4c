/// Which of a cluster's slots a key is in.
enum KeySlot {
    /// How many slots a cluster has.
    static let count = 16_384

    /// The slot of a key: the CRC16 of what stands between its first "{" and the next "}", if that is anything, else of
    /// the whole key.
    static func of(_ key: [UInt8]) -> Int { checksum(tag(of: key)) & (count - 1) }

    private static func tag(of key: [UInt8]) -> ArraySlice<UInt8> {
        guard let open = key.firstIndex(of: UInt8(ascii: "{")) else { return key[...] }
        let rest = key[(open + 1)...]
        guard let close = rest.firstIndex(of: UInt8(ascii: "}")), close > rest.startIndex else { return key[...] }
        return rest[..<close]
    }

    /// CRC16 in the manner of XMODEM: polynomial 0x1021, begun with 0.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
        var sum: UInt16 = 0
        for byte in bytes {
            sum ^= UInt16(byte) << 8
            for _ in 0..<8 { sum = sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
        }
        return Int(sum)
    }
}
