/// How soon after another a frame may follow that no key asked for: some at once, then one each sixteen milliseconds.
///
/// A thousand changes a second, or the pages of a listing, would else be as many frames, each seen by nobody.
struct FramePacer {
    /// The time from frame to frame, in milliseconds.
    private static let interval: Int64 = 16
    /// How many frames may come at once after a quiet moment.
    private static let burst: Int64 = 8

    /// When the frames so far would be through, had each waited for its turn.
    private var through: Int64 = .min

    /// The milliseconds until the next frame may be drawn; 0 for now. Times are of a clock that never jumps.
    func wait(at now: Int64) -> Int64 {
        through == .min ? 0 : max(0, through - Self.interval * (Self.burst - 1) - now)
    }

    /// Notes a frame.
    mutating func drew(at now: Int64) {
        through = max(through, now) + Self.interval
    }
}
