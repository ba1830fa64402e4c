/// One page as its rows come.
struct PageWalk {
    private let order: PageOrder
    private let size: Int
    /// Whether the row that the page before ended with is still to come.
    private var isAtStart: Bool
    /// Whether another one came in its place.
    private var isLost = false
    /// How many rows the page has.
    private(set) var count = 0
    /// Where the page after it begins; nil when there is none.
    private(set) var next: PageOrder?

    init(_ order: PageOrder, size: Int) {
        self.order = order
        self.size = size
        if case .number(_, .some) = order { isAtStart = true } else { isAtStart = false }
    }

    /// Whether the row that the page before ended with is not there any more; asked when all rows have come.
    var hasLostItsPlace: Bool { isLost || isAtStart }

    /// Whether a row is one of the page.
    mutating func takes(_ cells: [SQLCell]) -> Bool {
        if isAtStart {
            isAtStart = false
            isLost = !isPlace(cells)
            return false
        }
        guard !isLost else { return false }
        count += 1
        if count == size { next = order(after: cells) }
        return true
    }

    private func isPlace(_ cells: [SQLCell]) -> Bool {
        guard case .number(_, let last?) = order else { return false }
        return cells.last?.integer == last.number && cells[0].value == last.key
    }

    private func order(after cells: [SQLCell]) -> PageOrder {
        switch order {
        case .key: .key(after: cells[0].value)
        case .number(let name, _): .number(name, last: .init(number: cells.last?.integer ?? 0, key: cells[0].value))
        case .snapshot: .snapshot
        }
    }
}
