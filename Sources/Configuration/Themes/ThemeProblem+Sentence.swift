extension ThemeProblem: CustomStringConvertible {
    /// One sentence, to stand behind the place.
    public var description: String {
        switch self {
        case .missingRoles(let roles):
            "the role\(roles.count == 1 ? "" : "s") \(roles.listed) \(roles.count == 1 ? "has" : "have") no style."
        case .unknownRole(let name, let nearest?): "there is no role '\(name)'. Did you mean '\(nearest)'?"
        case .unknownRole(let name, nil): "there is no role '\(name)'; the default theme has all there are."
        case .repeatedRole(let name): "the role '\(name)' has a style already."
        case .emptyStyle(let key): "'\(key)' is empty; write 'plain' for the look of all other text."
        case .unknownWord(let word, let key, let nearest?):
            "'\(key)' has the word '\(word)', which is no colour and no attribute. Did you mean '\(nearest)'?"
        case .unknownWord(let word, let key, nil):
            "'\(key)' has the word '\(word)', which is no colour and no attribute."
        case .badColor(let word, let key):
            "'\(key)' has the colour '\(word)', but a colour is a name, #rrggbb, #rgb or a number up to 255."
        case .secondColor(let word, let key):
            "'\(key)' has one colour too many, '\(word)'; a style is written 'TEXT on BEHIND', as in 'white on red bold'."
        case .noBackground(let key): "'\(key)' has an 'on' with no colour behind it."
        case .takenName(let name): "the palette's '\(name)' has a meaning already; choose another name for it."
        }
    }
}
