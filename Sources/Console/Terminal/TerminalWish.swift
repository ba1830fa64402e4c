/// What the console wants of its terminal beside what it draws; the loop keeps the terminal to it.
public struct TerminalWish: Hashable, Sendable {
    /// The window's title: what is open, and whether it is production. Nothing secret stands in it. Nil while nothing
    /// is open.
    public var title: String?
    /// Whether the mouse is the console's; it is the terminal's own otherwise.
    public var hasMouse: Bool
    /// How often the screen changes by itself at most.
    public var pace: Pace

    /// Creates a wish; by itself that of a console on which nothing is open.
    public init(title: String? = nil, hasMouse: Bool = false, pace: Pace = Pace()) {
        self.title = title
        self.hasMouse = hasMouse
        self.pace = pace
    }
}
