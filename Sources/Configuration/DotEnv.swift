/// The variables of a `.env` file, as Tina4's own reader takes them: the first of two lines wins, `export` is allowed,
/// a value is plain (up to a blank and `#`), in single quotes (as it is) or in double quotes (with escapes).
public struct DotEnv: Hashable, Sendable {
    /// The most that is read of a file, in bytes.
    public static let largest = 1 << 20

    /// The variables.
    public private(set) var values: [String: String] = [:]
    /// The lines that were passed over, and why.
    public private(set) var problems: [Problem] = []

    /// A line that could not be taken.
    public struct Problem: Hashable, Sendable {
        /// The line's number, from 1.
        public var line: Int
        /// What is the matter with it.
        public var reason: Reason

        /// What can be the matter with a line.
        public enum Reason: Hashable, Sendable {
            /// It has no `=`.
            case noEquals
            /// What stands before the `=` is no name.
            case badName
            /// A quote is not closed.
            case openQuote
            /// Something follows the closing quote.
            case afterQuote
            /// It is no UTF-8.
            case noText
            /// The variable was set further up, and that line counts.
            case repeated(String)
        }
    }

    /// Reads the content of a file; lines that make no sense are left out and listed.
    public init(_ bytes: some Sequence<UInt8>) {
        var content = Array(bytes.prefix(Self.largest))
        if content.starts(with: [0xEF, 0xBB, 0xBF]) { content.removeFirst(3) }
        let lines = content.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "\n") }
        for (index, line) in lines.enumerated() {
            do throws(Fault) {
                try read(line)
            } catch {
                problems.append(Problem(line: index + 1, reason: error.reason))
            }
        }
    }

    private struct Fault: Error { let reason: Problem.Reason }

    private mutating func read(_ line: ArraySlice<UInt8>) throws(Fault) {
        guard let whole = String(validating: line, as: UTF8.self) else { throw Fault(reason: .noText) }
        var text = whole.trimmingBlanks
        guard !text.isEmpty, !text.hasPrefix("#") else { return }
        if text.hasPrefix("export ") { text = text.dropFirst("export ".count).trimmingBlanks }
        guard let equals = text.unicodeScalars.firstIndex(of: "=") else { throw Fault(reason: .noEquals) }
        let name = text[..<equals].trimmingBlanks
        guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "'" })
        else {
            throw Fault(reason: .badName)
        }
        let value = try Self.value(text.unicodeScalars[text.unicodeScalars.index(after: equals)...])
        guard values[name] == nil else { throw Fault(reason: .repeated(name)) }
        values[name] = value
    }

    private static func value(_ text: Substring.UnicodeScalarView) throws(Fault) -> String {
        let text = String(text).trimmingBlanks.unicodeScalars
        switch text.first {
        case "'": return try quoted(text.dropFirst(), by: "'")
        case "\"": return try quoted(text.dropFirst(), by: "\"")
        default: return plain(text)
        }
    }

    /// A value without quotes: a `#` ends it only behind a blank, or where it begins it.
    private static func plain(_ text: String.UnicodeScalarView) -> String {
        var previous: Unicode.Scalar = " "
        let end = text.indices.first { index in
            defer { previous = text[index] }
            return text[index] == "#" && (previous == " " || previous == "\t")
        }
        return String(text[..<(end ?? text.endIndex)]).trimmingBlanks
    }

    private static func quoted(
        _ text: Substring.UnicodeScalarView, by quote: Unicode.Scalar
    ) throws(Fault) -> String {
        var value = String.UnicodeScalarView()
        var rest = text
        while let scalar = rest.popFirst() {
            if scalar == quote {
                let tail = String(rest).trimmingBlanks
                guard tail.isEmpty || tail.hasPrefix("#") else { throw Fault(reason: .afterQuote) }
                return String(value)
            }
            if scalar == "\\", quote == "\"", let next = rest.first, let escaped = escapes[next] {
                rest.removeFirst()
                value.append(escaped)
            } else {
                value.append(scalar)
            }
        }
        throw Fault(reason: .openQuote)
    }

    /// What stands behind a backslash in double quotes; a backslash before anything else is itself.
    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "\"": "\"", "\\": "\\", "n": "\n", "r": "\r", "t": "\t", "$": "$",
    ]
}
