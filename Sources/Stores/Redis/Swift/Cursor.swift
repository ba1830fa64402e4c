/// Where a SCAN stands.
struct Cursor: Hashable {
    /// The server's number for it.
    var number: UInt64

    /// The beginning.
    static let start = Cursor(number: 0)

    /// How much of the keys is behind, from 0 to 1.
    ///
    /// A cursor counts the slots of the server's table from the highest bit down, so that it stays good when the table
    /// grows; read backwards it is a fraction of the table, whatever its size.
    var progress: Double {
        var reversed: UInt64 = 0
        for bit in 0..<64 where number & (1 << UInt64(bit)) != 0 { reversed |= 1 << UInt64(63 - bit) }
        return Double(reversed) / 0x1p64
    }
}

/// The bytes of SCAN commands that differ in nothing but their cursor.
struct ScanRequestBytes {
    /// What stands before and after the cursor.
    let head: [UInt8]
    let tail: [UInt8]

    /// Prepares SCANs for a pattern, `count` slots at a time.
    init(pattern: [UInt8], count: Int) {
        let digits = Array(String(count).utf8)
        head = Array("*6\r\n$4\r\nSCAN\r\n".utf8)
        tail =
            Array("$5\r\nMATCH\r\n$\(pattern.count)\r\n".utf8) + pattern
            + Array("\r\n$5\r\nCOUNT\r\n$\(digits.count)\r\n".utf8) + digits + Array("\r\n".utf8)
    }

    /// The first SCAN.
    var first: [UInt8] { head + Array("$1\r\n0\r\n".utf8) + tail }
}
