/// Numbers of seconds as JSON writes them, read and written without going through binary fractions.
public enum SecondsText {
    /// Milliseconds since 1970 from a JSON number of seconds; nil when it is none or beyond any calendar.
    public static func milliseconds(_ text: some Collection<UInt8>) -> Int64? { read(text) }

    /// The same of bytes in memory, which a listing asks of every record: made for them alone.
    public static func milliseconds(_ text: UnsafeRawBufferPointer) -> Int64? { read(text) }

    private static func read(_ text: some Collection<UInt8>) -> Int64? {
        var value: Int64 = 0
        var fractionDigits = -1
        var roundsUp = false
        var bytes = text.makeIterator()
        var next = bytes.next()
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { next = bytes.next() }
        guard let first = next, (48...57).contains(first) else { return nil }
        while let byte = next {
            switch byte {
            case 48...57 where fractionDigits < 3:
                guard value < 900_000_000_000_000_000 else { return nil }
                value = value * 10 + Int64(byte - 48)
                if fractionDigits >= 0 { fractionDigits += 1 }
            case 48...57:
                if fractionDigits == 3 { roundsUp = byte >= 53 }
                fractionDigits += 1
            case UInt8(ascii: ".") where fractionDigits < 0: fractionDigits = 0
            default: return inexact(text)
            }
            next = bytes.next()
        }
        for _ in max(0, min(3, fractionDigits))..<3 {
            guard value < 900_000_000_000_000_000 else { return nil }
            value *= 10
        }
        if roundsUp { value += 1 }
        return isNegative ? -value : value
    }

    private static func inexact(_ text: some Collection<UInt8>) -> Int64? {
        // Double would read hexadecimal, "nan" and "infinity" as well, which are no numbers of JSON.
        let isDecimal = text.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
        guard isDecimal, let number = Double(String(decoding: Array(text), as: UTF8.self)) else { return nil }
        return Timestamp(seconds: number)?.milliseconds
    }

    /// A moment in seconds, as an integer or with its fraction, as the number that stood there before was written.
    ///
    /// - Parameter example: The number that is replaced: one with a point or an exponent gives a fraction, one without
    ///   an integer.
    public static func write(_ moment: Timestamp, like example: some Collection<UInt8>) -> [UInt8] {
        let isFraction = example.contains {
            $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
        }
        let milliseconds = moment.milliseconds
        guard isFraction else { return Array(String((Double(milliseconds) / 1000).rounded().exactInteger).utf8) }
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        var digits = String(abs(rest))
        digits = String(repeating: "0", count: 3 - digits.utf8.count) + digits
        while digits.utf8.count > 1, digits.utf8.last == 48 { digits.removeLast() }
        return Array("\(milliseconds < 0 && whole == 0 ? "-" : "")\(whole).\(digits)".utf8)
    }
}

extension Double {
    fileprivate var exactInteger: Int64 { Int64(exactly: self) ?? 0 }
}
