/// Why a text is no regular expression that can be used here.
public struct RegularExpressionError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// More characters than `RegularExpression.lengthLimit`.
        case tooLong
        /// Its repetitions multiply to more than can be tried quickly.
        case tooLarge
        /// A `(` without its `)`.
        case unclosedGroup
        /// A `)` without its `(`.
        case unopenedGroup
        /// A `[` without its `]`.
        case unclosedClass
        /// A range whose end comes before its start.
        case backwardRange
        /// A `*`, `+`, `?` or `{` with nothing before it to repeat.
        case nothingToRepeat
        /// A `{…}` that is no count, or one whose end is below its start.
        case badRepetition
        /// A backslash before a letter or digit that means nothing here.
        case unknownEscape(String)
        /// A backslash with nothing behind it.
        case unfinishedEscape
        /// Looking around, named groups and other `(?…` that are not understood.
        case unknownGroup
    }

    /// What is wrong.
    public var reason: Reason
    /// Where, in Unicode scalars from the start.
    public var offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
