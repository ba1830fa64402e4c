internal import SessionFormats
public import SessionModel
internal import StoreKit

/// Finds all that is one user's in several stores, and fixes the set.
public struct LogoutPlanner: Sendable {
    private let open: OpenStores
    private let journal: Journal?
    private let isRehearsal: Bool
    private let now: @Sendable () -> Timestamp

    /// How long the names of an earlier logout count, in milliseconds: a day.
    private static let memory: Int64 = 86_400_000

    /// Creates a planner over stores.
    ///
    /// - Parameters:
    ///   - journal: Where the names of earlier logouts are: what tied two names together may have been ended, while a
    ///     store that was lost then still holds sessions under the other.
    ///   - isRehearsal: Whether it is only to be told what would be done: that may be asked of a read-only store, too.
    ///   - now: Our own time.
    public init(
        _ open: OpenStores, journal: Journal? = nil, isRehearsal: Bool = false,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.open = open
        self.journal = journal
        self.isRehearsal = isRehearsal
        self.now = now
    }

    /// Reads all stores and makes the plan.
    ///
    /// - Parameter progress: Told now and then how many records of how many were read.
    public func plan(
        _ request: LogoutRequest, progress: @escaping @Sendable (_ read: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws(LogoutPlanError) -> LogoutPlan {
        let directory = await UserDirectory.read(open, now: now(), progress: progress)
        guard !Task.isCancelled else { throw .stopped }
        return try await plan(request, in: directory)
    }

    /// Makes the plan from a directory that was read just now; the sessions themselves are read again.
    public func plan(
        _ request: LogoutRequest, in directory: UserDirectory
    ) async throws(LogoutPlanError) -> LogoutPlan {
        let names = await names(request, in: directory)
        let wanted = Set(names.map(UserNames.folded))
        let seats = Set(names.flatMap(directory.people(carrying:)).flatMap(\.seats))
        var plan = LogoutPlan(user: request.user, names: names, parts: [], uncovered: directory.uncovered)
        for (place, target) in open.stores.enumerated()
        where !directory.uncovered.contains(where: { $0.store == target.name }) {
            let keys = seats.filter { $0.store == place }.map(directory.key).sorted()
            do throws(StoreError) {
                var part = LogoutPlan.Part(
                    place: place, store: target.name, engine: target.store.identity.engine,
                    doomed: try await targets(keys, of: target, wanted), kept: [],
                    unreadable: directory.unreadable[place], isProduction: target.isProduction)
                part.refusal = await refusal(target)
                plan.parts.append(part)
            } catch {
                guard error.reason != .cancelled else { throw .stopped }
                plan.uncovered.append(OpenStores.Uncovered(store: target.name, error))
            }
        }
        try keep(request.keep, in: &plan)
        return plan
    }

    /// The names that were given, and those that are surely the same person's.
    private func names(_ request: LogoutRequest, in directory: UserDirectory) async -> [String] {
        var names = request.given
        if !request.isExact {
            let since = now().adding(milliseconds: -Self.memory)
            names += (try? await journal?.names(ofUser: request.user, since: since)) ?? []
            names += names.compactMap(directory.person(named:)).flatMap(\.names)
        }
        var seen: Set<String> = []
        return names.filter { seen.insert(UserNames.folded($0)).inserted }
    }

    private func targets(
        _ keys: [SessionKey], of target: OpenStore, _ wanted: Set<String>
    ) async throws(StoreError) -> [LogoutPlan.Target] {
        try await target.sessions(keys).compactMap { session in
            guard let session, session.state(at: target.storeTime(now())) == .live,
                let matched = target.namings(of: session).first(where: { wanted.contains(UserNames.folded($0.name)) })
            else { return nil }
            return LogoutPlan.Target(
                id: session.id, name: target.shortName(session.key, id: session.id), key: session.key, matched: matched,
                createdAt: session.createdAt,
                lastSeenAt: session.lastSeenAt, deadline: session.deadline)
        }
    }

    private func refusal(_ target: OpenStore) async -> String? {
        guard target.isReadOnly else { return await target.reasonAgainst(.end) }
        return isRehearsal ? nil : "it is open read-only"
    }

    // MARK: Keeping one

    /// A session of the plan, and the part it is in.
    private typealias Entry = (part: Int, target: LogoutPlan.Target)

    private func keep(_ keep: LogoutRequest.Keep?, in plan: inout LogoutPlan) throws(LogoutPlanError) {
        guard let keep else { return }
        let all = plan.parts.indices.flatMap { part in plan.parts[part].doomed.map { Entry(part, $0) } }
        let spared: [Entry]
        switch keep {
        case .newest: spared = all.max { $0.target.isOlder(than: $1.target) }.map { [$0] } ?? []
        case .id(let id):
            spared = chosen(id, all, in: plan)
            if spared.isEmpty { throw .nothingToKeep(id) }
            if spared.count > 1 { throw .keepsSeveral(id, count: spared.count) }
        }
        for (part, target) in spared {
            plan.parts[part].doomed.removeAll { $0.key == target.key }
            plan.parts[part].kept.append(target)
        }
    }

    private func chosen(_ id: String, _ all: [Entry], in plan: LogoutPlan) -> [Entry] {
        let exact = all.filter { part, target in
            target.key.text == id || open.stores[plan.parts[part].place].keys(of: SessionID(id)).contains(target.key)
        }
        guard exact.isEmpty, id.utf8.count >= OpenStore.shortestStart else { return exact }
        return all.filter { part, target in
            let store = open.stores[plan.parts[part].place]
            return [target.id?.whole, target.key.text, store.stem(of: target.key)].contains {
                $0?.hasPrefix(id) == true
            }
        }
    }
}

extension OpenStore {
    /// Every key under which a session of this id could be.
    fileprivate func keys(of id: SessionID) -> [SessionKey] { formats.flatMap { $0.candidates(id, context) } }
}

extension LogoutPlan.Target {
    /// Whether another session is the newer one.
    fileprivate func isOlder(than other: LogoutPlan.Target) -> Bool {
        func order(_ target: LogoutPlan.Target) -> (Int64, Int64, Deadline, SessionKey) {
            (
                target.createdAt?.milliseconds ?? .min, target.lastSeenAt?.milliseconds ?? .min, target.deadline,
                target.key
            )
        }
        return order(self) < order(other)
    }
}
