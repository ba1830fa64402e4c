extension Timestamp {
    /// The moment as ISO 8601 in UTC, `2026-11-21T18:00:00.123Z`; a fraction only where there is one.
    ///
    /// Years past 9999 or before 0 get a sign and at least six digits.
    public var iso8601: String {
        let civil = CivilTime(self)
        let millisecond = civil.millisecondOfDay % 1000
        let fraction = millisecond == 0 ? "" : "." + padded(millisecond, to: 3)
        let date = "\(yearText(civil.year))-\(padded(civil.month, to: 2))-\(padded(civil.day, to: 2))"
        return "\(date)T\(timeText(civil.millisecondOfDay))\(fraction)Z"
    }

    /// The time of day in UTC, `18:00:00Z`, as the screens show the moment of an event.
    public var clockText: String { timeText(CivilTime(self).millisecondOfDay) + "Z" }

    /// Creates a moment from ISO 8601, or nil when the text is none or names no moment.
    ///
    /// The zone is `Z` or an offset (`+02:00`, `+0200`, `+02`) and may be missing only where `assumingUTC` says so;
    /// seconds may be missing; a fraction is cut to milliseconds; a blank may stand for the `T`.
    public init?(iso8601 text: String, assumingUTC: Bool = false) {
        var reader = CivilTimeReader(text)
        guard let milliseconds = reader.moment(assumingUTC: assumingUTC) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

private func timeText(_ millisecondOfDay: Int64) -> String {
    let seconds = millisecondOfDay / 1000
    return "\(padded(seconds / 3600, to: 2)):\(padded(seconds / 60 % 60, to: 2)):\(padded(seconds % 60, to: 2))"
}

private func yearText(_ year: Int64) -> String {
    guard !(0...9999).contains(year) else { return padded(year, to: 4) }
    return (year < 0 ? "-" : "+") + padded(abs(year), to: 6)
}
