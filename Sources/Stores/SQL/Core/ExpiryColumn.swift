internal import SessionModel

/// What a column of moments says.
enum ExpiryValue: Hashable {
    /// A moment, or none.
    case deadline(Deadline)
    /// No moment any reader could use; what it is instead.
    case unreadable(String)

    /// Seconds from here on are taken for milliseconds: the year 5138.
    private static let tooMany = 1e11
    /// The first moment that no date tells, in milliseconds: the year 10000.
    private static let endOfDates = 253_402_300_800_000.0

    /// The first moment, in milliseconds, that a column of this unit can't tell.
    static func end(of unit: TableLayout.ExpiryUnit) -> Timestamp {
        Timestamp(milliseconds: Int64(unit.isDate ? endOfDates : tooMany * 1000))
    }

    init(_ cell: SQLCell, _ unit: TableLayout.ExpiryUnit, never: TableLayout.Never?) {
        switch cell {
        case .integer(let number): self.init(number: Double(number), unit, never)
        case .real(let number): self.init(number: number, unit, never)
        case .null: self = .unreadable("missing")
        case .text(let bytes): self.init(text: bytes, unit)
        case .blob: self = .unreadable("binary")
        }
    }

    /// Engines give a date as milliseconds, but for SQLite, which has no dates.
    private init(number: Double, _ unit: TableLayout.ExpiryUnit, _ never: TableLayout.Never?) {
        switch unit {
        case .seconds, .wholeSeconds: self.init(seconds: number, never)
        case .milliseconds: self.init(milliseconds: number, never, below: Self.tooMany * 1000)
        case .date where number == .infinity: self = .deadline(.never)
        case .date: self.init(milliseconds: number.rounded(.down), never, below: Self.endOfDates)
        }
    }

    private init(text: UnsafeRawBufferPointer, _ unit: TableLayout.ExpiryUnit) {
        guard unit.isDate else {
            self = .unreadable("text")
            return
        }
        let moment = Timestamp(iso8601: String(decoding: text, as: UTF8.self), assumingUTC: true)
        self = moment.map { .deadline(.at($0)) } ?? .unreadable("no date")
    }

    private init(seconds: Double, _ never: TableLayout.Never?) {
        if seconds == 0, never == .zero {
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

    private init(milliseconds: Double, _ never: TableLayout.Never?, below limit: Double) {
        if milliseconds == 0, never == .zero {
            self = .deadline(.never)
        } else if milliseconds >= 0x1p63, never == .greatest {
            self = .deadline(.never)
        } else if let exact = Int64(exactly: milliseconds.rounded()), abs(milliseconds) < limit {
            self = .deadline(.at(Timestamp(milliseconds: exact)))
        } else {
            self = .unreadable("no moment")
        }
    }

    /// The moment; nil for none any reader could use.
    var moment: Deadline? {
        switch self {
        case .deadline(let deadline): deadline
        case .unreadable: nil
        }
    }

    /// As listings have it.
    var row: Int64 {
        switch self {
        case .deadline(let deadline): deadline.tableValue
        case .unreadable: RowFacts.unknown
        }
    }
}

extension SQLTable {
    /// What a cell of the column of moments says.
    func moment(_ cell: SQLCell) -> ExpiryValue { ExpiryValue(cell, unit, never: never) }

    /// A moment as it is bound for the column.
    ///
    /// - Throws: `SQLFailure.refused` for none at all, where the column can't say so; `.tooLate` for one that could not be
    ///   read back.
    func value(_ deadline: Deadline?) throws(SQLFailure) -> SQLValue {
        guard let moment = deadline?.moment else {
            switch never {
            case .zero: return unit == .seconds ? .real(0) : .integer(0)
            case .greatest: return .integer(.max)
            case nil: throw .refused("its column \(expiry.name) has no way to say that a session never ends")
            }
        }
        let end = ExpiryValue.end(of: unit)
        guard moment < end else { throw .tooLate(expiry.name, end: end.adding(milliseconds: -1)) }
        switch unit {
        case .seconds: return .real(moment.seconds)
        case .wholeSeconds: return .integer(Int64((moment.seconds).rounded(.down)))
        case .milliseconds, .date: return .integer(moment.milliseconds)
        }
    }
}
