extension UInt8 {
    /// Whether the byte is one of `0–9 a–f`.
    @inlinable public var isLowerHexDigit: Bool { (48...57).contains(self) || (97...102).contains(self) }

    /// What the byte stands for as a hexadecimal digit, of small or large letters; nil where it is none.
    @inlinable public var hexDigit: UInt8? {
        switch self {
        case 48...57: self - 48
        case 65...70: self - 55
        case 97...102: self - 87
        default: nil
        }
    }

    /// Whether the byte is one of `A–Z a–z 0–9 _ -`.
    @inlinable public var isBase64URLDigit: Bool {
        (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self) || self == 95 || self == 45
    }
}
