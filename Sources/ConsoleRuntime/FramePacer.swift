/// How soon after another a frame may follow that no key asked for: some at once, then one each sixteen milliseconds.
///
/// A thousand changes a second, or the pages of a listing, would else be as many frames, each seen by nobody.
struct FramePacer {
    /// The time from frame to frame, in milliseconds.
    private let interval: Int64
    /// How many frames may come at once after a quiet moment.
    private let burst: Int64
    /// The interval from which on no frames come at once, in milliseconds.
    private static let strictFrom: Int64 = 100

    /// When the frames so far would be through, had each waited for its turn.
    private var through: Int64 = .min

    /// - Parameter interval: The time from frame to frame, in milliseconds.
    init(interval: Int64 = 16) {
        self.interval = interval
        burst = interval < Self.strictFrom ? 8 : 1
    }

    /// Lets the next frame come at once: it may bring what a key asked the store for.
    mutating func forgive() { through = .min }

    /// The milliseconds until the next frame may be drawn; 0 for now. Times are of a clock that never jumps.
    func wait(at now: Int64) -> Int64 {
        through == .min ? 0 : max(0, through - interval * (burst - 1) - now)
    }

    /// Notes a frame.
    mutating func drew(at now: Int64) {
        through = max(through, now) + interval
    }
}
