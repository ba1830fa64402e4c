internal import SessionModel
internal import TextCodings

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
        let token = Array(Base64.encode(bytes).utf8)
        return token.count <= longest ? MetaKey(token: token, isEncoded: true) : nil
    }

    private init(token: [UInt8], isEncoded: Bool) {
        self.token = token
        self.isEncoded = isEncoded
    }

    private static func endsWord(_ byte: UInt8) -> Bool { byte == 0 || byte == 32 || (9...13).contains(byte) }
}
