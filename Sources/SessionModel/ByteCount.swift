/// Sizes as people read them.
public enum ByteCount {
    private static let units = ["KB", "MB", "GB", "TB"]

    /// The size with its unit: `1,912 B`, from 10,000 bytes on `64.0 MB`, a unit being 1,024 of the one before.
    ///
    /// Rounded to a tenth; what is negative shows as `0 B`.
    public static func format(_ bytes: Int) -> String {
        let bytes = UInt64(max(0, bytes))
        guard bytes >= 10_000 else { return grouped(bytes) + " B" }
        var size: UInt64 = 1024
        for unit in units {
            let tenths = tenths(of: bytes, in: size)
            if tenths < 10_240 || unit == units.last { return "\(grouped(tenths / 10)).\(tenths % 10) \(unit)" }
            size *= 1024
        }
        return grouped(bytes) + " B"
    }

    private static func tenths(of bytes: UInt64, in size: UInt64) -> UInt64 {
        let (whole, rest) = bytes.quotientAndRemainder(dividingBy: size)
        return whole * 10 + (rest * 10 + size / 2) / size
    }

    /// The number with a comma after every third digit from the right.
    private static func grouped(_ number: UInt64) -> String {
        guard number >= 1000 else { return String(number) }
        return grouped(number / 1000) + "," + padded(number % 1000, to: 3)
    }
}
