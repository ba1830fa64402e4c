/// What names a session's record in its store: a Redis key, a file name, a row's primary key.
///
/// Kept as bytes, because a store promises no text and two keys that print alike may differ.
public struct SessionKey: Hashable, Sendable {
    /// The key exactly as the store has it.
    public let bytes: [UInt8]

    /// Creates a key from the store's own bytes.
    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// Creates a key from text, as its UTF-8.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The key as text; bytes that are no UTF-8 become replacement characters, so this is for showing, never for a store.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the key begins with these bytes.
    public func hasPrefix(_ prefix: some Collection<UInt8>) -> Bool {
        bytes.starts(with: prefix)
    }
}

extension SessionKey: Comparable {
    /// Orders keys by their bytes, the order every listing falls back on.
    public static func < (left: SessionKey, right: SessionKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
