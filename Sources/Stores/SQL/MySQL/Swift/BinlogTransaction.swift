internal import SQLStore
internal import SessionModel

/// What a transaction in a log has done to the sessions, as far as it was read.
struct BinlogTransaction {
    /// The sessions that it touches, at most one more than can be told.
    private var keys: [SessionKey] = []
    /// Why they do not tell all; nil where they do.
    private var gap: String?

    /// More keys than this in one transaction are a gap.
    private static let most = 50_000

    /// Whether nothing more that it does makes a difference to what it tells.
    var isFull: Bool { gap != nil || keys.count > Self.most }

    /// Takes in a session.
    mutating func touch(_ key: SessionKey) {
        // An update names the same key twice.
        if !isFull, keys.last != key { keys.append(key) }
    }

    /// Notes that it does something to sessions that are not known.
    mutating func miss(_ reason: String) { (keys, gap) = ([], gap ?? reason) }

    /// What it tells now that it has happened.
    var news: [SQLNews] {
        if let gap { return [.gap(gap)] }
        if keys.isEmpty { return [] }
        return keys.count > Self.most ? [.gap("more changes at once than can be read one by one")] : [.touched(keys)]
    }
}

/// Transactions that two-phase commits have prepared and not yet ended, by the names that they go by in the log.
struct PreparedTransactions {
    private var waiting: [String: BinlogTransaction] = [:]

    /// So many are remembered; of one that was forgotten nothing is known but that it happened.
    private static let most = 1000

    /// Remembers one.
    mutating func prepare(_ transaction: BinlogTransaction, as name: String) {
        if waiting.count >= Self.most { waiting = [:] }
        waiting[name] = transaction
    }

    /// What one tells now that it has happened.
    mutating func commit(_ name: String) -> [SQLNews] {
        guard let transaction = waiting.removeValue(forKey: name) else {
            return [.gap("a transaction has ended whose changes were not seen")]
        }
        return transaction.news
    }

    /// Forgets one that has not happened.
    mutating func rollBack(_ name: String) { waiting[name] = nil }
}
