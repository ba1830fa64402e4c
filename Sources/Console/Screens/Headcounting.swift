internal import Operations
internal import SessionModel

/// Who is there, counted now and then.
struct Headcounting: Sendable {
    private(set) var count = Headcount()
    private var countedAt: Timestamp?

    /// More sessions than this are counted once a second, or less often: so that it takes less than a hundredth of the
    /// time.
    private static let mostAtOnce = 2_000

    /// Counts again where that is due; says whether it did.
    mutating func recount(_ list: SessionList, at now: Timestamp, usual: Int, mayWait: Bool) -> Bool {
        if let countedAt, list.table.count > Self.mostAtOnce {
            let age = now.milliseconds(since: countedAt)
            if age >= 0, mayWait || age < max(1_000, Int64(list.table.count) / 500) { return false }
        }
        countedAt = now
        count = Headcount(of: list.table, at: now, usual: usual)
        return true
    }
}
