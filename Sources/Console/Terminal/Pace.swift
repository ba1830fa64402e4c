/// How often the screen may change by itself: what a key asks for is never held back.
public struct Pace: Hashable, Sendable {
    /// Whether the line to the terminal is slow: one frame a second at most, and Esc is waited for longer.
    public var isSlow: Bool
    private var step = 0

    /// The times from frame to frame one can choose, in milliseconds. The first is as fast as eyes see.
    private static let steps: [Int64] = [16, 250, 1_000, 2_000, 5_000, 10_000]
    private static let slow: Int64 = 1_000

    /// Creates the usual pace, or that of a slow line.
    public init(isSlow: Bool = false) { self.isSlow = isSlow }

    /// The time from one frame that no key asked for to the next at least, in milliseconds.
    public var milliseconds: Int64 { isSlow ? max(Self.steps[step], Self.slow) : Self.steps[step] }

    /// How long it may take until what follows an Esc has come, in milliseconds.
    public var escapeDelay: Int32 { isSlow ? 400 : 25 }

    /// Waits longer between frames; false where it can't be longer.
    mutating func slowDown() -> Bool { go(1) }
    /// Waits less between frames; false where it can't be less.
    mutating func speedUp() -> Bool { go(-1) }

    private mutating func go(_ direction: Int) -> Bool {
        let before = milliseconds
        while Self.steps.indices.contains(step + direction) {
            step += direction
            if milliseconds != before { return true }
        }
        return false
    }

    /// What stands on screen of it: nothing at the usual pace.
    var label: String {
        if isSlow { return milliseconds > Self.slow ? "slow, \(every)" : "slow" }
        return step == 0 ? "" : every
    }

    private var every: String {
        milliseconds < 1_000 ? "every \(milliseconds) ms" : "every \(milliseconds / 1_000) s"
    }
}
