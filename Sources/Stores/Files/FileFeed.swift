internal import SessionModel
internal import StoreKit

/// One change feed: a thread that follows the directory until the task is cancelled or the store closed.
struct FileFeed {
    private static let action = "watching for changes"

    private let place: DirectoryPlace
    private let follower: FeedFollower

    /// Prepares a feed.
    init(
        _ place: DirectoryPlace, _ options: FileOptions, _ deliver: @escaping @Sendable (StoreChange) -> Void
    ) {
        self.place = place
        follower = FeedFollower(place, options, deliver)
    }

    /// Follows the directory. Ends only by throwing `.cancelled`.
    func run() async throws(StoreError) {
        let signal: StopSignal
        do throws(SystemFailure) { signal = try StopSignal() } catch {
            throw place.words.error(error, while: Self.action)
        }
        place.add(signal)
        let follower = follower
        await withTaskCancellationHandler {
            await follower.follow(until: signal)
        } onCancel: {
            signal.raise()
        }
        place.remove(signal)
        throw place.isClosed ? place.words.closed(while: Self.action) : place.words.cancelled(while: Self.action)
    }
}
