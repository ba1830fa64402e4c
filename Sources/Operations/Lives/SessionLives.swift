public import SessionModel

/// The lives of sessions since watching began, within a bound of memory: those of which nothing was heard for longest
/// are forgotten first, their payloads before the rest.
public struct SessionLives: Sendable {
    private var lives: [SessionKey: SessionLife] = [:]
    /// The key that a session goes on under, by one that it has had.
    private var successors: [SessionKey: SessionKey] = [:]
    private var count = 0
    private var cost = 0
    /// How much memory all lives together may take, in bytes.
    private let limit: Int

    /// Creates lives of nobody yet.
    ///
    /// - Parameter limit: How much memory they may take, in bytes; 48 MiB unless told.
    public init(limit: Int = 48 << 20) { self.limit = limit }

    /// The life of a session, also under an id that it no longer has; nil where nothing was seen of it.
    public func life(of key: SessionKey) -> SessionLife? { lives[key] ?? lives[current(key)] }

    /// Takes an event into the life of the session it is about.
    ///
    /// - Parameters:
    ///   - payload: What the session holds after it; nil where that is not known.
    ///   - before: What it held before, where that is known: where its life begins with a change.
    ///   - onlyIfKnown: Whether a session of which nothing was seen before stays unknown: of very many ends at once.
    public mutating func note(
        _ event: SessionEvent, payload: [UInt8]? = nil, before: [UInt8]? = nil, onlyIfKnown: Bool = false
    ) {
        guard let key = event.key else { return }
        if let old = event.oldKey { follow(from: old, to: key, at: event.at) }
        if event.kind == .created || event.kind == .returned { successors[key] = nil }
        guard lives[key] != nil || !onlyIfKnown else { return }
        var life = lives[key] ?? SessionLife()
        cost -= life.cost
        if event.kind == .regenerated { life.removeLast { $0.isMistaken(for: event) } }
        if life.moments.isEmpty, let before { life.add(firstSight(before, event)) }
        count += 1
        let kept = payload.flatMap { $0.count <= SessionLife.largestPayload ? $0 : nil }
        life.add(LifeMoment(number: count, event: event, payload: kept))
        life.age = count
        cost += life.cost
        lives[key] = life
        if cost > limit { forgetOldest() }
    }

    /// What a session was before the first thing that was seen to happen to it: something to compare with.
    private mutating func firstSight(_ payload: [UInt8], _ event: SessionEvent) -> LifeMoment {
        count += 1
        let first = SessionEvent(
            at: event.at, kind: .resynced, source: event.source, id: event.id, key: event.key,
            user: event.userChange.map(\.old) ?? event.user, note: "as it was when it was first read")
        return LifeMoment(
            number: count, event: first, payload: payload.count <= SessionLife.largestPayload ? payload : nil)
    }

    private func current(_ key: SessionKey) -> SessionKey {
        var key = key
        // A chain of more ids than this in one run is none that anybody follows.
        for _ in 0..<1_000 {
            guard let next = successors[key] else { return key }
            key = next
        }
        return key
    }

    /// Lets a life go on under another key.
    private mutating func follow(from old: SessionKey, to key: SessionKey, at moment: Timestamp) {
        let began = lives.removeValue(forKey: key)
        cost -= began?.cost ?? 0
        guard var life = lives.removeValue(forKey: old) else {
            lives[key] = began
            cost += began?.cost ?? 0
            return
        }
        cost -= life.cost
        // The end under the old key and the beginning under the new one are the change itself.
        life.removeLast { $0.event.kind == .destroyed && moment.milliseconds(since: $0.event.at) < Self.window }
        for moment in began?.moments.drop(while: { $0.event.kind == .created }) ?? [] { life.add(moment) }
        successors[key] = nil
        successors[old] = key
        lives[key] = life
        cost += life.cost
    }

    /// How far apart an end and a beginning may be that are one change of an id, in milliseconds.
    static let window: Int64 = 6_000

    private mutating func forgetOldest() {
        let middle = Self.middle(lives.values.map(\.age))
        for key in lives.keys where lives[key]?.age ?? 0 <= middle { lives[key]?.forgetPayloads() }
        cost = lives.values.reduce(0) { $0 + $1.cost }
        guard cost > limit / 4 * 3, lives.count > 1 else { return }
        lives = lives.filter { $0.value.age > middle }
        cost = lives.values.reduce(0) { $0 + $1.cost }
        successors = successors.filter { lives[$0.value] != nil || successors[$0.value] != nil }
    }

    private static func middle(_ ages: [Int]) -> Int {
        let ages = ages.sorted()
        return ages.isEmpty ? 0 : ages[(ages.count - 1) / 2]
    }
}

extension LifeMoment {
    /// Whether it told of an end or a beginning that was the change of an id.
    fileprivate func isMistaken(for change: SessionEvent) -> Bool {
        guard change.at.milliseconds(since: event.at) < SessionLives.window else { return false }
        return event.kind == .destroyed || event.kind == .created && event.key == change.key
    }
}
