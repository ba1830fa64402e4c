internal import Operations
internal import SessionModel
internal import TerminalKit

/// The bars of a horizon over their axis, in the whole of a canvas.
struct HorizonChart {
    private let horizon: Horizon
    private let selected: Int?

    init(_ horizon: Horizon, selected: Int?) {
        self.horizon = horizon
        self.selected = selected
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

        init(_ size: Size, bars: Int, scale wanted: Int) {
            scale = size.columns >= bars + wanted ? wanted : 0
            pitch = max(1, (size.columns - scale) / bars)
            width = pitch >= 3 ? pitch - 1 : pitch
            rows = max(0, size.rows - 2)
        }
    }

    func draw(on canvas: inout Canvas) {
        let top = max(1, horizon.bars.max() ?? 0)
        let frame = Frame(canvas.size, bars: horizon.bars.count, scale: top.grouped.utf8.count + 2)
        guard frame.rows > 0 else { return }
        drawScale(on: &canvas, frame, top: top)
        for bar in horizon.bars.indices { draw(bar, on: &canvas, frame, top: top) }
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
        let x = frame.scale + bar * frame.pitch
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
        let width = frame.pitch * horizon.bars.count
        canvas.horizontalRule(at: Point(x: frame.scale, y: frame.rows), width: width)
        if let selected {
            let mark = String(repeating: canvas.glyphs.arrowUp, count: frame.width)
            canvas.write(mark, at: Point(x: frame.scale + selected * frame.pitch, y: frame.rows), role: .heading)
        }
        for bar in stride(from: 0, to: horizon.bars.count, by: labelStep) {
            let time = DurationText.exact(milliseconds: Int64(bar) * horizon.zoom.step)
            canvas.write(
                bar == 0 ? "now" : "+\(time)", at: Point(x: frame.scale + bar * frame.pitch, y: frame.rows + 1),
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
