internal import SessionModel

/// A key as the meta commands take it.
struct MetaKey: Hashable, Sendable {
    /// The key itself, or its base64 where bytes are in it that would end a word.
    let token: [UInt8]
    /// Whether the token is base64.
    let isEncoded: Bool

    /// The longest word for a key, in bytes.
    private static let longest = 250

    /// Creates a key; fails where memcached can have no such key.
    init(_ key: SessionKey) throws(MemcachedFailure) {
        guard let made = Self.make(key.bytes) else { throw .badKey }
        self = made
    }

    /// Creates a key, or nil where memcached can have no such key.
    static func make(_ bytes: some RandomAccessCollection<UInt8>) -> MetaKey? {
        guard !bytes.isEmpty, bytes.count <= longest else { return nil }
        guard bytes.contains(where: endsWord) else { return MetaKey(token: Array(bytes), isEncoded: false) }
        let token = base64(Array(bytes))
        return token.count <= longest ? MetaKey(token: token, isEncoded: true) : nil
    }

    private init(token: [UInt8], isEncoded: Bool) {
        self.token = token
        self.isEncoded = isEncoded
    }

    private static func endsWord(_ byte: UInt8) -> Bool { byte == 0 || byte == 32 || (9...13).contains(byte) }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for place in 0..<4 {
                let digit = digits[Int(bits >> (18 - 6 * UInt32(place)) & 63)]
                text.append(place <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return text
    }
}
