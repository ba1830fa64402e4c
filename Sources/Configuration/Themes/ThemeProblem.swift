/// Why a file is no theme: facts, from which `ThemeProblem+Sentence.swift` makes one sentence.
public enum ThemeProblem: Hashable, Sendable {
    /// Roles have no style.
    case missingRoles([String])
    /// Nothing on the screen has this role.
    case unknownRole(String, nearest: String?)
    /// A role stands there twice, spelled in two ways.
    case repeatedRole(String)
    /// A style without a word.
    case emptyStyle(key: String)
    /// A word of a style is neither colour nor attribute.
    case unknownWord(String, key: String, nearest: String?)
    /// A colour's code or number is none.
    case badColor(String, key: String)
    /// A style has two colours for the text, or two behind it.
    case secondColor(String, key: String)
    /// Nothing follows `on`.
    case noBackground(key: String)
    /// A name in the palette means something else already.
    case takenName(String)
}
