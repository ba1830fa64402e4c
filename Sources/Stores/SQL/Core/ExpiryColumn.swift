internal import SessionModel

/// What a column of deadlines says, in seconds since 1970.
enum ExpiryValue: Hashable {
    /// A deadline.
    case deadline(Deadline)
    /// No deadline any reader could use; what it is instead.
    case unreadable(String)

    /// Seconds from here on are taken for milliseconds: the year 5138.
    private static let tooMany = 1e11

    init(_ cell: SQLCell, zeroMeansNever: Bool) {
        switch cell {
        case .integer(let number): self.init(seconds: Double(number), zeroMeansNever)
        case .real(let number): self.init(seconds: number, zeroMeansNever)
        case .null: self = .unreadable("missing")
        case .text: self = .unreadable("text")
        case .blob: self = .unreadable("binary")
        }
    }

    private init(seconds: Double, _ zeroMeansNever: Bool) {
        if seconds == 0, zeroMeansNever {
            self = .deadline(.never)
        } else if !seconds.isFinite {
            self = .unreadable("not a number")
        } else if abs(seconds) >= Self.tooMany {
            self = .unreadable("not in seconds")
        } else if let moment = Timestamp(seconds: seconds) {
            self = .deadline(.at(moment))
        } else {
            self = .unreadable("not a number")
        }
    }

    /// As listings have it.
    var row: Int64 {
        switch self {
        case .deadline(.never): RowFacts.never
        case .deadline(.at(let moment)): moment.milliseconds
        case .unreadable: RowFacts.unknown
        }
    }

    /// What a deadline is in the column.
    static func seconds(_ deadline: Deadline?) -> SQLValue {
        .real(deadline?.moment?.seconds ?? 0)
    }
}
