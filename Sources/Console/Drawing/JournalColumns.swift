internal import SessionModel

/// Where the columns of the journal stand; a column at 0 has no room.
struct JournalColumns: Hashable, Sendable {
    struct Column: Hashable, Sendable {
        var x = 0
        var width = 0
    }

    var time = Column(), who = Column(), verb = Column(), count = Column(), result = Column(), reason = Column()

    init(width: Int) {
        let widths =
            width >= 110 ? [20, 24, 11, 7, 24] : width >= 72 ? [16, 12, 10, 6, 13] : [11, 11, 10, 0, 12]
        var x = 1
        func next(_ width: Int) -> Column {
            defer { x += width > 0 ? width + 1 : 0 }
            return width > 0 ? Column(x: x, width: width) : Column()
        }
        time = next(widths[0])
        who = next(widths[1])
        verb = next(widths[2])
        count = next(widths[3])
        result = next(widths[4])
        reason = Column(x: x, width: max(0, width - x - 1))
    }

    /// A moment as exactly as it fits.
    func text(_ moment: Timestamp) -> String {
        let whole = moment.iso8601
        if time.width >= 20 { return whole }
        let short = whole.prefix(16).map { $0 == "T" ? " " : $0 }
        return String(time.width >= 16 ? short[...] : short.dropFirst(5))
    }
}
