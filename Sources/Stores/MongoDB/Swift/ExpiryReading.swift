internal import BSON
internal import SessionModel

/// What a field of a deadline says.
enum ExpiryReading: Hashable {
    /// A deadline.
    case deadline(Deadline)
    /// There is no such field, and the format knows what that means.
    case missing
    /// No deadline any reader could use; what it is instead.
    case unreadable(String)

    /// Seconds from here on are taken for milliseconds: the year 5138.
    private static let tooMany = 1e11

    init(_ value: BSONValue, _ field: DocumentLayout.Expiry) {
        switch (field.unit, value.type) {
        case (_, .null) where field.never == .zero: self = .deadline(.never)
        case (.seconds, .double), (.seconds, .int32), (.seconds, .int64):
            self.init(seconds: value.double ?? .nan, field)
        case (.date, .date): self = .deadline(.at(Timestamp(milliseconds: value.milliseconds ?? 0)))
        case (.nanoseconds, .int32), (.nanoseconds, .int64), (.nanoseconds, .double):
            self = Self.nanoseconds(value, field)
        default: self = .unreadable("a \(value.type.name)")
        }
    }

    init(seconds: Double, _ field: DocumentLayout.Expiry) {
        if seconds == 0, field.never == .zero {
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

    private static func nanoseconds(_ value: BSONValue, _ field: DocumentLayout.Expiry) -> ExpiryReading {
        guard let number = value.integer else { return .unreadable("not a whole number") }
        if number == 0, field.never == .zero { return .deadline(.never) }
        return .deadline(.at(Timestamp(milliseconds: number / 1_000_000)))
    }

    /// The last moment, in milliseconds, that a field of this unit can tell.
    static func end(of unit: DocumentLayout.Unit) -> Timestamp {
        switch unit {
        case .seconds: Timestamp(milliseconds: (Int64(tooMany) - 1) * 1000)
        case .date: Timestamp(milliseconds: .max)
        case .nanoseconds: Timestamp(milliseconds: .max / 1_000_000)
        }
    }

    /// As listings have it.
    var row: Int64 {
        switch self {
        case .deadline(let deadline): deadline.tableValue
        case .missing, .unreadable: RowFacts.unknown
        }
    }

    /// As records have it; nil also for one that nobody can read, which is not one that never comes.
    var deadline: Deadline? {
        switch self {
        case .deadline(let deadline): deadline
        case .missing, .unreadable: nil
        }
    }
}

extension DocumentLayout.Expiry {
    /// A deadline as the field has it, in the type that stands there; nil for no such field.
    ///
    /// - Throws: `.tooLate` for one that could not be read back.
    func value(_ deadline: Deadline, like found: BSONValue?) throws(MongoFailure) -> BSONValue? {
        guard let moment = deadline.moment else {
            switch never {
            case .zero: return number(0, like: found)
            case .missing: return nil
            }
        }
        let end = ExpiryReading.end(of: unit)
        guard moment <= end else { throw .tooLate(field, end: end) }
        switch unit {
        case .date: return .date(milliseconds: moment.milliseconds)
        case .seconds: return number(moment.seconds, like: found)
        case .nanoseconds:
            let (product, isTooEarly) = moment.milliseconds.multipliedReportingOverflow(by: 1_000_000)
            return .int64(isTooEarly ? .min : product)
        }
    }

    /// A number in the type found; one that has no room for it becomes the next wider.
    private func number(_ number: Double, like found: BSONValue?) -> BSONValue {
        let whole = Int64(exactly: number.rounded()) ?? 0
        switch found?.type {
        case .int32: return Int32(exactly: whole).map { .int32($0) } ?? .int64(whole)
        case .int64: return .int64(whole)
        case nil where unit == .nanoseconds: return .int64(whole)
        default: return .double(number)
        }
    }
}
