/// Why a text is no length of time.
public struct DurationError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// Nothing was written.
        case empty
        /// A unit, or something else, stands where a number should.
        case noNumber(before: String)
        /// One of several numbers has no unit.
        case noUnit(behind: String)
        /// The number is none (`1.2.3`, `5.`).
        case badNumber(String)
        /// The unit is none that is known.
        case unknownUnit(String)
        /// A unit comes twice, or behind a smaller one.
        case outOfOrder(String)
        /// The time is longer than any calendar holds.
        case tooLong
    }

    /// What is wrong.
    public var reason: Reason
    /// The text as it was typed.
    public var text: String

    init(_ reason: Reason, in text: String) {
        self.reason = reason
        self.text = text
    }
}

extension DurationError: CustomStringConvertible {
    /// What is wrong and how a length of time is written, as a sentence or two.
    public var description: String {
        // A URL in the wrong place: what is wrong with a piece of it may be a piece of its password.
        guard text.hidingLogin == text else {
            return "'\(text.hidingLogin)' is no length of time. Write one like 30m, 1h30m or 2d."
        }
        return words
    }

    private var words: String {
        switch reason {
        case .empty: "A length of time is missing. Write one like 30m, 1h30m or 2d."
        case .noNumber(let found): "'\(text)' is no length of time: '\(found)' needs a number before it, as in 30m."
        case .noUnit(let number): "'\(text)' is no length of time: \(number) needs a unit: ms, s, m, h, d or w."
        case .badNumber(let number): "'\(text)' is no length of time: '\(number)' is no number."
        case .unknownUnit(let unit): "'\(text)' is no length of time: '\(unit)' is no unit. Use ms, s, m, h, d or w."
        case .outOfOrder(let unit):
            "'\(text)' is no length of time: write each unit once, largest first; see '\(unit)'."
        case .tooLong: "'\(text)' is longer than a calendar holds: it ends with the year 9999."
        }
    }
}
