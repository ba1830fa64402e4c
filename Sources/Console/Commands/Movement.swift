internal import TerminalKit

extension Command {
    /// Moving about in a list or a text.
    static let movement: [Command] = [
        moving("down", .character("j"), .down, title: "Move down") { $0.move(by: 1) },
        moving("up", .character("k"), .up, title: "Move up") { $0.move(by: -1) },
        moving("top", .character("g"), .home, title: "Go to the first") { $0.home() },
        moving("bottom", .character("G"), .end, title: "Go to the last", thenFollowing: true) { $0.end() },
        moving("half-page-down", .control("d"), title: "Move half a page down") { $0.halfPageDown() },
        moving("half-page-up", .control("u"), title: "Move half a page up") { $0.halfPageUp() },
        moving("page-down", .pageDown, .control("f"), title: "Move a page down") { $0.pageDown() },
        moving("page-up", .pageUp, .control("b"), title: "Move a page up") { $0.pageUp() },
    ]

    private static func moving(
        _ name: String, _ keys: KeyPress..., title: String, thenFollowing follows: Bool = false,
        _ move: @escaping @Sendable (inout Viewport) -> Void
    ) -> Command {
        Command(name, keys: keys, title: title, in: .lists, isMovement: true) { console, _ in
            console.moveViewport(move)
            if follows, console.view == .events { console.eventsView.isFollowing = true }
            return []
        }
    }
}

extension Console {
    /// Moves the cursor of the view on top.
    mutating func moveViewport(_ move: (inout Viewport) -> Void) {
        page.move(&self, move)
    }
}
