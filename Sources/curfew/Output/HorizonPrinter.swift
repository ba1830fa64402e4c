internal import Operations
internal import SessionModel

/// Prints how many sessions end when.
struct HorizonPrinter {
    let horizon: Horizon
    let whatIf: WhatIf?
    let json: Bool

    private static let widest = 40

    func print() throws(Failure) {
        var output = DataOutput()
        if json {
            let asked = whatIf.map { $0.json(horizon.zoom) } ?? .null
            try output.line(.object(horizon.json + [.init("what_if", asked)]))
        } else {
            for line in table + totals { try output.line(line) }
        }
        try output.flush()
    }

    /// The bars in which any session ends.
    private var table: [String] {
        let would = whatIf?.horizon(horizon.zoom)
        let bars = horizon.bars.indices.filter { horizon.bars[$0] > 0 || (would?.bars[$0] ?? 0) > 0 }
        guard !bars.isEmpty else { return [] }
        let top = max(1, horizon.bars.max() ?? 1)
        var table =
            would == nil ? TextTable("AFTER", "IN", "ENDS ", "") : TextTable("AFTER", "IN", "ENDS ", "WOULD ", "")
        for bar in bars {
            let after = horizon.start(of: bar).clockText
            let left = DurationText.exact(milliseconds: Int64(bar) * horizon.zoom.step)
            let count = horizon.bars[bar]
            let line = String(repeating: "#", count: (count * Self.widest + top - 1) / top)
            if let would {
                table.add(after, left, String(count), String(would.bars[bar]), line)
            } else {
                table.add(after, left, String(count), line)
            }
        }
        return table.lines
    }

    private var totals: [String] {
        var parts = [
            "\(horizon.ending) end in \(horizon.zoom.rawValue)", "\(horizon.later) later", "\(horizon.never) never",
        ]
        if horizon.passed > 0 { parts.append("\(horizon.passed) are over and still stored") }
        if horizon.unknown > 0 { parts.append("of \(horizon.unknown) nobody knows when") }
        return [parts.joined(separator: ", ") + "."] + (whatIf.map { [sentence($0)] } ?? [])
    }

    private func sentence(_ whatIf: WhatIf) -> String {
        let length = DurationText.exact(milliseconds: whatIf.lifetime)
        var parts = ["With \(length) after the last request \(whatIf.endsNow) of \(whatIf.count) would be over now"]
        if whatIf.reckoned > 0 {
            parts.append("the last request of \(whatIf.reckoned) is reckoned from deadline and lifetime")
        }
        if whatIf.unknown > 0 { parts.append("of \(whatIf.unknown) nobody knows the last request") }
        return parts.joined(separator: "; ") + "."
    }
}
