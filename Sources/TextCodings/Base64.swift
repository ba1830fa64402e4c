/// Base64 as RFC 4648 has it, in the standard alphabet and the one for URLs; also of a hundred megabytes.
public enum Base64 {
    /// An alphabet.
    public enum Alphabet: Sendable {
        /// With `+` and `/`, padded by `=`.
        case standard
        /// With `-` and `_`, without padding.
        case url
    }

    /// Bytes as text.
    public static func encode(_ bytes: some Collection<UInt8>, _ alphabet: Alphabet = .standard) -> String {
        withStorage(of: bytes) { bytes in
            let length = alphabet == .standard ? (bytes.count + 2) / 3 * 4 : (bytes.count * 4 + 2) / 3
            return String(unsafeUninitializedCapacity: length) { text in
                let digits = alphabet == .standard ? standardDigits : urlDigits
                digits.withUnsafeBufferPointer { write(bytes, as: $0, into: text) }
                return length
            }
        }
    }

    /// The bytes of a text; nil when it is none.
    ///
    /// - Parameter alphabet: The one that the text is in, with its padding, so that none that was cut is taken; nil for
    ///   either or both, padded or not.
    public static func decode(_ text: some Collection<UInt8>, _ alphabet: Alphabet? = nil) -> [UInt8]? {
        guard let bytes = decodeAny(text) else { return nil }
        guard let alphabet else { return bytes }
        return encode(bytes, alphabet).utf8.elementsEqual(text) ? bytes : nil
    }

    private static func decodeAny(_ text: some Collection<UInt8>) -> [UInt8]? {
        withStorage(of: text) { text in
            let length = text.lastIndex { $0 != padding }.map { $0 + 1 } ?? 0
            let text = UnsafeBufferPointer(rebasing: text[..<length])
            return values.withUnsafeBufferPointer { read(text, by: $0) }
        }
    }

    private static let padding = UInt8(ascii: "=")
    private static let standardDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// What each byte stands for, in either alphabet; above 63 for none.
    private static let values = [standardDigits, urlDigits].reduce(into: [UInt8](repeating: .max, count: 256)) {
        for (value, digit) in $1.enumerated() { $0[Int(digit)] = UInt8(value) }
    }

    private static func withStorage<Result>(
        of bytes: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        bytes.withContiguousStorageIfAvailable(body) ?? Array(bytes).withUnsafeBufferPointer(body)
    }

    private static func write(
        _ bytes: UnsafeBufferPointer<UInt8>, as digits: UnsafeBufferPointer<UInt8>,
        into text: UnsafeMutableBufferPointer<UInt8>
    ) {
        for (group, index) in stride(from: 0, to: bytes.count, by: 3).enumerated() {
            let count = min(3, bytes.count - index)
            var bits = UInt32(bytes[index]) << 16
            if count > 1 { bits |= UInt32(bytes[index + 1]) << 8 }
            if count > 2 { bits |= UInt32(bytes[index + 2]) }
            for place in 0..<min(4, text.count - 4 * group) {
                text[4 * group + place] = place <= count ? digits[Int(bits >> UInt32(18 - 6 * place) & 63)] : padding
            }
        }
    }

    private static func read(
        _ text: UnsafeBufferPointer<UInt8>, by values: UnsafeBufferPointer<UInt8>
    ) -> [UInt8]? {
        // One digit alone is less than a byte, and bits beyond the last byte are none of anybody's.
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var count = 0
        for digit in text {
            let value = values[Int(digit)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return bits & (1 << UInt32(count) - 1) == 0 ? bytes : nil
    }
}
