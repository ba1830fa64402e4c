internal import TerminalKit

/// Rows of text under headings, each column as wide as what is in it, up to a limit.
struct TextTable {
    private let headings: [String]
    private let alignments: [TextAlignment]
    private var rows: [[String]] = []

    private static let widest = 48

    /// Creates a table; a heading that ends in a blank is of a column of numbers.
    init(_ headings: String...) {
        self.headings = headings.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }
        alignments = headings.map { $0.hasSuffix(" ") ? .right : .left }
    }

    /// Adds a row; what is in it may come from a store.
    mutating func add(_ cells: String...) { rows.append(cells.map(SafeText.line)) }

    /// The lines, the headings first.
    var lines: [String] {
        let widths = headings.indices.map { column in
            min(Self.widest, ([headings] + rows).map { TextWidth.columns(of: $0[column]) }.max() ?? 0)
        }
        return ([headings] + rows).map { cells in
            var line = cells.indices.map {
                TextWidth.fit(cells[$0], to: widths[$0], alignment: alignments[$0])
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
