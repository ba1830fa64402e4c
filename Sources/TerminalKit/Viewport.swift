/// Which part of a long list is on screen, and where its cursor is. Arithmetic only; the list may have any length.
public struct Viewport: Equatable, Sendable {
    /// Entries of the list.
    public private(set) var count: Int
    /// Rows on screen.
    public private(set) var height: Int
    /// The entry under the cursor; 0 in an empty list.
    public private(set) var cursor = 0
    /// The entry in the first row.
    public private(set) var offset = 0
    /// Rows kept visible above and below the cursor, where there are any.
    public let margin: Int

    /// Creates a viewport at the start of a list.
    public init(count: Int = 0, height: Int = 0, margin: Int = 0) {
        self.count = max(0, count)
        self.height = max(0, height)
        self.margin = max(0, margin)
    }

    /// The entries on screen.
    public var visible: Range<Int> { offset..<min(count, offset + height) }

    /// Entries above and below the screen.
    public var hidden: (above: Int, below: Int) { (offset, max(0, count - offset - height)) }

    /// The row on screen of the cursor.
    public var cursorRow: Int { cursor - offset }

    /// Takes a list's new length and the screen's new height; the cursor stays on its entry as far as there is one.
    public mutating func update(count: Int, height: Int) {
        self.count = max(0, count)
        self.height = max(0, height)
        settle()
    }

    /// Moves the cursor by so many entries, backwards if negative.
    public mutating func move(by entries: Int) {
        let (sum, isOverflow) = cursor.addingReportingOverflow(entries)
        moveCursor(to: isOverflow ? (entries < 0 ? 0 : count) : sum)
    }

    /// Moves the cursor to an entry, or the nearest there is.
    public mutating func moveCursor(to entry: Int) {
        cursor = entry
        settle()
    }

    /// Moves the cursor to an entry that has moved, and keeps it in its row on screen where that can be.
    public mutating func follow(_ entry: Int) {
        offset += entry - cursor
        cursor = entry
        settle()
    }

    /// Moves a screen forwards.
    public mutating func pageDown() { scroll(by: max(1, height - 1)) }
    /// Moves a screen backwards.
    public mutating func pageUp() { scroll(by: -max(1, height - 1)) }
    /// Moves half a screen forwards.
    public mutating func halfPageDown() { scroll(by: max(1, height / 2)) }
    /// Moves half a screen backwards.
    public mutating func halfPageUp() { scroll(by: -max(1, height / 2)) }
    /// Moves to the first entry.
    public mutating func home() { moveCursor(to: 0) }
    /// Moves to the last entry.
    public mutating func end() { moveCursor(to: count - 1) }

    /// Moves screen and cursor together; at the list's ends only the cursor.
    public mutating func scroll(by entries: Int) {
        offset = min(max(0, offset + entries), max(0, count - height))
        moveCursor(to: cursor + entries)
    }

    /// Moves the screen so that the cursor is in its middle, where the list's ends allow it.
    public mutating func center() {
        offset = cursor - height / 2
        settle()
    }

    private mutating func settle() {
        cursor = min(max(0, cursor), max(0, count - 1))
        let kept = min(margin, max(0, (height - 1) / 2))
        offset = max(offset, cursor + kept - height + 1)
        offset = min(offset, cursor - kept)
        offset = min(max(0, offset), max(0, count - height))
    }
}
