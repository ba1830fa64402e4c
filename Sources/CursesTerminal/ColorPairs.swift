internal import CNcurses
internal import TerminalKit

/// The pairs of text and background colour that ncurses draws with, made when first needed.
struct ColorPairs {
    private var numbers: [Int64: Int32] = [:]
    private let hasDefaultColors: Bool
    private let isDirect: Bool

    /// Starts colours; for a screen that has been opened.
    init(depth: ColorDepth) {
        isDirect = depth == .trueColor
        guard depth > .mono else {
            hasDefaultColors = false
            return
        }
        start_color()
        hasDefaultColors = use_default_colors() == OK
    }

    /// The number of a pair; 0, the terminal's own, when there is no room for another.
    mutating func number(_ foreground: Color, _ background: Color) -> Int32 {
        if hasDefaultColors, foreground == .terminal, background == .terminal { return 0 }
        let text = code(foreground, else: 7)
        let behind = code(background, else: 0)
        let key = Int64(text) << 32 | Int64(UInt32(bitPattern: behind))
        if let known = numbers[key] { return known }
        let next = Int32(numbers.count + 1)
        guard next < curses_pairs(), init_extended_pair(next, text, behind) == OK else { return 0 }
        numbers[key] = next
        return next
    }

    private func code(_ color: Color, else fallback: Int32) -> Int32 {
        switch color {
        case .terminal: hasDefaultColors ? -1 : fallback
        case .ansi(let index) where !isDirect || index < 8: Int32(index)
        case .indexed(let index) where !isDirect: Int32(index)
        case .ansi, .indexed, .rgb: direct(color)
        }
    }

    /// Red, green and blue in one number. The lowest eight mean the eight colours, so the darkest blues move up.
    private func direct(_ color: Color) -> Int32 {
        guard let (red, green, blue) = color.components else { return -1 }
        let number = Int32(red << 16 | green << 8 | blue)
        return number > 0 && number < 8 ? 8 : number
    }
}
