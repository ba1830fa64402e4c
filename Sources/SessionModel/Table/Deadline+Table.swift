extension RowFacts {
    /// A moment as rows keep it, in milliseconds since 1970; what a store says never becomes one of the numbers that
    /// stand for something else.
    public static func value(_ moment: Timestamp) -> Int64 { min(max(moment.milliseconds, unasked + 1), never - 1) }
}

extension Deadline {
    /// The deadline as pages and tables keep it.
    public var tableValue: Int64 {
        switch self {
        case .at(let moment): RowFacts.value(moment)
        case .never: RowFacts.never
        }
    }

    /// A deadline out of a page or a table; nil when it was not known.
    public init?(tableValue: Int64) {
        switch tableValue {
        case RowFacts.never: self = .never
        case RowFacts.unknown: return nil
        default: self = .at(Timestamp(milliseconds: tableValue))
        }
    }
}
