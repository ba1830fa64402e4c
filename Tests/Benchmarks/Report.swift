internal import Glibc

/// The lines that a benchmark prints.
enum Report {
    /// Prints a line at once, so that it shows while the next figure is measured.
    static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// Our figure beside a peer's; the ratio is the median of those of the pairs.
    static func line(_ what: String, _ pairs: Pairs, peer: String, unit: String = "ms", aim: Double? = nil) {
        let ratio = pairs.ratio
        let verdict = aim.map { "  (aim \(number($0))\(ratio <= $0 ? "" : ", MISSED"))" } ?? ""
        Report.say(
            "  \(what): \(number(pairs.ours.median)) \(unit), \(peer): \(number(pairs.peers.median)) \(unit),"
                + " ratio \(number(ratio))\(verdict)")
    }

    /// A figure of ours beside what it should be at the most.
    static func line(_ what: String, _ value: Double, unit: String, aim: Double? = nil) {
        let verdict = aim.map { "  (aim \(number($0))\(value <= $0 ? "" : ", MISSED"))" } ?? ""
        Report.say("  \(what): \(number(value)) \(unit)\(verdict)")
    }

    /// The spread of many figures.
    static func spread(_ what: String, _ samples: [Double], unit: String, aim: (median: Double?, p99: Double)? = nil) {
        let (median, p99) = (samples.median, samples.percentile(99))
        let isMissed = aim.map { median > $0.median ?? .infinity || p99 > $0.p99 } ?? false
        let verdict =
            aim.map {
                "  (aim \($0.median.map { "p50 \(number($0)), " } ?? "")p99 \(number($0.p99))\(isMissed ? ", MISSED" : ""))"
            } ?? ""
        Report.say(
            "  \(what): p50 \(number(median)) \(unit), p99 \(number(p99)), max \(number(samples.max() ?? 0))\(verdict)")
    }

    /// Something that could not be measured here, and why.
    static func skipped(_ what: String, _ reason: String) {
        Report.say("  \(what): SKIPPED, \(reason)")
    }

    /// A number with three digits that count.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3
        let scale = [1.0, 10, 100, 1000][digits]
        let scaled = Int((value * scale).rounded())
        guard digits > 0 else { return String(scaled) }
        let fraction = String(scaled % Int(scale))
        return "\(scaled / Int(scale)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
