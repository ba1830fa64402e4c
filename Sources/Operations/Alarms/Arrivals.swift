internal import SessionModel

/// How many anonymous sessions came in each of the last minutes.
struct Arrivals: Sendable {
    /// How many came in each second of the last eleven minutes; a second takes the place of the one before it.
    private var counts = [Int](repeating: 0, count: memory)
    /// The second that came last, since 1970.
    private var newest: Int64?
    /// When watching began.
    private var began: Int64?

    private static let memory = 660
    /// How many times as many as before are a jump.
    private static let jump = 5.0

    /// Notes that time has passed, though nobody came.
    mutating func watch(at now: Timestamp) { advance(to: now.milliseconds / 1000) }

    /// Notes that one came.
    mutating func note(at now: Timestamp) {
        let second = now.milliseconds / 1000
        advance(to: second)
        if let newest, second > newest - Int64(Self.memory) { counts[Self.place(second)] += 1 }
    }

    /// How many came in the last minute and about how many did in a minute before; nil where that is no jump, or where
    /// it was not watched for two minutes yet.
    ///
    /// - Parameters:
    ///   - least: So many are none, whatever was before.
    ///   - expected: How many a minute must come for as many to be there as are.
    func jump(at now: Timestamp, least: Int, expected: Double) -> (count: Int, before: Double)? {
        let second = now.milliseconds / 1000
        guard let began, second - began >= 120 else { return nil }
        let count = sum((second - 59)...second)
        let minutes = Double(min(600, second - 59 - began)) / 60
        let watched = Double(sum((second - 659)...(second - 60))) / max(1, minutes)
        let before = max(watched, expected)
        return count > least && Double(count) > before * Self.jump ? (count, before) : nil
    }

    /// Whether so few came in each of the last ten minutes that the next jump is another one.
    func isQuiet(at now: Timestamp, least: Int) -> Bool {
        let second = now.milliseconds / 1000
        return (0..<10).allSatisfy { sum((second - $0 * 60 - 59)...(second - $0 * 60)) <= least }
    }

    private func sum(_ seconds: ClosedRange<Int64>) -> Int {
        guard let newest else { return 0 }
        return seconds.reduce(0) { sum, second in
            second <= newest && second > newest - Int64(Self.memory) ? sum + counts[Self.place(second)] : sum
        }
    }

    private mutating func advance(to second: Int64) {
        began = began ?? second
        guard let last = newest else { return newest = second }
        guard second > last else { return }
        for passed in max(last + 1, second - Int64(Self.memory) + 1)...second { counts[Self.place(passed)] = 0 }
        newest = second
    }

    private static func place(_ second: Int64) -> Int { Int(second % Int64(memory) + Int64(memory)) % memory }
}
