import TerminalKit
import Testing

@Suite struct `Rectangle` {
    private let rect = Rect(x: 2, y: 3, width: 10, height: 4)

    @Test(arguments: [-1, 0, 1, 3, 4, 99])
    func `is split without losing a cell`(amount: Int) {
        let (top, below) = rect.splitTop(amount)
        let (above, bottom) = rect.splitBottom(amount)
        let (left, rest) = rect.splitLeft(amount)
        let (before, right) = rect.splitRight(amount)

        #expect(top.height + below.height == 4 && below.maxY == rect.maxY && below.y == top.maxY)
        #expect(
            above.height + bottom.height == 4 && bottom.maxY == rect.maxY && bottom.height == min(max(0, amount), 4))
        #expect(left.width + rest.width == 10 && rest.maxX == rect.maxX)
        #expect(before.width + right.width == 10 && right.maxX == rect.maxX && right.width == min(max(0, amount), 10))
    }

    @Test func `is inset and never negative`() {
        #expect(rect.inset(by: 1) == Rect(x: 3, y: 4, width: 8, height: 2))
        #expect(rect.inset(by: 3).height == 0)
        #expect(rect.inset(horizontal: 2, vertical: 0) == Rect(x: 4, y: 3, width: 6, height: 4))
        #expect(Rect(x: 0, y: 0, width: -4, height: 1).isEmpty)
    }

    @Test func `meets another`() {
        #expect(rect.intersection(Rect(x: 0, y: 0, width: 4, height: 4)) == Rect(x: 2, y: 3, width: 2, height: 1))
        #expect(rect.intersection(Rect(x: 50, y: 0, width: 4, height: 4)).isEmpty)
        #expect(rect.contains(Point(x: 2, y: 3)) && !rect.contains(Point(x: 12, y: 3)))
    }

    @Test func `is placed in the middle`() {
        #expect(rect.centered(Size(columns: 4, rows: 2)) == Rect(x: 5, y: 4, width: 4, height: 2))
        #expect(rect.centered(Size(columns: 99, rows: 99)) == rect)
    }

    @Test func `gives its rows`() {
        #expect(rect.row(1) == Rect(x: 2, y: 4, width: 10, height: 1))
        #expect(rect.row(4).isEmpty && rect.row(-1).isEmpty)
    }
}
