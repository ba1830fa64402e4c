/// A date and time of day in UTC, by the Gregorian calendar carried back and forth without end.
struct CivilTime: Hashable {
    var year: Int64
    var month: Int64
    var day: Int64
    /// Milliseconds since midnight.
    var millisecondOfDay: Int64

    private static let millisecondsPerDay: Int64 = 86_400_000
    /// Days in the 400 years after which the calendar repeats.
    private static let daysPerCycle: Int64 = 146_097
    /// Days from 1 March of the year 0 to 1 January 1970.
    private static let daysBeforeEpoch: Int64 = 719_468

    /// Creates a date, or nil when the calendar has no such day or the day no such time.
    init?(year: Int64, month: Int64, day: Int64, millisecondOfDay: Int64) {
        guard (1...12).contains(month), day >= 1, day <= Self.daysIn(month: month, of: year),
            (0..<Self.millisecondsPerDay).contains(millisecondOfDay)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.millisecondOfDay = millisecondOfDay
    }

    /// Creates the date of a moment.
    ///
    /// Years are counted from March, so that the leap day is a year's last.
    init(_ moment: Timestamp) {
        let (days, timeOfDay) = Self.floorDivide(moment.milliseconds, by: Self.millisecondsPerDay)
        let (cycle, dayOfCycle) = Self.floorDivide(days + Self.daysBeforeEpoch, by: Self.daysPerCycle)
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
        millisecondOfDay = timeOfDay
    }

    /// Milliseconds since 1970, or nil when they don't fit 64 bits.
    var milliseconds: Int64? {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let (cycle, yearOfCycle) = Self.floorDivide(yearFromMarch, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        let (cycleDays, tooLong) = cycle.multipliedReportingOverflow(by: Self.daysPerCycle)
        guard !tooLong else { return nil }
        let days = cycleDays + dayOfCycle - Self.daysBeforeEpoch
        // Before 1970 the time is taken off the following midnight, so that no step is larger than the sum.
        let toNextDay: Int64 = days < 0 ? 1 : 0
        let (whole, tooFar) = (days + toNextDay).multipliedReportingOverflow(by: Self.millisecondsPerDay)
        let (sum, overflow) = whole.addingReportingOverflow(millisecondOfDay - toNextDay * Self.millisecondsPerDay)
        return tooFar || overflow ? nil : sum
    }

    private static func daysIn(month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
