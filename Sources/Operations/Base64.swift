/// Base64 with padding (RFC 4648, section 4), of contents that may have a hundred megabytes.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    /// What each byte stands for; above 63 for none.
    private static let values = digits.enumerated().reduce(into: [UInt8](repeating: .max, count: 256)) {
        $0[Int($1.element)] = UInt8($1.offset)
    }

    static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
            bytes.withUnsafeBufferPointer { bytes in
                digits.withUnsafeBufferPointer { digits in write(bytes, as: digits, into: text) }
            }
        }
    }

    private static func write(
        _ bytes: UnsafeBufferPointer<UInt8>, as digits: UnsafeBufferPointer<UInt8>,
        into text: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var place = 0
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var bits = UInt32(bytes[index]) << 16
            if count > 1 { bits |= UInt32(bytes[index + 1]) << 8 }
            if count > 2 { bits |= UInt32(bytes[index + 2]) }
            text[place] = digits[Int(bits >> 18 & 63)]
            text[place + 1] = digits[Int(bits >> 12 & 63)]
            text[place + 2] = count > 1 ? digits[Int(bits >> 6 & 63)] : padding
            text[place + 3] = count > 2 ? digits[Int(bits & 63)] : padding
            place += 4
            index += 3
        }
        return place
    }

    static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { text in
            let length = text.count - text.reversed().prefix { $0 == padding }.count
            guard text.count % 4 == 0, text.count - length <= 2 else { return nil }
            return values.withUnsafeBufferPointer { read(text, length, by: $0) }
        }
    }

    private static func read(
        _ text: UnsafeBufferPointer<UInt8>, _ length: Int, by values: UnsafeBufferPointer<UInt8>
    ) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length / 4 * 3 + 2)
        var bits: UInt32 = 0
        var count = 0
        for index in 0..<length {
            let value = values[Int(text[index])]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return bytes
    }
}
