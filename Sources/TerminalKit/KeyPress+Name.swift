extension KeyPress: CustomStringConvertible {
    /// The key as help and configuration write it: `D`, `Ctrl-r`, `F5`, `Del`, `Space`, `Esc`.
    public var name: String {
        switch self {
        case .character(let character): KeyPress.word(for: character)
        case .control(let character): "Ctrl-" + KeyPress.word(for: character)
        case .alternate(let character): "Alt-" + KeyPress.word(for: character)
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .insert: "Ins"
        case .delete: "Del"
        case .backspace: "Backspace"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .enter: "Enter"
        case .escape: "Esc"
        case .function(let number): "F\(number)"
        case .mouse: "Mouse"
        case .paste: "Paste"
        case .resize: "Resize"
        }
    }

    /// The key's name.
    public var description: String { name }

    /// Creates the key of a name, nil if there is none: `Ctrl-r`, `^R`, `C-r`, `Alt-x`, `M-x`, `F5`, `Delete`, `D`.
    ///
    /// Words are read in any case, single characters as they stand.
    public init?(name: String) {
        if name.count == 1, let character = name.first {
            self = .character(character)
        } else if let key = KeyPress.named[name.lowercased()] {
            self = key
        } else if let character = KeyPress.character(of: name, after: ["ctrl-", "ctrl+", "c-", "^"]) {
            self = .control(Character(character.lowercased()))
        } else if let character = KeyPress.character(of: name, after: ["alt-", "alt+", "m-", "meta-"]) {
            self = .alternate(character)
        } else if let number = KeyPress.functionNumber(of: name) {
            self = .function(number)
        } else {
            return nil
        }
    }

    private static let named: [String: KeyPress] = [
        "space": .character(" "), "up": .up, "down": .down, "left": .left, "right": .right,
        "home": .home, "end": .end, "pgup": .pageUp, "pageup": .pageUp, "pgdn": .pageDown, "pagedown": .pageDown,
        "ins": .insert, "insert": .insert, "del": .delete, "delete": .delete,
        "backspace": .backspace, "bs": .backspace, "tab": .tab, "shift-tab": .backTab, "backtab": .backTab,
        "enter": .enter, "return": .enter, "esc": .escape, "escape": .escape,
    ]

    private static func word(for character: Character) -> String {
        character == " " ? "Space" : String(character)
    }

    private static func character(of name: String, after prefixes: [String]) -> Character? {
        let lower = name.lowercased()
        guard let prefix = prefixes.first(where: { lower.hasPrefix($0) }) else { return nil }
        let rest = name.dropFirst(prefix.count)
        if rest.lowercased() == "space" { return " " }
        return rest.count == 1 ? rest.first : nil
    }

    private static func functionNumber(of name: String) -> Int? {
        guard let first = name.first, first == "F" || first == "f", let number = Int(name.dropFirst()) else {
            return nil
        }
        return (1...63).contains(number) ? number : nil
    }
}
