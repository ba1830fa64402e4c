/// The characters that may stand at one place of a regular expression.
struct CharacterClass: Hashable, Sendable {
    /// A set that has a name.
    enum Named: Hashable, Sendable {
        /// `\d`: 0 to 9.
        case digit
        /// `\w`: letters of any script, digits, the underscore.
        case word
        /// `\s`: blanks, tabs, ends of lines.
        case space

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .digit: (48...57).contains(scalar.value)
            case .word: scalar.isWordCharacter
            case .space: scalar.properties.isWhitespace
            }
        }
    }

    /// A member: a span of characters, or a named set or what is not in it.
    enum Member: Hashable, Sendable {
        case span(ClosedRange<Unicode.Scalar>)
        case named(Named, isNegated: Bool)

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .span(let span): span.contains(scalar)
            case .named(let named, let isNegated): named.contains(scalar) != isNegated
            }
        }
    }

    var members: [Member] = []
    var isNegated = false
    var ignoresCase = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var isMember = members.contains { $0.contains(scalar) }
        if ignoresCase, !isMember {
            let (lower, upper) = (scalar.lowercase, scalar.uppercase)
            isMember = members.contains { $0.contains(lower) || $0.contains(upper) }
        }
        return isMember != isNegated
    }
}

extension Unicode.Scalar {
    /// A letter of any script, a digit, or the underscore.
    var isWordCharacter: Bool {
        switch value {
        case 48...57, 65...90, 95, 97...122: true
        case 0..<128: false
        default: properties.isAlphabetic || properties.numericType != nil
        }
    }

    /// The lower case where it is one scalar; else the scalar itself.
    var lowercase: Unicode.Scalar {
        guard value >= 128 else { return (65...90).contains(value) ? Unicode.Scalar(UInt8(value) | 0x20) : self }
        return properties.lowercaseMapping.unicodeScalars.only ?? self
    }

    /// The upper case where it is one scalar; else the scalar itself.
    var uppercase: Unicode.Scalar {
        guard value >= 128 else { return (97...122).contains(value) ? Unicode.Scalar(UInt8(value) & ~0x20) : self }
        return properties.uppercaseMapping.unicodeScalars.only ?? self
    }
}

extension Collection {
    /// The element of a collection that has just one.
    fileprivate var only: Element? { dropFirst().isEmpty ? first : nil }
}
