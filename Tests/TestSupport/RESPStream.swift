/// What a client wrote to a Redis-like server, taken apart.
enum RESPStream {
    /// The complete commands from the start on, their arguments read as UTF-8; ends at what is no command.
    static func commands(_ bytes: [UInt8]) -> [[String]] {
        var rest = bytes[...]
        var commands: [[String]] = []
        while let command = command(&rest) { commands.append(command) }
        return commands
    }

    private static func command(_ rest: inout ArraySlice<UInt8>) -> [String]? {
        guard let count = number(after: "*", &rest) else { return nil }
        var arguments: [String] = []
        for _ in 0..<count {
            guard let length = number(after: "$", &rest), rest.count >= length + 2 else { return nil }
            arguments.append(String(decoding: rest.prefix(length), as: UTF8.self))
            rest = rest.dropFirst(length + 2)
        }
        return arguments
    }

    private static func number(after sign: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.first == UInt8(ascii: sign), let end = rest.firstIndex(of: 13), end + 1 < rest.endIndex else {
            return nil
        }
        let digits = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
        rest = rest[(end + 2)...]
        return Int(digits).flatMap { $0 >= 0 ? $0 : nil }
    }
}
