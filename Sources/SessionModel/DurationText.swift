/// Lengths of time as people type and read them; all are whole milliseconds.
public enum DurationText {
    /// A unit a person may write behind a number.
    private struct Unit {
        let name: String
        let milliseconds: Int64
    }

    private static let units = [
        Unit(name: "w", milliseconds: 604_800_000), Unit(name: "d", milliseconds: 86_400_000),
        Unit(name: "h", milliseconds: 3_600_000), Unit(name: "m", milliseconds: 60_000),
        Unit(name: "s", milliseconds: 1000), Unit(name: "ms", milliseconds: 1),
    ]

    /// Reads a length of time: `30m`, `1h30m`, `2d`, `1.5h`, `500ms`, or bare seconds as in `90`.
    ///
    /// - Returns: Milliseconds, never negative, and no more than a calendar holds from 1970 on.
    /// - Throws: What is wrong with the text, quoting it.
    public static func parse(_ text: String) throws(DurationError) -> Int64 {
        guard !text.isEmpty else { throw DurationError(.empty, in: text) }
        var rest = text[...]
        var sum: Int64 = 0
        var smallest = Int64.max
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            let isBare = number.count == text.count
            let name = rest.dropFirst(number.count).prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            guard !number.isEmpty else { throw DurationError(.noNumber(before: String(name)), in: text) }
            guard !name.isEmpty || isBare else { throw DurationError(.noUnit(behind: String(number)), in: text) }
            let unit = try unit(named: isBare ? "s" : String(name), in: text)
            guard unit.milliseconds < smallest else { throw DurationError(.outOfOrder(unit.name), in: text) }
            smallest = unit.milliseconds
            sum = try add(amount(of: number, times: unit.milliseconds, in: text), to: sum, in: text)
            rest = rest.dropFirst(number.count + name.count)
        }
        guard sum <= Timestamp.calendar.upperBound.milliseconds else { throw DurationError(.tooLong, in: text) }
        return sum
    }

    /// What is left, as the column of deadlines shows it: `00:00:41`, `06:12:03`, and `4d05h` from 100 hours on.
    ///
    /// Cut to whole seconds; what is negative shows as nothing left.
    public static func format(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        let hours = seconds / 3600
        guard hours < 100 else { return days(hours: hours, hoursBelow: 1000) }
        return "\(padded(hours, to: 2)):\(padded(seconds / 60 % 60, to: 2)):\(padded(seconds % 60, to: 2))"
    }

    /// What is left, up to the next whole second: the one that is under way counts, and 0.4 s are not nothing yet.
    public static func upToSecond(milliseconds: Int64) -> Int64 {
        let (sum, overflow) = milliseconds.addingReportingOverflow(999)
        return overflow ? milliseconds : sum / 1000 * 1000
    }

    /// What has gone by, in at most six columns up to 27 years: `2s`, `29m19s`, `1h12m`, `9d02h`, `41d`.
    ///
    /// Cut to the smaller unit shown; what is negative shows as `0s`.
    public static func compact(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        let minutes = seconds / 60
        let hours = minutes / 60
        if minutes == 0 { return "\(seconds)s" }
        if hours == 0 { return "\(minutes)m\(padded(seconds % 60, to: 2))s" }
        if hours < 24 { return "\(hours)h\(padded(minutes % 60, to: 2))m" }
        return days(hours: hours, hoursBelow: 10)
    }

    /// The whole length in units that `parse` reads back exactly: `1h30m`, `2d`, `1s500ms`; `0s` for none or less.
    public static func exact(milliseconds: Int64) -> String {
        var rest = milliseconds
        var text = ""
        for unit in units where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text.isEmpty ? "0s" : text
    }

    private static func days(hours: Int64, hoursBelow limit: Int64) -> String {
        let days = hours / 24
        if days < limit { return "\(days)d\(padded(hours % 24, to: 2))h" }
        return days < 10_000 ? "\(days)d" : "\(days / 365)y"
    }

    private static func unit(named name: String, in text: String) throws(DurationError) -> Unit {
        guard let unit = units.first(where: { $0.name == name }) else {
            throw DurationError(.unknownUnit(name), in: text)
        }
        return unit
    }

    /// The milliseconds of `1.5` times a unit, reckoned in whole numbers.
    private static func amount(of number: Substring, times unit: Int64, in text: String) throws(DurationError) -> Int64
    {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw DurationError(.badNumber(String(number)), in: text)
        }
        guard let whole = Int64(parts[0]) else { throw DurationError(.tooLong, in: text) }
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow else { throw DurationError(.tooLong, in: text) }
        guard parts.count == 2, let fraction = Int64(parts[1].prefix(9)) else { return product }
        let scale = parts[1].prefix(9).reduce(Int64(1)) { scale, _ in scale * 10 }
        return try add(fraction * unit / scale, to: product, in: text)
    }

    private static func add(_ more: Int64, to sum: Int64, in text: String) throws(DurationError) -> Int64 {
        let (total, overflow) = sum.addingReportingOverflow(more)
        guard !overflow else { throw DurationError(.tooLong, in: text) }
        return total
    }
}
