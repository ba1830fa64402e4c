/// What shows a grid and gives keys. One thread owns it.
public protocol Terminal: ~Copyable {
    /// Columns and rows now.
    var size: Size { get }
    /// What to poll for keys; owned by the terminal.
    var inputDescriptor: Int32 { get }
    /// The characters it can show.
    var glyphs: GlyphSet { get }
    /// The colours it can show.
    var colorDepth: ColorDepth { get }

    /// Shows the grid; a nil cursor is hidden. What is on screen already is not sent again.
    mutating func draw(_ grid: CellGrid, cursor: Point?, theme: Theme)
    /// The size of the last frame, where that is on screen as it was drawn and can be drawn over; else nil.
    var frameSize: Size? { get }
    /// Draws over the last frame; `change` gives where it has drawn, and nothing else is sent. The cursor is hidden.
    /// Does nothing where there is no such frame.
    mutating func drawOver(theme: Theme, _ change: (inout Canvas) -> [Rect])
    /// Shows everything anew with the next frame, whatever another program may have written over it.
    mutating func repaint()
    /// The keys pressed since the last call; never waits.
    mutating func pendingKeys() -> [KeyPress]
    /// Takes the size that the terminal has now, and gives it. For after SIGWINCH.
    mutating func resize() -> Size
    /// Gives the terminal back as it was, for a shell or an editor.
    mutating func suspend()
    /// Takes the terminal again; the next frame is drawn whole.
    mutating func resume()
    /// Asks for mouse events, or leaves the mouse to the terminal's own selection, which is how it starts.
    mutating func setMouse(_ isOn: Bool)
    /// Gives the terminal's window a title; the one it had comes back when the terminal is given back.
    mutating func setTitle(_ text: String)
    /// How long after an ESC the rest of a key's sequence may come, in milliseconds.
    mutating func setEscapeDelay(_ milliseconds: Int32)
    /// Puts a text into the clipboard of the terminal's machine, where the terminal allows that (OSC 52).
    ///
    /// Sends nothing of a text that is too long to be sent whole.
    mutating func copyToClipboard(_ text: String) -> CopyOutcome
    /// Rings.
    mutating func bell()
}
