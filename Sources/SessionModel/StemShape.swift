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
        count.contains(stem.count) && (alphabet == .any || stem.allSatisfy(alphabet.holds))
    }

    /// Whether the length is always the same.
    public var isFixed: Bool { count.lowerBound == count.upperBound }
}
