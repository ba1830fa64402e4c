internal import SessionModel
internal import TerminalKit

/// The list of sessions on screen: where its cursor is, which session it is bound to, what is typed to narrow it.
struct SessionsView: Sendable {
    var viewport = Viewport(margin: 2)
    /// The session under the cursor; the cursor follows it wherever it goes.
    private(set) var cursorKey: SessionKey?
    var filterText = ""
    /// What was said of a filter with a mistake, until the next one is typed.
    var filterError: String?
    /// How many columns are scrolled away at the left.
    var scroll = 0
    /// Where the columns stand in the frame that was prepared.
    var columns: SessionColumns?
    var showsEvents = true
    /// Whether the order must be right with the next frame, however long the list.
    var wantsOrderNow = false
    /// The session beside the list, on wide screens, or the last one that was read.
    var preview: InspectorView?
    /// What is being read to be opened.
    var opening: SessionKey?
    /// What is being read to be shown beside the list.
    var previewing: SessionKey?
    /// What was found to be gone when it was read.
    var missing: SessionKey?
    /// Whether the operator has moved the cursor: until then it stays on the first row, whoever that is.
    private(set) var hasMoved = false
    /// The session the cursor stood on before a filter was typed that was taken back: it goes there once it is shown.
    private var awaited: SessionKey?
    /// What is to be done with a session once it has been read.
    var pendingCommand: (key: SessionKey, command: String)?

    func cursorRow(_ list: SessionList) -> Int? {
        guard viewport.cursor < list.order.count else { return nil }
        let row = Int(list.order[viewport.cursor])
        return list.table.isLive(row) ? row : nil
    }

    /// The row of the session the cursor is bound to. The row at the cursor's place may already be another's.
    func boundRow(_ list: SessionList) -> Int? { cursorKey.flatMap { list.table.row(of: $0) } }

    func visibleRows(_ list: SessionList) -> [Int] {
        let range = viewport.visible.clamped(to: 0..<list.order.count)
        return list.order[range].map(Int.init).filter { list.table.isLive($0) }
    }

    /// Binds the cursor to the session it was moved to.
    mutating func moveCursor(_ list: SessionList) {
        hasMoved = true
        awaited = nil
        bindCursor(list)
    }

    /// Keeps the cursor on its session from now on.
    mutating func holdCursor() { hasMoved = true }

    /// Puts the cursor on a session, as soon as it is in the list.
    mutating func goTo(_ key: SessionKey) {
        hasMoved = true
        awaited = nil
        cursorKey = key
    }

    /// Puts the cursor back on a session, however long it takes until it is shown again.
    mutating func goBack(to key: SessionKey) {
        goTo(key)
        awaited = key
    }

    mutating func bindCursor(_ list: SessionList) {
        cursorKey = cursorRow(list).map { list.table.key($0) }
    }

    /// Fits the list's new length and the screen's height, with the cursor on its session wherever that went.
    mutating func fit(_ list: SessionList, height: Int) {
        viewport.update(count: list.order.count, height: height)
        guard hasMoved else {
            viewport.home()
            viewport.moveCursor(
                to: list.order.prefix(SessionList.mostDying + 1).firstIndex { !list.isDying(Int($0)) } ?? 0)
            return bindCursor(list)
        }
        if let awaited, let row = list.table.row(of: awaited), let place = list.order.firstIndex(of: UInt32(row)) {
            self.awaited = nil
            cursorKey = awaited
            return viewport.follow(place)
        }
        guard let cursorKey, let row = list.table.row(of: cursorKey) else { return bindCursor(list) }
        if cursorRow(list) == row { return }
        // A session whose time is up goes to the end of the list; the cursor stays with those that live.
        if list.unswept.contains(row), viewport.cursor < viewport.count - list.unswept.count { return bindCursor(list) }
        if let place = list.order.firstIndex(of: UInt32(row)) { viewport.follow(place) } else { bindCursor(list) }
    }

    mutating func showPreview(_ view: InspectorView) {
        if preview?.session.key == view.session.key { preview?.update(view.session) } else { preview = view }
    }

    /// Marks every session between the one marked last and the cursor; where that one is not shown, the cursor's alone.
    ///
    /// - Returns: Whether the one marked last is shown.
    mutating func markRange(_ list: inout SessionList) -> Bool {
        let cursor = min(viewport.cursor, list.order.count - 1)
        guard cursor >= 0 else { return false }
        let last = list.placeOfLastMark
        let first = last ?? cursor
        list.markRange(min(first, cursor)...max(first, cursor), last: cursor)
        return last != nil
    }

    /// Goes to the nearest marked session; false where there is none that way.
    mutating func goToMark(_ list: SessionList, forward: Bool) -> Bool {
        let cursor = min(viewport.cursor, list.order.count)
        let places = forward ? Array((cursor + 1)..<max(cursor + 1, list.order.count)) : Array((0..<cursor).reversed())
        guard let place = places.first(where: { list.marked.contains(Int(list.order[$0])) }) else { return false }
        viewport.moveCursor(to: place)
        moveCursor(list)
        return true
    }
}
