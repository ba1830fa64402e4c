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
    private enum News: NewsCarrier {
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

        var carried: (news: ChangeNews, store: Int)? {
            switch self {
            case .feed(let news): (news, 0)
            case .ended, .tick: nil
            }
        }

        static func carrying(_ news: ChangeNews, of store: Int) -> News { .feed(news) }
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
        let news = NewsChannel<News>()
        let follower = follower
        let feed = Task {
            do throws(StoreError) {
                try await follower.follow { news.send(.feed($0)) }
                news.send(.ended(nil))
            } catch {
                news.send(.ended(error))
            }
        }
        let clock = Task {
            while (try? await Task.sleep(for: .milliseconds(250))) != nil { news.send(.tick) }
        }
        defer {
            feed.cancel()
            clock.cancel()
            news.finish()
        }
        var state = FollowedSessions(target: target, follower: follower, now: now)
        var wasListed = false
        for await _ in news.arrivals {
            while !Task.isCancelled, let item = news.next() {
                try await take(item, &state, deliver)
                if state.isListed, !wasListed {
                    wasListed = true
                    whenListed()
                }
            }
        }
        throw Failure(.interrupted, "")
    }

    private func take(
        _ item: News, _ state: inout FollowedSessions, _ deliver: (SessionEvent) throws(Failure) -> Void
    ) async throws(Failure) {
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
    }
}
