extension Unicode.Scalar {
    /// What stands for this sign of typography where only ASCII can be drawn; nil for all that has no such twin.
    var asciiTwin: Unicode.Scalar? {
        switch self {
        case "…": "~"
        case "–", "—", "─", "·": "-"
        case "•", "●": "*"
        case "│": "|"
        case "‘", "’": "'"
        case "“", "”", "«", "»": "\""
        case "→", "▶", "▸": ">"
        case "←": "<"
        case "↑", "▲": "^"
        case "↓", "▼", "▾": "v"
        case "×", "✗": "x"
        case "\u{A0}": " "
        default: nil
        }
    }
}
