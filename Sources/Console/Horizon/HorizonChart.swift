internal import Operations
internal import SessionModel
internal import TerminalKit

/// The bars of a horizon over their axis, in the whole of a canvas.
struct HorizonChart {
    private let horizon: Horizon
    private let selected: Int?
    private let focus: Int

    /// - Parameter focus: The bar that is on screen in any case, where there are more bars than columns.
    init(_ horizon: Horizon, selected: Int?, focus: Int = 0) {
        self.horizon = horizon
        self.selected = selected
        self.focus = focus
    }

    /// Where the bars stand.
    private struct Frame {
        /// Columns of the scale at the left; 0 where there is no room for one.
        let scale: Int
        /// Columns of a bar, with the gap behind it.
        let pitch: Int
        /// Columns of a bar.
        let width: Int
        /// Rows of the bars.
        let rows: Int
        /// The bars that have a column: all, or those around one.
        let shown: Range<Int>

        init(_ size: Size, bars: Int, scale wanted: Int, around focus: Int) {
            scale = size.columns >= bars + wanted ? wanted : 0
            pitch = max(1, (size.columns - scale) / bars)
            width = pitch >= 3 ? pitch - 1 : pitch
            rows = max(0, size.rows - 2)
            let room = min(bars, max(0, (size.columns - scale) / pitch))
            let first = max(0, min(focus - room / 2, bars - room))
            shown = first..<first + room
        }

        /// The column of a bar that is shown.
        func x(_ bar: Int) -> Int { scale + (bar - shown.lowerBound) * pitch }
    }

    func draw(on canvas: inout Canvas) {
        let top = max(1, horizon.bars.max() ?? 0)
        let frame = Frame(
            canvas.size, bars: horizon.bars.count, scale: top.grouped.utf8.count + 2, around: focus)
        guard frame.rows > 0 else { return }
        drawScale(on: &canvas, frame, top: top)
        for bar in frame.shown { draw(bar, on: &canvas, frame, top: top) }
        drawAxis(on: &canvas, frame)
    }

    private func drawScale(on canvas: inout Canvas, _ frame: Frame, top: Int) {
        guard frame.scale > 0 else { return }
        canvas.verticalRule(at: Point(x: frame.scale - 1, y: 0), height: frame.rows)
        func label(_ number: Int, _ y: Int) {
            canvas.write(
                number.grouped, at: Point(x: 0, y: y), role: .dim, width: frame.scale - 2, alignment: .right)
        }
        label(top, 0)
        if frame.rows >= 4, top >= 2 { label(top / 2, frame.rows / 2) }
    }

    private func draw(_ bar: Int, on canvas: inout Canvas, _ frame: Frame, top: Int) {
        let x = frame.x(bar)
        let steps = canvas.glyphs.columnSteps
        let count = horizon.bars[bar]
        // Whatever is there is seen, however little it is beside the peak.
        let height = count == 0 ? 0 : max(1, (count * frame.rows * steps.count + top / 2) / top)
        for row in 0..<frame.rows {
            let filled = min(steps.count, height - row * steps.count)
            guard filled > 0 else { break }
            canvas.write(
                String(repeating: steps[filled - 1], count: frame.width), at: Point(x: x, y: frame.rows - 1 - row),
                role: role(bar))
        }
        if bar == selected { canvas.select(Rect(x: x, y: 0, width: frame.width, height: frame.rows)) }
    }

    /// What ends soon looks as it does in the list.
    private func role(_ bar: Int) -> Role {
        switch Int64(bar) * horizon.zoom.step {
        case ..<60_000: .ttlUrgent
        case ..<300_000: .ttlSoon
        default: .bar
        }
    }

    private func drawAxis(on canvas: inout Canvas, _ frame: Frame) {
        let width = frame.pitch * frame.shown.count
        canvas.horizontalRule(at: Point(x: frame.scale, y: frame.rows), width: width)
        if frame.shown.lowerBound > 0 { canvas.write("<", at: Point(x: frame.scale, y: frame.rows), role: .heading) }
        if frame.shown.upperBound < horizon.bars.count {
            canvas.write(">", at: Point(x: frame.scale + width - 1, y: frame.rows), role: .heading)
        }
        if let selected, frame.shown.contains(selected) {
            let mark = String(repeating: canvas.glyphs.arrowUp, count: frame.width)
            canvas.write(mark, at: Point(x: frame.x(selected), y: frame.rows), role: .heading)
        }
        for bar in stride(from: 0, to: horizon.bars.count, by: labelStep) where frame.shown.contains(bar) {
            let time = DurationText.exact(milliseconds: Int64(bar) * horizon.zoom.step)
            canvas.write(
                bar == 0 ? "now" : "+\(time)", at: Point(x: frame.x(bar), y: frame.rows + 1),
                role: .dim)
        }
    }

    /// How many bars there are from one label to the next.
    private var labelStep: Int {
        switch horizon.zoom {
        case .tenMinutes: 12
        case .hour: 10
        case .day: 4
        }
    }
}
