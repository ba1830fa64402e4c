/// A value that PHP's memcached extension has compressed, as it does with those of 2,000 bytes and more.
///
/// Read in php-memcached (`php_memcached.c`): the size of the content in four bytes, then a FastLZ stream (the usual one) or
/// a zlib stream; which it is, the item's flags say as well. Those are kept over a change, and so has the content to stay
/// packed.
package struct MemcachedExtension {
    /// The value without compression.
    let content: [UInt8]
    /// Whether it can be packed again.
    let isFastLZ: Bool

    /// Opens a value; nil where it is none that the extension compressed. Cheap where it is none.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 8 else { return nil }
        let size = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        let limit = Inflater.limit(of: bytes)
        guard size > 0, size <= limit else { return nil }
        let packed = bytes[4...]
        if packed.starts(with: [0x78]) {
            guard let content = try? Inflater.inflate(Array(packed), limit: limit), content.count == size else {
                return nil
            }
            (self.content, isFastLZ) = (content, false)
        } else {
            guard let content = FastLZ.expand(packed, count: size) else { return nil }
            (self.content, isFastLZ) = (content, true)
        }
    }

    /// How large the content of such a value is, in bytes; nil where it is none: what its decoder is given to read.
    package static func contentSize(of bytes: [UInt8]) -> Int? { MemcachedExtension(bytes)?.content.count }

    /// A value of the extension's with other content.
    static func packed(_ content: [UInt8]) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) } + FastLZ.wrap(content)
    }
}

extension PayloadCoding {
    /// This coding in a value of PHP's memcached extension.
    func inMemcachedExtension(isFastLZ: Bool) -> PayloadCoding {
        let coding = inside(
            "PHP's compression",
            open: { bytes throws(FormatError) in
                guard let value = MemcachedExtension(bytes) else {
                    throw FormatError("PHP's memcached extension has compressed the record, and it is damaged.")
                }
                return value.content
            },
            close: { content, bytes throws(FormatError) in
                MemcachedExtension(bytes)?.content == content ? bytes : MemcachedExtension.packed(content)
            })
        return isFastLZ ? coding : coding.locked(Self.zlibLock)
    }

    private static let zlibLock =
        "PHP's memcached extension has compressed it with zlib, which is only read here; it can be given more time and"
        + " ended."
}
