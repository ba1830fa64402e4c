/// What the journal has of a session.
struct JournalTraces: Sendable {
    /// The last act on it in the store that was asked about.
    var here = LastAct()
    /// The last act on one of the same id in another store, or in one that is not known to be the same.
    var elsewhere = LastAct()
    /// Where the lines end now, in bytes.
    var end: Int
}

/// The last act of all whose lines it is given, the newest first, that may have done something.
struct LastAct: Sendable {
    /// The line of it; nil where there was none yet.
    private(set) var line: JournalLine?
    /// Acts that came to nothing; of one on very many a line that it was to begin stands before.
    private var idle: [JournalLine] = []

    /// Takes in the next line.
    mutating func take(_ next: JournalLine) {
        guard line == nil else { return }
        guard next.mayHaveDone else {
            idle.append(next)
            return
        }
        // What was begun and came to nothing; without a line of what came of it, it was cut off and counts.
        if let place = idle.lastIndex(where: next.isBeginning(of:)) {
            idle.remove(at: place)
            return
        }
        line = next
    }
}
