/// How a cell looks.
public struct Style: Hashable, Sendable {
    /// The colour of the text; nil leaves it as it is.
    public var foreground: Color?
    /// The colour behind the text; nil leaves it as it is.
    public var background: Color?
    /// Attributes that work without colour, too.
    public var isBold, isDim, isItalic, isUnderlined, isReversed: Bool

    /// The terminal's own look.
    public static let plain = Style()

    /// Creates a style.
    public init(
        foreground: Color? = nil, background: Color? = nil, bold: Bool = false, dim: Bool = false,
        italic: Bool = false, underline: Bool = false, reverse: Bool = false
    ) {
        self.foreground = foreground
        self.background = background
        isBold = bold
        isDim = dim
        isItalic = italic
        isUnderlined = underline
        isReversed = reverse
    }

    /// Whether it has an attribute that shows without colour.
    public var hasAttributes: Bool { isBold || isDim || isItalic || isUnderlined || isReversed }

    /// Whether it has a colour beside the terminal's own.
    public var hasColor: Bool { (foreground ?? .terminal) != .terminal || (background ?? .terminal) != .terminal }

    /// The style with the nearest colours that a terminal of this depth has.
    ///
    /// With eight colours, bright text becomes bold instead.
    public func reduced(to depth: ColorDepth) -> Style {
        var style = self
        style.foreground = foreground.map { $0.reduced(to: depth) }
        style.background = background.map { $0.reduced(to: depth) }
        if depth == .eight, case .ansi(let index)? = foreground?.reduced(to: .sixteen), index > 7 {
            style.isBold = true
            // Bright black would vanish on a black screen, and the terminal's own on one that the theme has painted.
            if index == 8 { (style.foreground, style.isBold, style.isDim) = (nil, false, true) }
        }
        return style
    }

    /// The style under the cursor's row: that row's look, with this style's text colour where the row sets none.
    public func selected(by row: Style) -> Style {
        var style = self
        style.isBold = isBold || row.isBold
        style.isUnderlined = isUnderlined || row.isUnderlined
        style.isItalic = isItalic || row.isItalic
        if let background = row.background, background != .terminal {
            style.background = background
            style.foreground = row.foreground ?? foreground
            style.isDim = false
        } else {
            style.isReversed = true
        }
        return style
    }
}
