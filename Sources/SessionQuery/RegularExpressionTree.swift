/// A regular expression as it was understood, before it is made into a program.
indirect enum RegularExpressionTree {
    /// One character of a set.
    case one(CharacterClass)
    /// One given character, in the case given.
    case scalar(Unicode.Scalar)
    /// One character, whichever.
    case any
    /// A place, no character.
    case place(Place)
    /// One after the other; none is the empty text.
    case sequence([RegularExpressionTree])
    /// One of them.
    case choice([RegularExpressionTree])
    /// Again and again; without a maximum where it is nil.
    case repeated(RegularExpressionTree, minimum: Int, maximum: Int?)

    /// A condition on where a match stands.
    enum Place: Hashable {
        /// `^`: before the first character.
        case start
        /// `$`: behind the last character.
        case end
        /// `\b`, or `\B` where negated: between a word's character and another.
        case wordBoundary(isNegated: Bool)
    }
}
