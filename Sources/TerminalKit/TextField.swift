/// A line that is being typed: a text and a cursor in it. Knows the keys of a line editor.
public struct TextField: Equatable, Sendable {
    /// Characters that a field takes; the rest of a long paste is dropped.
    public static let limit = 8192

    private var characters: [Character]
    /// How many characters are before the cursor.
    public private(set) var cursor: Int
    /// Whether it shows dots instead of its characters, for passwords.
    public var isMasked: Bool

    /// Creates a field with the cursor after its text.
    public init(_ text: String = "", isMasked: Bool = false) {
        characters = Array(text.prefix(TextField.limit))
        cursor = characters.count
        self.isMasked = isMasked
    }

    /// What has been typed. Setting it puts the cursor at the end.
    public var text: String {
        get { String(characters) }
        set {
            characters = Array(newValue.prefix(TextField.limit))
            cursor = characters.count
        }
    }

    /// Whether nothing has been typed.
    public var isEmpty: Bool { characters.isEmpty }

    /// The part before the cursor, for completion and history.
    public var textBeforeCursor: String { String(characters[..<cursor]) }

    /// Takes a key if it is one for editing, and gives whether it was.
    ///
    /// Enter, Escape, Tab, Up and Down are the caller's.
    @discardableResult
    public mutating func handle(_ key: KeyPress) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .paste(let text): paste(text)
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = characters.count
        case .backspace: remove(max(0, cursor - 1)..<cursor)
        case .delete: remove(cursor..<min(characters.count, cursor + 1))
        case .control(let character): return handle(control: character)
        case .alternate(let character): return handle(alternate: character)
        case .up, .down, .pageUp, .pageDown, .insert, .tab, .backTab, .enter, .escape, .function, .mouse, .resize:
            return false
        }
        return true
    }

    /// Inserts a text at the cursor as it is.
    public mutating func insert(_ text: String) {
        let added = text.prefix(max(0, TextField.limit - characters.count))
        // Through the string: a mark that arrives by itself joins the character before it.
        let head = Array(String(characters[..<cursor]) + added)
        characters = head + characters[cursor...]
        cursor = head.count
    }

    /// Inserts a pasted text as one line: line ends at its end are dropped, others and tabs become blanks.
    public mutating func paste(_ text: String) {
        let isBreak = { (character: Character) in character.isNewline || character == "\t" }
        let trimmed = text.drop(while: \.isNewline).reversed().drop(while: \.isNewline).reversed()
        insert(String(trimmed.map { isBreak($0) ? " " : $0 }))
    }

    /// Takes everything away.
    public mutating func clear() {
        text = ""
    }
}

extension TextField {
    private mutating func handle(control character: Character) -> Bool {
        switch character {
        case "a": cursor = 0
        case "e": cursor = characters.count
        case "b": cursor = max(0, cursor - 1)
        case "f": cursor = min(characters.count, cursor + 1)
        case "d": remove(cursor..<min(characters.count, cursor + 1))
        case "h": remove(max(0, cursor - 1)..<cursor)
        case "k": remove(cursor..<characters.count)
        case "u": remove(0..<cursor)
        case "w": remove(wordStart(isSpace: \.isWhitespace)..<cursor)
        default: return false
        }
        return true
    }

    private mutating func handle(alternate character: Character) -> Bool {
        switch character {
        case "b": cursor = wordStart(isSpace: { !TextField.isWord($0) })
        case "f": cursor = wordEnd()
        case "d": remove(cursor..<wordEnd())
        case "\u{7F}": remove(wordStart(isSpace: { !TextField.isWord($0) })..<cursor)
        default: return false
        }
        return true
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    private func wordStart(isSpace: (Character) -> Bool) -> Int {
        var index = cursor
        while index > 0, isSpace(characters[index - 1]) { index -= 1 }
        while index > 0, !isSpace(characters[index - 1]) { index -= 1 }
        return index
    }

    private func wordEnd() -> Int {
        var index = cursor
        while index < characters.count, !TextField.isWord(characters[index]) { index += 1 }
        while index < characters.count, TextField.isWord(characters[index]) { index += 1 }
        return index
    }

    private mutating func remove(_ range: Range<Int>) {
        characters.removeSubrange(range)
        cursor = min(cursor, range.lowerBound)
    }

    /// What the field shows for each of its characters.
    func shown(_ glyphs: GlyphSet) -> [Character] {
        isMasked ? Array(repeating: glyphs.masked, count: characters.count) : characters
    }
}
