/// Reads a date and time of ISO 8601 from its text.
struct CivilTimeReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    /// Milliseconds since 1970 of the whole text, or nil.
    mutating func moment(assumingUTC: Bool) -> Int64? {
        guard let year = year(), take("-"), let month = number(digits: 2), take("-"), let day = number(digits: 2),
            take("T") || take("t") || take(" "), let time = timeOfDay(),
            let civil = CivilTime(year: year, month: month, day: day, millisecondOfDay: time),
            let local = civil.milliseconds, let offset = offset(assumingUTC: assumingUTC), rest.isEmpty
        else { return nil }
        let (moment, overflow) = local.subtractingReportingOverflow(offset)
        return overflow ? nil : moment
    }

    private mutating func year() -> Int64? {
        let isBefore = take("-")
        guard isBefore || take("+") else { return number(digits: 4) }
        let length = rest.prefix { (48...57).contains($0) }.count
        guard (6...9).contains(length), let year = number(digits: length) else { return nil }
        return isBefore ? -year : year
    }

    private mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2), take(":"), let minute = number(digits: 2), hour < 24, minute < 60 else {
            return nil
        }
        guard take(":") else { return (hour * 60 + minute) * 60_000 }
        guard let second = number(digits: 2), second < 60, let fraction = fraction() else { return nil }
        return (hour * 60 + minute) * 60_000 + second * 1000 + fraction
    }

    /// Milliseconds of a fraction, 0 where there is none, nil where no digit follows the point.
    private mutating func fraction() -> Int64? {
        guard take(".") || take(",") else { return 0 }
        let digits = rest.prefix { (48...57).contains($0) }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        let kept = digits.prefix(3).reduce(0) { $0 * 10 + Int64($1 - 48) }
        return kept * [100, 10, 1][min(digits.count, 3) - 1]
    }

    /// Milliseconds that the local time is ahead of UTC.
    private mutating func offset(assumingUTC: Bool) -> Int64? {
        guard !rest.isEmpty else { return assumingUTC ? 0 : nil }
        guard !take("Z"), !take("z") else { return 0 }
        let isBehind = take("-")
        guard isBehind || take("+"), let hours = number(digits: 2) else { return nil }
        let hasMinutes = take(":") || !rest.isEmpty
        guard let minutes = hasMinutes ? number(digits: 2) : 0, hours < 24, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (isBehind ? -60_000 : 60_000)
    }

    private mutating func number(digits: Int) -> Int64? {
        let digitBytes = rest.prefix(digits)
        guard digitBytes.count == digits, digitBytes.allSatisfy({ (48...57).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return digitBytes.reduce(0) { $0 * 10 + Int64($1 - 48) }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }
}
