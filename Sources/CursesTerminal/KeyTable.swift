internal import CNcurses
internal import TerminalKit

/// Which key a number or a sequence is.
enum KeyTable {
    /// The key of a character; nil for one that is none.
    static func key(character value: UInt32) -> KeyPress? {
        switch value {
        case 0x08, 0x7F: .backspace
        case 0x09: .tab
        case 0x0A, 0x0D: .enter
        case 0x1B: .escape
        case 0x00: .control(" ")
        case 0x01..<0x1B: Unicode.Scalar(value + 0x60).map { .control(Character($0)) }
        case 0x1C..<0x20: Unicode.Scalar(value + 0x40).map { .control(Character($0)) }
        case 0x80..<0xA0: nil
        default: Unicode.Scalar(value).map { .character(Character($0)) }
        }
    }

    /// The key of a `KEY_` number; nil for what is no key of ours.
    static func key(code: Int32) -> KeyPress? {
        if code > KEY_F0, code <= KEY_F0 + 63 { return .function(Int(code - KEY_F0)) }
        if code > KEY_MAX { return keyname(code).flatMap { key(extendedName: String(cString: $0)) } }
        return plain[code]
    }

    /// The key of a sequence's last byte and its numbers, where terminfo did not know it.
    static func key(control final: UInt32, parameters: [Int]) -> KeyPress? {
        let isModified = parameters.count > 1 && parameters[1] > 2
        switch Unicode.Scalar(final) {
        case "A": return .up
        case "B": return .down
        case "C": return isModified ? .alternate("f") : .right
        case "D": return isModified ? .alternate("b") : .left
        case "H": return .home
        case "F": return .end
        case "Z": return .backTab
        case "M": return parameters.isEmpty ? .enter : nil
        case "P": return .function(1)
        case "Q": return .function(2)
        case "R": return parameters.count > 1 ? nil : .function(3)
        case "S": return .function(4)
        case "~": return parameters.first.flatMap { numbered[$0] }
        default: return nil
        }
    }

    /// The numbers between semicolons; nothing counts as zero, a private sequence has none.
    static func numbers(_ parameters: [UInt32]) -> [Int] {
        guard !parameters.isEmpty else { return [] }
        return parameters.split(separator: 0x3B, omittingEmptySubsequences: false).map(number)
    }

    /// The number that the digits are; what is none, or too long for a key, counts as zero.
    private static func number(_ digits: ArraySlice<UInt32>) -> Int {
        var number = 0
        for digit in digits {
            guard (0x30..<0x3A).contains(digit), number < 100_000 else { return 0 }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }

    /// xterm's names of keys with a modifier: `kLFT5` is Ctrl-Left.
    static func key(extendedName name: String) -> KeyPress? {
        modified.first { name.hasPrefix($0.prefix) }?.key
    }

    private static let plain: [Int32: KeyPress] = [
        KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right,
        KEY_HOME: .home, KEY_END: .end, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown,
        KEY_IC: .insert, KEY_DC: .delete, KEY_BACKSPACE: .backspace, KEY_BTAB: .backTab, KEY_ENTER: .enter,
        // Shift with an arrow; the keypad's corners.
        KEY_SR: .up, KEY_SF: .down, KEY_SLEFT: .left, KEY_SRIGHT: .right, KEY_SHOME: .home, KEY_SEND: .end,
        KEY_A1: .home, KEY_A3: .pageUp, KEY_C1: .end, KEY_C3: .pageDown, KEY_FIND: .home, KEY_SELECT: .end,
    ]

    private static let numbered: [Int: KeyPress] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
        11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
        17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
        23: .function(11), 24: .function(12),
    ]

    // With Ctrl or Alt, left and right go by words, as a line editor has them.
    private static let modified: [(prefix: String, key: KeyPress)] = [
        ("kLFT", .alternate("b")), ("kRIT", .alternate("f")), ("kDC", .alternate("d")),
        ("kUP", .up), ("kDN", .down), ("kHOM", .home), ("kEND", .end),
        ("kPRV", .pageUp), ("kNXT", .pageDown), ("kIC", .insert),
    ]
}
