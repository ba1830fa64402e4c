public import SessionModel

/// Who is there, counted from the columns of a table alone.
public struct Headcount: Hashable, Sendable {
    /// How many sessions are alive.
    public private(set) var live = 0
    /// How many of them nobody has logged in to.
    public private(set) var anonymous = 0
    /// Of how many of them nobody has read yet whose they are.
    public private(set) var unread = 0
    /// How many of them never end by themselves.
    public private(set) var never = 0
    /// How many users have sessions.
    public private(set) var users = 0
    /// The users with more sessions than is usual, by their number in the table.
    public private(set) var crowds: [Crowd] = []

    /// A user with many sessions.
    public struct Crowd: Hashable, Sendable {
        /// The user's number in the table.
        public var user: UInt32
        /// How many live sessions the user has.
        public var count: Int
    }

    /// Counts nobody.
    public init() {}

    /// Counts the sessions of a table that are alive at a moment.
    ///
    /// - Parameter usual: How many sessions of one user are nothing to be told of.
    public init(of table: SessionTable, at now: Timestamp, usual: Int) {
        var counts = [UInt32](repeating: 0, count: max(2, table.userNumberLimit))
        var never = 0
        table.withDeadlines { deadlines in
            for row in deadlines.indices where table.isLive(row) {
                let deadline = deadlines[row]
                if deadline <= now.milliseconds, deadline != RowFacts.unknown { continue }
                if deadline == RowFacts.never { never += 1 }
                counts[Int(table.userNumber(row))] += 1
            }
        }
        self.never = never
        unread = Int(counts[0])
        anonymous = Int(counts[1])
        live = unread + anonymous
        for user in 2..<max(2, counts.count) where counts[user] > 0 {
            let count = Int(counts[user])
            live += count
            users += 1
            if count > usual { crowds.append(Crowd(user: UInt32(user), count: count)) }
        }
    }
}
