internal import TerminalKit

extension Role {
    /// The name as our theme files write it, `ttl-soon`.
    var wordInThemes: String {
        rawName.reduce(into: "") { word, character in
            word += character.isUppercase ? "-" + character.lowercased() : String(character)
        }
    }
}
