import Console
import TestSupport
import Testing

@Suite struct `Keys in the README` {
    @Test func `are the console's own`() throws {
        let readme = try Repository.text("README.md")
        let shown = readme.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| ") && $0.hasSuffix("` |") }

        #expect(shown == KeyTable.rows.map(line))
    }

    /// A command as a row of the README's table.
    private func line(_ row: KeyTable.Row) -> String {
        let keys = row.keys.map { "`\($0.replacingBar)`" }.joined(separator: " ")
        return "| \(keys.isEmpty ? " " : keys) | \(row.place) | \(row.title) | `\(row.name)` |"
    }
}

extension String {
    /// The text with a bar escaped, as a cell of a table needs it.
    fileprivate var replacingBar: String { self == "|" ? "\\|" : self }
}
