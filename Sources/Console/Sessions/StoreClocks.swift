internal import SessionModel

/// How the clocks of several stores go, beside the time that a list is given.
struct StoreClocks: Hashable, Sendable {
    /// How far each store's clock is ahead, in milliseconds; empty where all go alike.
    private let skews: [Int64]

    /// - Parameter skews: How far each store's clock is ahead, in milliseconds, in the order of the stores.
    init(_ skews: [Int64] = []) { self.skews = skews.contains { $0 != 0 } ? skews : [] }

    /// Whether all go alike.
    var areAlike: Bool { skews.isEmpty }

    /// How far the one that is farthest ahead is, in milliseconds; 0 where none is.
    var farthest: Int64 { skews.max() ?? 0 }

    /// The time by the clock of the store that a row is from.
    func time(of row: Int, in table: SessionTable, at now: Timestamp) -> Timestamp {
        guard !skews.isEmpty else { return now }
        let place = Int(table.firstByte(row)) - 1
        return skews.indices.contains(place) ? now.adding(milliseconds: skews[place]) : now
    }
}
