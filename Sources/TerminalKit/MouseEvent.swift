/// Something done with the mouse.
public struct MouseEvent: Hashable, Sendable {
    /// What was done.
    public enum Action: Hashable, Sendable {
        case press, release, doubleClick, wheelUp, wheelDown
    }

    /// The mouse's buttons.
    public enum Button: Hashable, Sendable {
        case left, middle, right
    }

    /// What was done.
    public let action: Action
    /// With which button; nil for the wheel.
    public let button: Button?
    /// In which cell.
    public let position: Point

    /// Creates an event.
    public init(_ action: Action, button: Button? = nil, at position: Point) {
        self.action = action
        self.button = button
        self.position = position
    }
}
