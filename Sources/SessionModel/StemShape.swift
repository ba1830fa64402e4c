internal import TextCodings

/// What the part of a key looks like that stands for the session.
public struct StemShape: Hashable, Sendable {
    /// Which bytes it may have.
    public enum Alphabet: Hashable, Sendable {
        /// Every byte.
        case any
        /// `0–9 a–f`.
        case hexadecimal
        /// `0–9 a–f` and `-`, as a UUID is written.
        case uuid
        /// `A–Z a–z 0–9 _ -`.
        case base64URL
        /// `A–Z a–z 0–9`.
        case alphanumeric
        /// `a–z 0–9`.
        case lowerAlphanumeric
        /// `A–Z 2–7`.
        case base32
        /// `A–Z a–z 0–9 , -`, as PHP mints ids.
        case php

        /// Whether a byte is one of them.
        public func holds(_ byte: UInt8) -> Bool {
            switch self {
            case .any: true
            case .hexadecimal: byte.isLowerHexDigit
            case .uuid: byte.isLowerHexDigit || byte == UInt8(ascii: "-")
            case .base64URL: byte.isBase64URLDigit
            case .alphanumeric: byte.isBase64URLDigit && byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-")
            case .lowerAlphanumeric: (97...122).contains(byte) || (48...57).contains(byte)
            case .base32: (65...90).contains(byte) || (50...55).contains(byte)
            case .php: Alphabet.alphanumeric.holds(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "-")
            }
        }
    }

    /// Which bytes it may have.
    public var alphabet: Alphabet
    /// How many bytes it may have.
    public var count: ClosedRange<Int>

    /// Anything that is not empty.
    public static let any = StemShape(.any, 1...Int.max)

    /// Creates a shape.
    public init(_ alphabet: Alphabet, _ count: ClosedRange<Int>) {
        self.alphabet = alphabet
        self.count = count
    }

    /// Creates a shape of a fixed length in bytes.
    public init(_ alphabet: Alphabet, _ count: Int) { self.init(alphabet, count...count) }

    /// Whether a stem looks so.
    public func fits(_ stem: some Collection<UInt8>) -> Bool {
        guard count.contains(stem.count) else { return false }
        if alphabet == .any { return true }
        for byte in stem where !alphabet.holds(byte) { return false }
        return true
    }

    /// Whether its alphabet has capitals and small letters, so that a stem can look as if it had been drawn at random.
    public var showsDrawing: Bool { alphabet.holds(UInt8(ascii: "A")) && alphabet.holds(UInt8(ascii: "a")) }

    /// Whether a stem of this shape looks as if it had been drawn at random: with capitals and small letters. A hash in
    /// hexadecimal digits does not, nor do most words; of a billion ids that are as long as a framework's, one.
    public func looksDrawn(_ stem: some Collection<UInt8>) -> Bool {
        guard showsDrawing else { return false }
        var (hasCapital, hasSmall) = (false, false)
        for byte in stem where byte > 64 {
            if byte < 91 { hasCapital = true } else if byte > 96, byte < 123 { hasSmall = true }
            if hasCapital, hasSmall { return true }
        }
        return false
    }

    /// Whether the length is always the same.
    public var isFixed: Bool { count.lowerBound == count.upperBound }
}
