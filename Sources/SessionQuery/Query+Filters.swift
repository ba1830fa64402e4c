/// Where a text names a saved filter.
struct FilterMention: Hashable {
    /// The filter's name, without the `@`.
    let name: String
    /// Where it stands, in scalars, the `@` with it.
    let range: Range<Int>
}

extension Query {
    /// How deep filters may name filters.
    private static let filterDepth = 8

    /// Whether a filter may have this name: letters and digits of ASCII, `_` and `-`.
    public static func isFilterName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The names of saved filters that a text has as terms, as in `!@vip plan=gold`, each once; none where it can't be read.
    /// In quotes, or within a longer word, an `@` is a character like any other.
    public static func filterNames(in text: String) -> [String] {
        mentions(in: text).reduce(into: []) { if !$0.contains($1.name) { $0.append($1.name) } }
    }

    /// The text with the queries of saved filters in the place of their names, also where these name others. A name that no
    /// filter has stays, and ``filterNames(in:)`` tells it then.
    public static func expanding(_ text: String, by filter: (String) -> String?) -> String {
        expanding(text, filterDepth, filter)
    }

    private static func expanding(_ text: String, _ depth: Int, _ filter: (String) -> String?) -> String {
        let scalars = Array(text.unicodeScalars)
        var expanded = String.UnicodeScalarView()
        var end = 0
        for mention in depth > 0 ? mentions(in: text) : [] {
            guard let found = filter(mention.name) else { continue }
            let inner = expanding(found, depth - 1, filter)
            expanded.append(contentsOf: scalars[end..<mention.range.lowerBound])
            // Alone it needs no parentheses.
            expanded.append(contentsOf: (mention.range.count == scalars.count ? inner : "(\(inner))").unicodeScalars)
            end = mention.range.upperBound
        }
        expanded.append(contentsOf: scalars[end...])
        return String(expanded)
    }

    private static func mentions(in text: String) -> [FilterMention] {
        var parser = QueryParser(QueryScanner(text))
        return (try? parser.parse()) == nil ? [] : parser.mentions
    }
}
