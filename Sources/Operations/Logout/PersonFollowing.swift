internal import SessionModel
internal import StoreKit

/// Follows one store for sessions of one user.
struct PersonFollowing: Sendable {
    private let target: OpenStore
    private let wanted: Set<String>
    private let spared: Set<SessionKey>
    private let isRestored: @Sendable (SessionKey) -> Bool
    private let now: @Sendable () -> Timestamp

    /// What following finds.
    enum News: Sendable {
        case following(FeedKind)
        case there(Session)
        case lost(String)
    }

    private enum Item: NewsCarrier {
        case feed(ChangeNews)
        case over(StoreError?)

        var carried: (news: ChangeNews, store: Int)? {
            switch self {
            case .feed(let news): (news, 0)
            case .over: nil
            }
        }

        static func carrying(_ news: ChangeNews, of store: Int) -> Item { .feed(news) }
    }

    /// A larger store is not read whole again at every listing: what has another deadline was used, and is read.
    private static let mostReadAgain = 20_000
    private static let pauseBeforeTryingAgain = Duration.seconds(1)

    init(
        _ target: OpenStore, names: [String], sparing spared: Set<SessionKey>,
        restored isRestored: @escaping @Sendable (SessionKey) -> Bool, now: @escaping @Sendable () -> Timestamp
    ) {
        self.target = target
        wanted = Set(names.map(UserNames.folded))
        self.spared = spared
        self.isRestored = isRestored
        self.now = now
    }

    /// Follows until the task is cancelled; a feed that ends is begun again.
    func run(_ deliver: (News) async -> Void) async {
        var known: SessionTable?
        while !Task.isCancelled {
            await followOnce(&known, deliver)
            try? await Task.sleep(for: Self.pauseBeforeTryingAgain)
        }
    }

    private func followOnce(_ known: inout SessionTable?, _ deliver: (News) async -> Void) async {
        let items = NewsChannel<Item>()
        let follower = ChangeFollower(target)
        let feed = Task {
            do throws(StoreError) {
                try await follower.follow { items.send(.feed($0)) }
                items.send(.over(nil))
            } catch {
                items.send(.over(error))
            }
            items.finish()
        }
        defer { feed.cancel() }
        for await _ in items.arrivals {
            while let item = items.next() {
                if Task.isCancelled { return }
                guard await take(item, &known, deliver) else { return }
            }
        }
    }

    /// Takes in what came; whether more is to be waited for.
    private func take(_ item: Item, _ known: inout SessionTable?, _ deliver: (News) async -> Void) async -> Bool {
        switch item {
        case .feed(.connected(let kind)):
            await deliver(.following(kind))
            await list(&known, deliver)
        case .feed(.observed(let observations)): await look(at: observations.compactMap(\.session), deliver)
        case .feed(.measured): break
        case .feed(.gap), .feed(.due): await list(&known, deliver)
        case .feed(.lost(let error)): await deliver(.lost(error.description))
        case .over(let error?) where error.reason != .cancelled: await deliver(.lost(error.description))
        case .over: return false
        }
        return true
    }

    /// Lists the store and reads what is new since it was listed last.
    private func list(_ known: inout SessionTable?, _ deliver: (News) async -> Void) async {
        do throws(StoreError) {
            let table = try await target.table()
            let rows = (0..<table.rowLimit).filter { row in
                guard table.isLive(row) else { return false }
                guard table.count > Self.mostReadAgain, let known else { return true }
                return known.row(of: table.key(row)).map(known.deadline) != table.deadline(row)
            }
            for start in stride(from: 0, to: rows.count, by: OpenStore.batch) {
                if Task.isCancelled { return }
                let batch = rows[start..<min(start + OpenStore.batch, rows.count)]
                await look(at: try await target.sessions(batch.map { table.key($0) }).compactMap { $0 }, deliver)
            }
            known = table
        } catch {
            if error.reason != .cancelled { await deliver(.lost(error.description)) }
        }
    }

    private func look(at sessions: [Session], _ deliver: (News) async -> Void) async {
        let time = target.storeTime(now())
        for session in sessions
        where session.state(at: time) == .live && !spared.contains(session.key) && !isRestored(session.key) {
            guard target.namings(of: session).contains(where: { wanted.contains(UserNames.folded($0.name)) }) else {
                continue
            }
            await deliver(.there(session))
        }
    }
}
