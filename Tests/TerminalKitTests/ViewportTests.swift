import TerminalKit
import Testing

@Suite struct `Scrolling a list` {
    private func view(_ count: Int = 100_000, height: Int = 10, margin: Int = 0, at cursor: Int = 0) -> Viewport {
        var view = Viewport(count: count, height: height, margin: margin)
        view.moveCursor(to: cursor)
        return view
    }

    @Test func `scrolls as little as needed`() {
        var view = view()

        view.move(by: 9)
        #expect(view.offset == 0 && view.cursorRow == 9)
        view.move(by: 1)
        #expect(view.offset == 1 && view.cursorRow == 9)
        view.move(by: -10)
        #expect(view.offset == 0 && view.cursor == 0)
    }

    @Test func `keeps rows visible around the cursor`() {
        var view = view(margin: 2)

        view.move(by: 8)
        #expect(view.offset == 1)
        view.move(by: -6)
        #expect(view.offset == 0)
        view.end()
        #expect(view.cursorRow == 9)
    }

    @Test func `goes by pages and halves`() {
        var view = view(at: 3)

        view.pageDown()
        #expect(view.offset == 9 && view.cursor == 12)
        view.halfPageDown()
        #expect(view.offset == 14 && view.cursor == 17)
        view.halfPageUp()
        view.pageUp()
        #expect(view.offset == 0 && view.cursor == 3)
        view.pageUp()
        #expect(view.cursor == 0)
    }

    @Test func `goes to the ends`() {
        var view = view()

        view.end()
        #expect(view.cursor == 99_999 && view.visible == 99_990..<100_000)
        #expect(view.hidden.above == 99_990 && view.hidden.below == 0)
        view.pageDown()
        #expect(view.cursor == 99_999)
        view.home()
        #expect(view.visible == 0..<10)
    }

    @Test(arguments: [Int.max, Int.min, 1_000_000, -1])
    func `stops at the ends`(entries: Int) {
        var view = view(at: 0)

        view.move(by: entries)

        #expect(view.cursor == (entries > 0 ? 99_999 : 0))
        #expect(view.visible.contains(view.cursor))
    }

    @Test func `is empty with an empty list`() {
        var view = view(0)

        view.move(by: 5)
        view.pageDown()
        view.end()

        #expect(view.cursor == 0 && view.visible.isEmpty && view.offset == 0)
    }

    @Test func `keeps its cursor when the list or the screen shrinks`() {
        var view = view(at: 500)

        view.update(count: 501, height: 4)
        #expect(view.cursor == 500 && view.visible == 497..<501)
        view.update(count: 3, height: 10)
        #expect(view.cursor == 2 && view.visible == 0..<3)
        view.update(count: 3, height: 0)
        #expect(view.cursor == 2 && view.visible.isEmpty)
    }

    @Test func `follows an entry in its row`() {
        var view = view(at: 500)
        let row = view.cursorRow

        view.follow(900)

        #expect(view.cursor == 900 && view.cursorRow == row)
        view.follow(2)
        #expect(view.cursor == 2 && view.offset == 0)
    }

    @Test func `puts the cursor in the middle`() {
        var view = view(at: 500)

        view.center()

        #expect(view.cursorRow == 5)
    }
}
