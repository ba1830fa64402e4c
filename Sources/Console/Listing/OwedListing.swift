internal import SessionModel

/// The stores that have to be listed again because something may have been missed, and when that may begin.
///
/// A listing under way goes on to its end, which it would never reach where changes are missed again and again; and
/// between two listings is a pause.
struct OwedListing: Sendable {
    /// The places of the stores.
    private var stores: Set<Int> = []
    /// The place of the store that was listed last by itself: the next one has its turn.
    private var last = -1
    private var beganAt: Timestamp?
    private var endedAt: Timestamp?
    /// How long nothing is listed again after the last listing, in milliseconds.
    private var pause = shortest

    /// The shortest pause, and the longest, in milliseconds.
    private static let (shortest, longest) = (Int64(1_000), Int64(30_000))

    /// A store has to be listed again.
    mutating func add(_ store: Int) { stores.insert(store) }

    /// Whether a store is still to be listed.
    func holds(_ store: Int) -> Bool { stores.contains(store) }

    /// Takes the stores to be listed now, one or all there are; nil where there are none, or it is not yet time.
    ///
    /// - Parameter away: Stores that nobody reaches now: they stay owed, and the others are listed by turns.
    mutating func begin(at now: Timestamp, without away: Set<Int> = []) -> Set<Int>? {
        let present = stores.subtracting(away)
        guard let next = present.filter({ $0 > last }).min() ?? present.min() else { return nil }
        let rested = endedAt.map(now.milliseconds(since:))
        if let rested, (0..<pause).contains(rested) { return nil }
        // What is missed again at once will be missed once more.
        let isSoon = rested.map { (0..<2 * pause).contains($0) } ?? false
        pause = isSoon ? min(pause * 2, Self.longest) : Self.shortest
        beganAt = now
        let begun = away.isEmpty ? present : [next]
        if !away.isEmpty { last = next }
        stores.subtract(begun)
        return begun
    }

    /// The listing is over, in whatever way.
    mutating func end(at now: Timestamp) {
        guard let beganAt else { return }
        self.beganAt = nil
        endedAt = now
        pause = max(pause, min(now.milliseconds(since: beganAt), Self.longest))
    }
}
