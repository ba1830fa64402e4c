public import StoreKit

/// Keeps a change feed going: it connects, follows, and connects again with growing pauses when the connection is lost.
public struct Reconnection<Failure: SocketFailure> {
    private let waker: Waker<Failure>
    private let inWords: @Sendable (Failure) -> StoreError

    /// Creates a reconnection whose pauses a waker ends, and whose failures are put in words so.
    public init(waker: Waker<Failure>, inWords: @escaping @Sendable (Failure) -> StoreError) {
        self.waker = waker
        self.inWords = inWords
    }

    /// Delivers changes until the waits are ended, or for a reason that waiting does not mend.
    ///
    /// - Parameter follow: Connects, says how changes become known, and delivers them until the connection is lost.
    public func run(
        _ deliver: @escaping (StoreChange) -> Void,
        follow: (_ isUp: (FeedKind) -> Void) throws(Failure) -> Void
    ) throws(Failure) {
        var lostAt: Int64?
        var pause = GrowingPause(from: 100, to: 5000)
        var told: Failure?
        while true {
            do throws(Failure) {
                try follow { kind in
                    deliver(.connected(kind))
                    if let lostAt { deliver(.gap("reconnected after \(Self.seconds(since: lostAt))")) }
                    lostAt = nil
                    told = nil
                    pause.reset()
                }
            } catch {
                let words = inWords(error)
                guard words.reason.mayPass else { throw error }
                lostAt = lostAt ?? LocalClock.monotonic()
                if told != error { deliver(.lost(words)) }
                told = error
                try waker.rest(nanoseconds: pause.next())
            }
        }
    }

    /// "2.1 s".
    private static func seconds(since start: Int64) -> String {
        let tenths = (LocalClock.monotonic() - start + 50_000_000) / 100_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
