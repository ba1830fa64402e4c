internal import TerminalKit

/// Where everything stands: a pure function of the screen's size, the view and what is switched on.
struct ConsoleLayout: Hashable, Sendable {
    var header: Rect
    /// Who is there, and how fast sessions come and go; empty where there is no room.
    var pulse: Rect
    /// The tabs; empty where there is no room.
    var tabs: Rect
    var path: Rect
    /// The column headings of the list.
    var columns: Rect
    /// The view itself.
    var body: Rect
    /// The session beside the list; empty where there is no room.
    var side: Rect
    /// How many sessions end when, below the list; empty where there is no room.
    var horizon: Rect
    /// The bar over the events below the list; empty where there are none.
    var eventBar: Rect
    var events: Rect
    /// What the line under the cursor says in full; empty where there is no room.
    var detail: Rect
    var message: Rect
    var keys: Rect
    var prompt: Rect
    /// Where keys are named: in the line of the prompt as well, while there is none.
    var allKeys: Rect { Rect(x: keys.x, y: keys.y, width: keys.width, height: 2) }

    static let smallest = Size(columns: 40, rows: 10)
    static let sideFrom = 120
    /// From this size on there is a pulse.
    private static let pulseFrom = Size(columns: 120, rows: 40)
    /// From this size on the horizon is below the list, too.
    private static let horizonFrom = Size(columns: 160, rows: 44)
    /// Rows from which on there is room for events below the list.
    static let stripFrom = 20
    init(size: Size, view: ViewKind, showsEvents: Bool) {
        var rest = Rect(size)
        (header, rest) = rest.splitTop(1)
        (pulse, rest) = rest.splitTop(size.holds(Self.pulseFrom) ? 1 : 0)
        (tabs, rest) = rest.splitTop(size.rows >= 18 ? 1 : 0)
        (path, rest) = rest.splitTop(1)
        (rest, prompt) = rest.splitBottom(1)
        (rest, keys) = rest.splitBottom(1)
        (rest, message) = rest.splitBottom(1)
        let none = Rect(x: 0, y: rest.y, width: 0, height: 0)
        (side, eventBar, events, detail, horizon) = (none, none, none, none, none)
        if view == .sessions {
            let strip = showsEvents && size.rows >= Self.stripFrom ? max(4, rest.height * 3 / 10) : 0
            (rest, events) = rest.splitBottom(strip)
            (eventBar, events) = events.splitTop(strip > 0 ? 1 : 0)
            (rest, horizon) = rest.splitBottom(size.holds(Self.horizonFrom) ? HorizonDrawing.stripHeight : 0)
            if size.columns >= Self.sideFrom { (rest, side) = rest.splitRight(size.columns * 2 / 5) }
        }
        if ViewPage[view].hasDetail, rest.height >= 10 {
            (rest, detail) = rest.splitBottom(4)
        }
        (columns, body) = rest.splitTop(ViewPage[view].hasColumns ? 1 : 0)
    }
}

extension Size {
    /// Whether another size finds room in it.
    func holds(_ other: Size) -> Bool { columns >= other.columns && rows >= other.rows }
}
