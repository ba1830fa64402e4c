internal import SessionModel
public import TerminalKit

/// The list of sessions as it stands on screen. As long as nothing happens but that the cursor moves about in it, the
/// next frame is this one with two rows drawn anew, and what tells of the session under the cursor.
struct DrawnList: Sendable {
    /// The moment it shows.
    let moment: Timestamp
    /// When time makes another of it.
    let end: Timestamp
    /// The entry in its first row.
    let offset: Int
    /// The entry with the cursor.
    var cursor: Int
    /// Which of the keys in their line do nothing.
    var keysOff: [Bool]
}

extension Console {
    /// Whether the frame that was prepared is the last one but for what a step of the cursor changes: then `drawStep`
    /// makes the one of the other, and `draw` would give the same.
    public var isStep: Bool { drawn != nil }

    /// Draws over the last frame what a step of the cursor has changed, and gives where that is.
    public mutating func drawStep(on canvas: inout Canvas) -> [Rect] {
        guard let before = drawn else { return [] }
        let (layout, viewport) = (layout, sessionsView.viewport)
        let body = layout.body
        let places = before.cursor == viewport.cursor ? [before.cursor] : [before.cursor, viewport.cursor]
        var areas = places.map { Rect(x: body.x, y: body.y + $0 - before.offset, width: body.width, height: 1) }
        if layout.side.width > 0 { areas.append(layout.side) }
        // Which keys can be given hangs on the session.
        let keysOff = keysOff
        if keysOff != before.keysOff { areas.append(layout.allKeys) }
        for area in areas { canvas.fill(area) }
        let columns = listColumns
        canvas.inside(body) { canvas in
            for place in places { drawEntry(place, on: &canvas, columns, at: storeTime) }
        }
        drawSide(on: &canvas, layout.side)
        if keysOff != before.keysOff { canvas.inside(layout.allKeys) { drawKeys(on: &$0) } }
        drawn?.cursor = viewport.cursor
        drawn?.keysOff = keysOff
        return areas
    }

    /// Whether only the cursor has moved since the last frame, and that frame still holds at this moment; the moment it
    /// shows is gone on with then.
    mutating func keepsFrame(at now: Timestamp) -> Bool {
        guard let drawn, drawn.moment <= now, now < drawn.end, drawn.offset == sessionsView.viewport.offset else {
            drawn = nil
            return false
        }
        self.now = drawn.moment
        return true
    }

    /// Remembers the frame that was drawn, where a step of the cursor can be drawn over it.
    mutating func noteFrame() {
        let viewport = sessionsView.viewport
        guard drawn == nil, view == .sessions, hasRoom, facts != nil, dialog == nil, prompt == nil,
            messages.current == nil, searchTexts[view] == nil, viewport.visible.contains(viewport.cursor),
            let end = nextChange(after: now)
        else { return }
        drawn = DrawnList(
            moment: now, end: end, offset: viewport.offset, cursor: viewport.cursor, keysOff: keysOff)
    }
}
