internal import Operations

/// What the rows of a list are sorted by where the table does not keep it: a payload's value, an age, a size.
///
/// Nine bytes a row; only texts of more than eight bytes are kept beside.
struct SortValues: Sendable {
    private enum Kind { static let number: UInt8 = 0, text: UInt8 = 1, unknown: UInt8 = 2 }

    /// Numbers and the beginnings of texts, so that the order of keys is the order of values.
    private var keys: [UInt64] = []
    private var kinds: [UInt8] = []
    private var longTexts: [Int: String] = [:]

    mutating func removeAll() {
        keys = []
        kinds = []
        longTexts = [:]
    }

    mutating func remove(_ row: Int) {
        guard row < kinds.count else { return }
        (keys[row], kinds[row]) = (0, Kind.unknown)
        longTexts[row] = nil
    }

    /// Notes a row's value.
    ///
    /// - Returns: Whether it was another one before.
    @discardableResult mutating func set(_ value: ColumnValue, row: Int) -> Bool {
        if row >= kinds.count {
            let more = row + 1 - kinds.count
            keys.append(contentsOf: repeatElement(0, count: more))
            kinds.append(contentsOf: repeatElement(Kind.unknown, count: more))
        }
        let before = (keys[row], kinds[row], longTexts[row])
        longTexts[row] = nil
        switch value {
        case .missing, .unreadable, .hidden: (keys[row], kinds[row]) = (0, Kind.unknown)
        case .number(let number, _): (keys[row], kinds[row]) = (Self.key(number), Kind.number)
        case .text(let text):
            let folded = text.lowercased()
            (keys[row], kinds[row]) = (Self.key(folded), Kind.text)
            if folded.utf8.count > 8 { longTexts[row] = folded }
        }
        return before != (keys[row], kinds[row], longTexts[row])
    }

    /// Sorts rows: numbers, then texts, then those without a value, which stay last when it is turned round. Equal ones
    /// stay in their order.
    func sort(_ rows: inout [UInt32], isDescending: Bool) {
        RowSorter.sort(&rows) { UInt32(truncatingIfNeeded: key($0)) }
        RowSorter.sort(&rows) { UInt32(truncatingIfNeeded: key($0) >> 32) }
        RowSorter.sort(&rows, limit: 2) { UInt32(kind($0)) }
        sortLongTexts(&rows)
        guard isDescending else { return }
        let known = rows.firstIndex { kind($0) == Kind.unknown } ?? rows.count
        rows[..<known].reverse()
    }

    /// Texts that begin alike are in no order yet.
    private func sortLongTexts(_ rows: inout [UInt32]) {
        guard !longTexts.isEmpty, var start = rows.firstIndex(where: { kind($0) == Kind.text }) else { return }
        while start < rows.count, kind(rows[start]) == Kind.text {
            var end = start + 1
            while end < rows.count, kind(rows[end]) == Kind.text, key(rows[end]) == key(rows[start]) { end += 1 }
            if end - start > 1 {
                let texts = rows[start..<end].enumerated().map { (longTexts[Int($1)] ?? "", $0, $1) }
                rows.replaceSubrange(
                    start..<end, with: texts.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { $0.2 })
            }
            start = end
        }
    }

    private func kind(_ row: UInt32) -> UInt8 { Int(row) < kinds.count ? kinds[Int(row)] : Kind.unknown }
    private func key(_ row: UInt32) -> UInt64 { Int(row) < keys.count ? keys[Int(row)] : 0 }

    /// The order of doubles is that of their bits, with those below zero turned round.
    private static func key(_ number: Double) -> UInt64 {
        let bits = number.bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    /// The first eight bytes.
    private static func key(_ text: String) -> UInt64 {
        var key: UInt64 = 0
        var count = 0
        for byte in text.utf8.prefix(8) {
            key = key << 8 | UInt64(byte)
            count += 1
        }
        return count == 8 ? key : key << UInt64(8 * (8 - count))
    }
}
