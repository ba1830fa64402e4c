internal import Operations
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// Follows a store: a list first, silently, then every change as an event.
///
/// The feed runs before the list is read, so that nothing falls between the two.
struct EventFollowing {
    private let target: OpenStore
    private let now: @Sendable () -> Timestamp
    private let follower: ChangeFollower

    /// What may come next.
    private enum News: Sendable {
        case feed(ChangeNews)
        case ended(StoreError?)
        /// It may be that a session's time is up.
        case tick

        /// Whether the feed is over for good.
        var isEnd: Bool {
            switch self {
            case .ended: true
            case .feed, .tick: false
            }
        }
    }

    init(_ target: OpenStore, now: @escaping @Sendable () -> Timestamp) {
        self.target = target
        self.now = now
        follower = ChangeFollower(target)
    }

    /// Follows until the task is cancelled.
    ///
    /// - Parameter whenListed: Called once, when all that is there has been read.
    func run(
        whenListed: () -> Void = {}, _ deliver: (SessionEvent) throws(Failure) -> Void
    ) async throws(Failure) {
        let (news, mailbox) = AsyncStream<News>.makeStream()
        let follower = follower
        let feed = Task {
            do throws(StoreError) {
                try await follower.follow { mailbox.yield(.feed($0)) }
                mailbox.yield(.ended(nil))
            } catch {
                mailbox.yield(.ended(error))
            }
        }
        let clock = Task {
            while (try? await Task.sleep(for: .milliseconds(250))) != nil { mailbox.yield(.tick) }
        }
        defer {
            feed.cancel()
            clock.cancel()
            mailbox.finish()
        }
        var state = FollowedSessions(target: target, follower: follower, now: now)
        var wasListed = false
        for await item in news {
            guard !Task.isCancelled else { break }
            do throws(Failure) {
                switch item {
                case .feed(let news): try await state.take(news, deliver)
                case .tick: try await state.confirmDeadlines(deliver)
                case .ended(nil): throw Failure(.interrupted, "")
                case .ended(let error?): throw Failure(error)
                }
            } catch {
                // The feed connects again by itself, so a store that went away meanwhile is a gap.
                guard error.code == .unreachable, state.isListed, !item.isEnd else { throw error }
                try state.lose(error.message, deliver)
            }
            if state.isListed, !wasListed {
                wasListed = true
                whenListed()
            }
        }
        throw Failure(.interrupted, "")
    }
}
