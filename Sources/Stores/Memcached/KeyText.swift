internal import Glibc
internal import SessionModel
internal import TextCodings

/// Keys as the server writes them in its dumps and logs: bytes that are no plain text as `%NN`.
enum KeyText {
    /// Appends the decoded bytes.
    @inline(__always)
    static func decode(_ text: UnsafeRawBufferPointer, into bytes: inout [UInt8]) {
        var rest = text
        while let mark = mark(in: rest) {
            bytes.append(copying: UnsafeRawBufferPointer(rebasing: rest[..<mark]))
            if mark + 2 < rest.count, let high = rest[mark + 1].hexDigit, let low = rest[mark + 2].hexDigit {
                bytes.append(high << 4 | low)
                rest = UnsafeRawBufferPointer(rebasing: rest[(mark + 3)...])
            } else {
                bytes.append(rest[mark])
                rest = UnsafeRawBufferPointer(rebasing: rest[(mark + 1)...])
            }
        }
        bytes.append(copying: rest)
    }

    /// Where the next `%` stands.
    @inline(__always)
    private static func mark(in text: UnsafeRawBufferPointer) -> Int? {
        guard let start = text.baseAddress, let found = memchr(start, 37, text.count) else { return nil }
        return UnsafeRawPointer(found) - start
    }
}
