/// A regular expression that takes time in proportion to the text and can't hang.
///
/// It finds a match anywhere in the text. Understood are literals, `.`, classes, `\d \w \s` and their opposites,
/// `\b \B`, `^ $` (of the whole text), groups, alternation and repetition; `(?i)` at the start ignores case.
public struct RegularExpression: Sendable {
    /// The most characters a pattern may have.
    public static let lengthLimit = 256
    /// The most bytes of a text that are looked at.
    public static let textLimit = 65_536

    /// The pattern as it was written.
    public let pattern: String
    private let program: RegularExpressionProgram

    /// Creates an expression from a pattern.
    public init(_ pattern: String) throws(RegularExpressionError) {
        self.pattern = pattern
        var parser = RegularExpressionParser(pattern)
        program = try RegularExpressionProgram(parser.parse().tree)
    }

    /// Whether it is found in a text; unknown when it isn't in the first `textLimit` bytes of a longer one.
    public func matches(_ text: String) -> Match {
        let isWhole = text.utf8.count <= Self.textLimit
        var run = RegularExpressionRun(program, textGoesOn: !isWhole)
        if run.isFound(in: isWhole ? text : text.beginning(bytes: Self.textLimit)) { return .yes }
        return isWhole ? .no : .unknown
    }
}

extension RegularExpression: Hashable {
    /// Whether two expressions have the same pattern.
    public static func == (left: RegularExpression, right: RegularExpression) -> Bool {
        left.pattern.unicodeScalars.elementsEqual(right.pattern.unicodeScalars)
    }

    /// Hashes the pattern.
    public func hash(into hasher: inout Hasher) {
        for scalar in pattern.unicodeScalars { hasher.combine(scalar) }
    }
}

extension String {
    /// The beginning of the text in at most so many bytes of UTF-8, without the scalar that the cut may go through.
    fileprivate func beginning(bytes: Int) -> String {
        var kept = utf8.prefix(bytes)
        while let last = kept.popLast(), last >= 0x80, last < 0xC0 {}
        return String(decoding: kept, as: UTF8.self)
    }
}
