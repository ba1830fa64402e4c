internal import SessionModel

/// A time as Go writes it: a version, seconds since the year 1, nanoseconds, and minutes of the zone; 15 bytes.
struct GobTime {
    /// The moment.
    let timestamp: Timestamp

    /// From 0001-01-01 to 1970-01-01, in seconds.
    private static let epoch: Int64 = 62_135_596_800

    /// nil for another version, or a moment that no calendar holds.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count == 15, bytes.first == 1 else { return nil }
        let body = Array(bytes)
        let bits = body[1..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let nanoseconds = body[9..<13].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let seconds = Int64(bitPattern: bits)
        guard (0..<400_000_000_000).contains(seconds) else { return nil }
        timestamp = Timestamp(milliseconds: (seconds - Self.epoch) * 1000 + nanoseconds / 1_000_000)
    }

    /// The bytes of another moment in the same zone.
    static func bytes(_ moment: Timestamp, like bytes: ArraySlice<UInt8>) -> [UInt8] {
        let remainder = (moment.milliseconds % 1000 + 1000) % 1000
        let seconds = UInt64(bitPattern: (moment.milliseconds - remainder) / 1000 + epoch)
        let nanoseconds = UInt64(remainder) * 1_000_000
        var written: [UInt8] = [1]
        for shift in stride(from: 56, through: 0, by: -8) { written.append(UInt8(seconds >> shift & 0xFF)) }
        for shift in stride(from: 24, through: 0, by: -8) { written.append(UInt8(nanoseconds >> shift & 0xFF)) }
        written += bytes.suffix(2)
        return written
    }
}
