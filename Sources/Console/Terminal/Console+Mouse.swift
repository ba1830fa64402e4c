internal import TerminalKit

/// What the mouse does: wheel, click and double click, and nothing that hurts.
extension Console {
    /// Lines that one step of the wheel moves.
    private static let wheelStep = 3

    mutating func use(_ event: MouseEvent) -> [Effect] {
        guard isMouseOn, event.action != .release else { return [] }
        if dialog != nil { return useInDialog(event) }
        guard prompt == nil else { return [] }
        messages.acknowledge()
        trail.forgetAwaited()
        defer { noteMove() }
        switch event.action {
        case .wheelUp: moveViewport { $0.scroll(by: -Self.wheelStep) }
        case .wheelDown: moveViewport { $0.scroll(by: Self.wheelStep) }
        case .press where event.button == .left: return click(event.position)
        case .doubleClick: return open(at: event.position)
        case .press, .release: break
        }
        return []
    }

    /// In a dialog the wheel moves; what hurts is never a click away.
    private mutating func useInDialog(_ event: MouseEvent) -> [Effect] {
        switch event.action {
        case .wheelUp: press(.up)
        case .wheelDown: press(.down)
        case .press, .doubleClick, .release: []
        }
    }

    private mutating func click(_ point: Point) -> [Effect] {
        if let tab = tab(at: point) {
            return Command.of(view).first { $0.keys.contains(.character(tab)) }.map { give($0) } ?? []
        }
        if let line = line(at: point) { moveViewport { $0.moveCursor(to: line) } }
        return []
    }

    private mutating func open(at point: Point) -> [Effect] {
        guard let line = line(at: point) else { return click(point) }
        moveViewport { $0.moveCursor(to: line) }
        return press(.enter)
    }

    /// The key of the tab at a place.
    private func tab(at point: Point) -> Character? {
        guard layout.tabs.contains(point) else { return nil }
        return tabs.first { $0.columns.contains(point.x) }.flatMap { "\($0.kind.number ?? 0)".first }
    }

    /// The line of the view at a place; nil beside and below them.
    private func line(at point: Point) -> Int? {
        let body = layout.body
        guard body.contains(point) else { return nil }
        let top = view == .inspector ? body.maxY - topViewport.height : body.y
        let line = topViewport.offset + point.y - top
        return point.y >= top && topViewport.visible.contains(line) ? line : nil
    }
}
