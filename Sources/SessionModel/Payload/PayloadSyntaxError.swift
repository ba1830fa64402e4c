/// Why a text is no payload, and where.
public struct PayloadSyntaxError: Error, Hashable, Sendable {
    /// What was wrong.
    public enum Reason: Hashable, Sendable {
        /// Something else was needed here.
        case expected(String)
        /// The text ends in the middle.
        case endsEarly
        /// The bytes are no UTF-8.
        case invalidUTF8
        /// Values stand inside one another more than this many levels deep.
        case tooDeep(Int)
        /// There are more than this many values.
        case tooMany(Int)
        /// Something follows the value.
        case trailing
    }

    /// What was wrong.
    public var reason: Reason
    /// Where, in bytes from the start.
    public var offset: Int
    /// The line, counted from 1.
    public var line: Int
    /// The column on that line in bytes, counted from 1.
    public var column: Int

    init(_ reason: Reason, at offset: Int, in text: some Collection<UInt8>) {
        self.reason = reason
        self.offset = offset
        let before = text.prefix(offset)
        line = before.reduce(1) { $1 == 10 ? $0 + 1 : $0 }
        column = before.reversed().prefix { $0 != 10 }.count + 1
    }
}

extension PayloadSyntaxError: CustomStringConvertible {
    /// What is wrong, without where.
    public var explanation: String {
        switch reason {
        case .expected(let what): "expected \(what)"
        case .endsEarly: "the text ends in the middle of a value"
        case .invalidUTF8: "the bytes are not valid UTF-8"
        case .tooDeep(let limit): "values stand more than \(limit) levels inside one another"
        case .tooMany(let limit): "there are more than \(limit) values"
        case .trailing: "something follows the end of the value"
        }
    }

    /// One sentence, with line and column.
    public var description: String {
        "Line \(line), column \(column): \(explanation)."
    }
}
