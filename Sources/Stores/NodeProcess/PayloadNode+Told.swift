internal import SessionModel

/// Numbers that an application tells: it may have put other functions in the place of its clocks.
extension PayloadNode {
    /// A moment in milliseconds since 1970; nil for what no clock says.
    var toldMoment: Int64? {
        guard let number = Double(rawText), abs(number) < 9e15 else { return nil }
        return Int64(number)
    }

    /// A time in milliseconds as nanoseconds, from none to an hour; nil for what is no number.
    var toldDuration: Int64? {
        guard let number = Double(rawText), !number.isNaN else { return nil }
        return Int64(min(max(number, 0), 3_600_000) * 1_000_000)
    }
}
