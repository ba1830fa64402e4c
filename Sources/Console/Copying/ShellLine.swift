/// A line for a shell, of words that are quoted where they have to be.
public struct ShellLine: Hashable, Sendable {
    private let words: [String]

    /// Creates a line of words as they are meant.
    public init(_ words: [String]) { self.words = words }

    /// The line as a shell takes it.
    public var text: String { words.map(Self.quoted).joined(separator: " ") }

    /// POSIX: between single quotes every character stands for itself; a single quote is put between double ones.
    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy(isPlain)
        if isPlain { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\"'\"'") + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_./:@=,+%".utf8.contains(byte)
        }
    }
}
