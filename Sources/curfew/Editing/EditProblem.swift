/// Why a text that was edited is no payload, and where.
struct EditProblem: Error {
    /// One sentence.
    var sentence: String
    /// The line it is on, from 1.
    var line: Int

    private static let mark = "// "
    /// How many lines `comment` has.
    static let commentLines = 2

    /// The problem as comments above the text, which are taken off again.
    var comment: [UInt8] {
        Array((Self.mark + sentence + "\n" + Self.mark + "Lines like this one are taken off.\n").utf8)
    }

    /// A text without the comments above it.
    static func removed(from text: [UInt8]) -> [UInt8] {
        var rest = text[...]
        while rest.starts(with: mark.utf8) { rest = rest.drop { $0 != 10 }.dropFirst() }
        return Array(rest)
    }
}
