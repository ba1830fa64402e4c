internal import SessionModel

/// From where, and by which program, sessions were used lately.
struct Sightings: Sendable {
    /// What was seen of one session.
    private struct Sighting: Sendable {
        var network: String?
        var agent: String?
        var at: Timestamp
        /// The network before this one, and when it was seen last.
        var earlier: (network: String, at: Timestamp)?
    }

    private var known: [SessionKey: Sighting] = [:]

    /// A second network is a second visitor only where the first is still in use: a visitor who moves about leaves one
    /// for good. So long after it was seen last, in milliseconds, a network still counts as in use.
    private static let inUse: Int64 = 600_000
    /// Where no program is told, a change of networks this soon is one too soon for somebody on the move.
    private static let tooSoon: Int64 = 120_000
    /// More sessions than this are not remembered.
    private static let most = 50_000

    /// Takes in where a session is used; says what of it is one too many.
    ///
    /// - Parameter changes: What changed of its payload, from which the place before is known where it was not seen.
    mutating func see(
        _ session: Session, changes: [FieldChange]?, at now: Timestamp
    ) -> (flag: String, reason: String)? {
        let address = session.visitorAddress
        let agent = session.visitorAgent.map(Self.folded)
        guard address != nil || agent != nil else { return nil }
        let network = address.map(Self.network)
        let before = known[session.key] ?? Self.sighting(in: changes, at: now)
        defer { remember(session.key, network, agent, before, now) }
        guard let before else { return nil }
        if let old = before.agent, let agent, old != agent {
            return ("2 AGENTS", "another program uses the id now: \(Self.brief(session.visitorAgent ?? ""))")
        }
        guard let network, let old = before.network, old != network else { return nil }
        let isBack =
            before.earlier.map { $0.network == network && now.milliseconds(since: $0.at) < Self.inUse } ?? false
        let isUntold = agent == nil && now.milliseconds(since: before.at) < Self.tooSoon
        guard isBack || isUntold else { return nil }
        return ("2 IPs", "the id is used from \(Self.brief(address ?? "")) and from \(old)")
    }

    mutating func forget(_ key: SessionKey) { known[key] = nil }

    private mutating func remember(
        _ key: SessionKey, _ network: String?, _ agent: String?, _ before: Sighting?, _ now: Timestamp
    ) {
        var sighting = Sighting(network: network ?? before?.network, agent: agent ?? before?.agent, at: now)
        if let before, let old = before.network, let network, old != network {
            sighting.earlier = (old, before.at)
        } else {
            sighting.earlier = before?.earlier
        }
        known[key] = sighting
        guard known.count > Self.most else { return }
        known = known.filter { now.milliseconds(since: $0.value.at) < Self.inUse }
        if known.count > Self.most { known = [key: sighting] }
    }

    /// Where a session was used before a change.
    private static func sighting(in changes: [FieldChange]?, at now: Timestamp) -> Sighting? {
        guard let changes else { return nil }
        let address = Session.addressPaths.lazy.compactMap { text(before: changes, $0) }.first
        let agent = Session.agentPaths.lazy.compactMap { text(before: changes, $0) }.first
        guard address != nil || agent != nil else { return nil }
        return Sighting(network: address.map(network), agent: agent.map(folded), at: now)
    }

    private static func text(before changes: [FieldChange], _ path: PayloadPath) -> String? {
        changes.first { $0.path == path }?.old.flatMap { (try? Payload(parsing: $0))?.root.string }
    }

    /// What a browser is beside its version: that alone changes with every update.
    private static func folded(_ agent: String) -> String { agent.filter { !$0.isNumber && $0 != "." && $0 != "_" } }

    /// The network of an address: 24 bits of IPv4, 64 of IPv6, as providers give them out.
    static func network(_ address: String) -> String {
        if address.contains(".") {
            let parts = address.split(separator: ".")
            return parts.count == 4 ? parts.prefix(3).joined(separator: ".") + ".0/24" : address
        }
        return expanded(address).prefix(4).joined(separator: ":") + "::/64"
    }

    /// The groups of an IPv6 address, those that `::` stands for as zeros.
    private static func expanded(_ address: String) -> [String] {
        let halves = address.lowercased().split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let groups = halves.map { $0.split(separator: ":").map { String($0.drop { $0 == "0" }) } }
            .map { $0.map { $0.isEmpty ? "0" : $0 } }
        guard groups.count == 2 else { return groups.first ?? [] }
        return groups[0] + [String](repeating: "0", count: max(0, 8 - groups[0].count - groups[1].count)) + groups[1]
    }

    private static func brief(_ text: String) -> String {
        text.unicodeScalars.count > 60 ? String(text.prefix(60)) + ".." : text
    }
}
