/// The bytes in base 64, with padding.
func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let value = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[start + $1]) : 0) }
        for position in 0..<4 {
            let isPadding = position > group.count
            result.append(isPadding ? UInt8(ascii: "=") : digits[value >> (18 - 6 * position) & 63])
        }
    }
    return String(decoding: result, as: UTF8.self)
}
