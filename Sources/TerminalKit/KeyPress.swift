/// One thing that came from the keyboard or the mouse.
public enum KeyPress: Hashable, Sendable {
    /// A character as typed; capitals come as capitals.
    case character(Character)
    /// A character with Ctrl, always in lower case.
    case control(Character)
    /// A character with Alt.
    case alternate(Character)
    case up, down, left, right
    case home, end, pageUp, pageDown
    case insert, delete, backspace
    case tab, backTab, enter, escape
    /// F1 is 1.
    case function(Int)
    case mouse(MouseEvent)
    /// A pasted text, whole: it is data and never commands.
    case paste(String)
    /// The terminal has another size now.
    case resize
}
