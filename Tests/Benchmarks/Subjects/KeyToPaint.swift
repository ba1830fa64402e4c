internal import TerminalKit

extension Benchmark {
    /// From a key to a frame, inside the process.
    static let keys = Benchmark(name: "keys", summary: "from a key to a drawn frame with 100,000 rows, in process") {
        for size in [Size(columns: 80, rows: 24), Size(columns: 160, rows: 48), Size(columns: 250, rows: 70)] {
            var harness = ConsoleHarness(expecting: 100_000, size: size)
            _ = harness.fill(100_000)
            Report.say("  -- \(size.columns)x\(size.rows)")
            var frame = harness.draw()
            for (name, keys) in moves {
                let times = (0..<400).map { round in
                    Clock.work { harness.press(keys[round % keys.count], over: &frame) }
                }
                Report.spread(name, Array(times.dropFirst(20)), unit: "ms", aim: (0.4, 1.5))
            }
            let frames = (0..<200).map { _ in Clock.work { _ = harness.draw() } }
            Report.spread("drawing alone", frames, unit: "ms")
        }
    }

    private static let moves: [(String, [KeyPress])] = [
        ("down and up", [.down, .down, .up]), ("a page", [.pageDown, .pageDown, .pageUp]),
        ("first and last", [.end, .home]),
    ]
}
