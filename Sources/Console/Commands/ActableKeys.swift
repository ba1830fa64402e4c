internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Those of many sessions that can be acted on, where several stores are open and some refuse it.
struct ActableKeys: Sendable {
    /// Their keys.
    let keys: [SessionKey]
    /// Which others stay, a sentence for each store that refuses.
    let refusals: [String]
}

extension Console {
    /// The sessions that an act can be done to. Where one store is open, whoever asks has found out that it can.
    func actable(_ keys: [SessionKey], _ ability: StoreAbilities) -> ActableKeys {
        guard let facts, !facts.members.isEmpty else { return ActableKeys(keys: keys, refusals: []) }
        let counts = Dictionary(keys.map { (SharedKey.place(of: $0), 1) }, uniquingKeysWith: +)
        let refusing = counts.sorted { $0.key < $1.key }.compactMap { place, count in
            facts.members.indices.contains(place)
                ? refusal(facts.members[place], ability).map { (place, count, reason: $0) } : nil
        }
        let places = Set(refusing.map(\.0))
        return ActableKeys(
            keys: keys.filter { !places.contains(SharedKey.place(of: $0)) },
            refusals: refusing.map { place, count, reason in
                let name = Printable.text(facts.members[place].name)
                return "\(name): \(count) \(count == 1 ? "stays" : "stay"), as \(reason)."
            })
    }

    /// That sessions are in stores that do not answer now, as a sentence; nil where all of the stores do.
    ///
    /// - Parameter done: What can't be done to them.
    func away(_ keys: [SessionKey], _ done: String) -> String? {
        guard feeds.contains(where: { $0.lost != nil }) else { return nil }
        let counts = Dictionary(keys.map { (place(of: $0), 1) }, uniquingKeysWith: +).filter { place, _ in
            feeds.indices.contains(place) && feeds[place].lost != nil
        }
        guard !counts.isEmpty else { return nil }
        let names = counts.keys.sorted().map { Printable.text(stores[$0].name) }
        let which = names.count > 3 ? "\(names.count) stores" : names.joined(separator: ", ")
        let count = counts.values.reduce(0, +)
        let what = count < keys.count ? "\(count.grouped) of them" : count == 1 ? "it" : "they"
        return "\(which) \(names.count == 1 ? "does" : "do") not answer now: \(what) can't be \(done) there."
    }

    private func refusal(_ store: StoreFacts, _ ability: StoreAbilities) -> String? {
        if reasonAgainstWriting(store) != nil { return "it is read-only" }
        guard !store.examination.abilities.contains(ability) else { return nil }
        return "it can't do that"
    }

    /// Up to five of many sessions in a line each, with their stores where several are open.
    func samples(of keys: [SessionKey]) -> [String] {
        keys.prefix(5).map { key in
            let store = stores.count > 1 ? facts(of: key).map { "  " + Printable.text($0.name) } ?? "" : ""
            return describe(key) + store
        }
    }

    /// What an act on many sessions may leave out: nil where all of them have been listed and looked through.
    var unseen: String? {
        if scan?.isFirst == true { return "The listing is still under way: what it has not come to stays." }
        return search?.isOver == false ? "The search is still under way: what it has not found stays." : nil
    }
}
