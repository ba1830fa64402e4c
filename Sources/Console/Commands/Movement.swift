internal import TerminalKit

extension Command {
    /// Moving about in a list or a text.
    static let movement: [Command] = [
        Command("down", .character("j"), .down, title: "Move down", in: .lists) { $0.moveViewport { $0.move(by: 1) } },
        Command("up", .character("k"), .up, title: "Move up", in: .lists) { $0.moveViewport { $0.move(by: -1) } },
        Command("top", .character("g"), .home, title: "Go to the first", in: .lists) { $0.moveViewport { $0.home() } },
        Command("bottom", .character("G"), .end, title: "Go to the last", in: .lists) { console in
            console.moveViewport { $0.end() }
            if console.view == .events { console.eventsView.isFollowing = true }
        },
        Command("half-page-down", .control("d"), title: "Move half a page down", in: .lists) {
            $0.moveViewport { $0.halfPageDown() }
        },
        Command("half-page-up", .control("u"), title: "Move half a page up", in: .lists) {
            $0.moveViewport { $0.halfPageUp() }
        },
        Command("page-down", .pageDown, .control("f"), title: "Move a page down", in: .lists) {
            $0.moveViewport { $0.pageDown() }
        },
        Command("page-up", .pageUp, .control("b"), title: "Move a page up", in: .lists) {
            $0.moveViewport { $0.pageUp() }
        },
    ]
}

extension Console {
    /// Moves the cursor of the view on top.
    mutating func moveViewport(_ move: (inout Viewport) -> Void) {
        page.move(&self, move)
    }
}
