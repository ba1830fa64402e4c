/// How hard a store is worked by what asks it again and again: flat out, or for a quarter of its time.
public struct Pacing: Hashable, Sendable {
    private let rests: Bool

    /// Question upon question.
    public static let full = Pacing(rests: false)
    /// After every answer, three times as long as it took is left to others.
    public static let polite = Pacing(rests: true)

    private init(rests: Bool) { self.rests = rests }

    /// The pace for a store: polite where visitors depend on it.
    public init(_ target: OpenStore) { self.init(rests: target.isProduction) }

    /// The longest rest between two questions.
    private static let longest = Duration.seconds(1)

    /// Rests after work that was begun at `start`; not at all where the task is cancelled.
    public func rest(since start: ContinuousClock.Instant) async {
        guard rests else { return }
        try? await Task.sleep(for: min(start.duration(to: .now) * 3, Self.longest))
    }
}
