import TerminalKit
import Testing

/// A screen's size, and whether it may only use ASCII.
struct Look: Hashable, Sendable, CustomTestStringConvertible {
    var columns: Int
    var rows: Int
    var isASCII: Bool

    /// How its goldens end.
    var name: String { (isASCII ? "ascii-" : "") + "\(columns)x\(rows)" }
    var testDescription: String { name }

    /// The sizes that every screen has goldens of.
    static let all = [(60, 20), (80, 24), (120, 40), (160, 48)].flatMap(both)
    /// Sizes at which every screen must draw, and be what it is.
    static let others = [(40, 10), (100, 30), (250, 70), (300, 100)].flatMap(both)
    /// Too small for anything but to say so.
    static let tooSmall = [(39, 10), (40, 9), (12, 3), (1, 1)].flatMap(both)

    private static func both(_ columns: Int, _ rows: Int) -> [Look] {
        [false, true].map { Look(columns: columns, rows: rows, isASCII: $0) }
    }
}
