extension CellGrid {
    /// What the rows say, blanks at their ends left out.
    public func textRows() -> [String] {
        (0..<size.rows).map { y in trimmed(row(y).map(\.text).joined(), of: " ") }
    }

    /// What the rows mean: each cell's role by its code, plain text at the ends left out.
    ///
    /// A row with selected cells ends in their columns, `<0-79>`.
    public func roleRows() -> [String] {
        (0..<size.rows).map { y in
            let codes = trimmed(String(row(y).map(\.role.code)), of: Role.text.code)
            return selectedColumns(ofRow: y).reduce(codes) { $0 + " <\($1.lowerBound)-\($1.upperBound)>" }
        }
    }

    private func selectedColumns(ofRow y: Int) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for (x, cell) in row(y).enumerated() where cell.isSelected {
            if let last = ranges.last, last.upperBound == x - 1 {
                ranges[ranges.count - 1] = last.lowerBound...x
            } else {
                ranges.append(x...x)
            }
        }
        return ranges
    }

    private func trimmed(_ text: String, of character: Character) -> String {
        var end = text.endIndex
        while end > text.startIndex, text[text.index(before: end)] == character { end = text.index(before: end) }
        return String(text[..<end])
    }
}
