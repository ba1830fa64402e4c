import Glibc

/// Looks again and again, a few milliseconds apart, until there is an answer or the time is over.
public struct Patience: Sendable {
    private let limit: Duration
    private let pause: Duration

    /// Creates patience of a limit, looking again after each pause.
    public init(_ limit: Duration, pause: Duration = .milliseconds(3)) {
        self.limit = limit
        self.pause = pause
    }

    /// The first answer; nil when the time is over. Blocks the thread.
    public func wait<Answer>(_ look: () throws -> Answer?) rethrows -> Answer? {
        let end = ContinuousClock.now + limit
        while true {
            if let answer = try look() { return answer }
            if ContinuousClock.now >= end { return nil }
            usleep(UInt32(pause.components.attoseconds / 1_000_000_000_000))
        }
    }

    /// The first answer; nil when the time is over or the task was cancelled.
    public func wait<Answer: Sendable>(_ look: () async throws -> Answer?) async rethrows -> Answer? {
        let end = ContinuousClock.now + limit
        while true {
            if let answer = try await look() { return answer }
            if ContinuousClock.now >= end || Task.isCancelled { return nil }
            try? await Task.sleep(for: pause)
        }
    }
}
