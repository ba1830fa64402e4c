internal import TerminalKit
internal import TestSupport

extension Benchmark {
    /// The list's own work: taking pages in, sorting, filtering, counting what ends when.
    static let table = Benchmark(name: "table", summary: "taking in, sorting and filtering the list") {
        for count in [100_000, 1_000_000] {
            var harness = ConsoleHarness(expecting: count)
            let pages = harness.fill(count)
            Report.say("  -- \(count) sessions")
            Report.spread("take in a page of 2,000", pages, unit: "ms")
            let sorts = (0..<15).map { _ in Clock.work { harness.press(.character("S")) } }
            Report.line("sort by deadline again", sorts.median, unit: "ms", aim: count > 500_000 ? 6 : nil)
            let pairs = try await Pairs.measure(5) {
                Clock.work { harness.press(.character("S")) }
            } peer: {
                var rows = SamplePeer.rows(count)
                return Clock.work { rows.sort { $0.deadline < $1.deadline } }
            }
            Report.line("sort by deadline again", pairs, peer: "Swift's sort of an array of structs")
            harness.press(.character("4"))
            let counts = (0..<15).map { turn in
                Clock.work { harness.press(.character(turn.isMultiple(of: 2) ? "Z" : "z")) }
            }
            Report.line("count the horizon anew, and draw it", counts.median, unit: "ms")
            harness.press(.character("1"))
            type("17", into: &harness)
            type("zx", into: &harness)
        }
    }

    /// Types a word into the filter, key by key, and takes it back.
    private static func type(_ word: String, into harness: inout ConsoleHarness) {
        var typing: [[Double]] = Array(repeating: [], count: word.count)
        var deleting: [Double] = []
        for _ in 0..<5 {
            harness.press(.character("/"))
            for (place, letter) in word.enumerated() {
                typing[place].append(Clock.work { harness.press(.character(letter)) })
            }
            for _ in word { deleting.append(Clock.work { harness.press(.backspace) }) }
            harness.press(.escape)
        }
        for (place, letter) in word.enumerated() {
            Report.line("filter, key \(place + 1) (\"\(letter)\")", typing[place].median, unit: "ms")
        }
        Report.line("filter, a key taken back", deleting.median, unit: "ms")
    }
}

/// Rows as a program without columns would keep them.
private struct SamplePeer {
    let deadline: Int64
    let number: Int

    static func rows(_ count: Int) -> [SamplePeer] {
        var random = RepeatableRandom(seed: 1)
        return (0..<count).map { SamplePeer(deadline: Int64(random.next() & 0x3F_FFFF), number: $0) }
    }
}
