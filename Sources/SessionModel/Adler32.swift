/// The checksum of zlib streams (RFC 1950, section 8.2).
public enum Adler32 {
    /// The sum of some bytes.
    @inlinable
    public static func sum(of bytes: some Sequence<UInt8>) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }
}
