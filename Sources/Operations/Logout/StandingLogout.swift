public import SessionModel
public import StoreKit

/// A logout that stands for a time: new sessions of the user are ended as they come.
public struct StandingLogout: Sendable {
    private let desks: [Operations]
    private let plan: LogoutPlan
    private let reason: String?
    private let restored: RestoredSessions
    private let now: @Sendable () -> Timestamp

    /// What happens while it stands.
    public enum News: Sendable {
        /// A store is followed, in this way.
        case following(store: String, FeedKind)
        /// A session of the user had come, and this became of it; with what it is called in messages.
        case came(place: Int, store: String, name: String, Receipt.Line)
        /// A store can't be followed just now: why.
        case lost(store: String, String)
    }

    /// Creates a standing logout of what was planned; what the operator brings back meanwhile is left alone.
    public init(
        _ plan: LogoutPlan, on desks: [Operations], reason: String?, sparing: RestoredSessions = RestoredSessions(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.plan = plan
        self.desks = desks
        self.reason = reason
        restored = sparing
        self.now = now
    }

    /// Stands until the time is over or the task is cancelled.
    public func stand(milliseconds: Int64, deliver: @escaping @Sendable (News) -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: .milliseconds(milliseconds)) }
            group.addTask {
                await withTaskGroup(of: Void.self) { stores in
                    for part in plan.parts where part.refusal == nil {
                        stores.addTask { await follow(part, deliver) }
                    }
                }
                // With no store to follow it stands all the same: it was told to.
                try? await Task.sleep(for: .milliseconds(milliseconds))
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func follow(_ part: LogoutPlan.Part, _ deliver: @escaping @Sendable (News) -> Void) async {
        let following = PersonFollowing(
            desks[part.place].target, names: plan.names, sparing: Set(part.kept.map(\.key)),
            restored: { restored.contains($0, of: part.place) }, now: now)
        await following.run { news in
            switch news {
            case .following(let kind): deliver(.following(store: part.store, kind))
            case .lost(let reason): deliver(.lost(store: part.store, reason))
            case .there(let session):
                let name = desks[part.place].target.shortName(session.key, id: session.id)
                deliver(.came(place: part.place, store: part.store, name: name, await end(session, part)))
            }
        }
    }

    private func end(_ session: Session, _ part: LogoutPlan.Part) async -> Receipt.Line {
        do throws(OperationError) {
            let ids = session.id.map { [session.key: $0] } ?? [:]
            let desk = desks[part.place]
            let outcome = try await desk.logout(
                [session.key], ids: ids, names: plan.names, unless: desk.target.objection(unlessOf: plan.names),
                reason: reason)
            return outcome.receipt.lines.first ?? .init(id: session.id, key: session.key, result: .gone)
        } catch {
            return .init(id: session.id, key: session.key, result: .refused, reason: error.description)
        }
    }
}

extension LogoutReceipt {
    /// Takes in what came while the logout stood.
    public mutating func add(_ news: StandingLogout.News) {
        guard case .came(let place, let store, _, let line) = news, line.result == .done || line.result == .cameBack
        else {
            return
        }
        if let known = parts.firstIndex(where: { $0.place == place }) {
            parts[known].alsoEnded += 1
        } else {
            parts.append(Part(place: place, receipt: Receipt(.logout, store: store, lines: []), alsoEnded: 1))
            parts.sort { $0.place < $1.place }
        }
    }
}
