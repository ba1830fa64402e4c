internal import TerminalKit

/// What a program printed, as lines that are safe to show.
enum ProgramText {
    /// More lines than this are cut.
    static let mostLines = 5_000

    /// The lines: colours are left out, tabs become blanks, all else that is not plain becomes visible.
    static func lines(_ bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).prefix(mostLines).map(line)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func line(_ bytes: ArraySlice<UInt8>) -> String {
        var plain: [UInt8] = []
        var rest = bytes.last == 13 ? bytes.dropLast() : bytes
        while let byte = rest.first {
            if byte == 27, let end = endOfColour(rest) {
                rest = rest[end...]
                continue
            }
            if byte == 9 {
                plain += [UInt8](repeating: 32, count: 8 - plain.count % 8)
            } else {
                plain.append(byte)
            }
            rest = rest.dropFirst()
        }
        return Printable.text(fromBytes: plain)
    }

    /// Where the sequence that this begins with ends, if it is `ESC [ … m` (ECMA-48, SGR).
    private static func endOfColour(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.dropFirst().first == UInt8(ascii: "[") else { return nil }
        let parameters = bytes.dropFirst(2).prefix { (0x30...0x3B).contains($0) }
        return bytes[parameters.endIndex...].first == UInt8(ascii: "m") ? parameters.endIndex + 1 : nil
    }
}
