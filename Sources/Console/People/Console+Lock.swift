internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Read-only profiles, and opening one for writing for a time.
extension Console {
    /// How long a store stays open for writing unless told, in milliseconds.
    private static let usual: Int64 = 900_000
    /// The longest it may, in milliseconds.
    private static let longest: Int64 = 28_800_000

    /// The place of the store that `:write` and `:readonly` are about; nil where none is meant.
    var lockPlace: Int? {
        guard let facts else { return nil }
        if facts.members.isEmpty { return 0 }
        if view == .stores {
            return stores.indices.contains(storesView.viewport.cursor) ? storesView.viewport.cursor : nil
        }
        return list.shownStore ?? targetKey.map(SharedKey.place)
    }

    /// Why a store can't be opened for writing just now.
    var cannotUnlock: String? {
        guard let place = lockPlace else {
            return facts == nil ? "the store is not open yet" : "no store is meant here"
        }
        let facts = stores[place]
        guard facts.isReadOnly else { return "\(facts.name) is open for writing already" }
        guard facts.canUnlock else {
            return "--read-only was given on the command line, and that is final; start without it to act"
        }
        return nil
    }

    /// Why there is nothing to lock again.
    var cannotLock: String? {
        guard let place = lockPlace else {
            return facts == nil ? "the store is not open yet" : "no store is meant here"
        }
        if stores[place].isReadOnly { return "\(stores[place].name) is read-only already" }
        return stores[place].unlockedUntil == nil
            ? "\(stores[place].name) is not read-only by its profile; --read-only opens it so" : nil
    }

    /// Opens a read-only profile for writing: `write [15m] REASON`.
    mutating func unlock(_ argument: String) -> [Effect] {
        lockPlace.map { unlock($0, argument, usually: Self.usual) } ?? []
    }

    /// The same for a store, from the line of the command or of the prompt: either may begin with the time.
    mutating func unlock(_ place: Int, _ argument: String, usually: Int64) -> [Effect] {
        var words = argument.split(separator: " ").map(String.init)
        var milliseconds = usually
        if let first = words.first, first.first?.isNumber == true, let length = try? DurationText.parse(first) {
            guard length > 0, length <= Self.longest else { return usage("write [15m] REASON, for at most 8h") }
            milliseconds = length
            words.removeFirst()
        }
        guard !words.isEmpty else {
            open(.unlock(place: place, milliseconds: milliseconds))
            return []
        }
        return [.unlock(store: place, milliseconds: milliseconds, reason: words.joined(separator: " "))]
    }

    mutating func lockAgain() -> [Effect] { lockPlace.map { [.lock(store: $0)] } ?? [] }

    /// A store may be written to until a moment, as long as what was found out about it says so.
    mutating func unlocked(_ place: Int, until: Timestamp, _ examination: StoreExamination?) {
        guard stores.indices.contains(place) else { return }
        change(place) { facts in
            facts.lockedExamination = facts.examination
            facts.isReadOnly = false
            facts.unlockedUntil = until
            if let examination {
                facts.examination.abilities = examination.abilities
                facts.examination.restrictions = examination.restrictions
            }
        }
        // What has passed since it was asked for is no part of what was asked for.
        let left = DurationText.compact(milliseconds: until.milliseconds(since: now) + 999)
        say(.warning, "\(stores[place].name) is open for writing for \(left); :readonly ends it. The journal notes it.")
    }

    /// A store is read-only again.
    mutating func locked(_ place: Int, _ sentence: String) {
        guard stores.indices.contains(place), stores[place].unlockedUntil != nil else { return }
        change(place) { facts in
            facts.isReadOnly = true
            facts.unlockedUntil = nil
            facts.examination = facts.lockedExamination ?? facts.examination
            facts.lockedExamination = nil
        }
        say(.warning, sentence)
    }

    private mutating func change(_ place: Int, _ body: (inout StoreFacts) -> Void) {
        guard var all = facts else { return }
        if all.members.isEmpty {
            body(&all)
            facts = all
        } else {
            var members = all.members
            body(&members[place])
            facts = StoreFacts(joining: members)
        }
    }

    /// Why a store may not be written to; nil where it may.
    func reasonAgainstWriting(_ facts: StoreFacts) -> String? {
        if let until = facts.unlockedUntil, now >= until {
            return "\(facts.name) is read-only again; :write unlocks it"
        }
        guard facts.isReadOnly else { return nil }
        return facts.canUnlock
            ? "\(facts.name) is read-only by its profile; :write unlocks it for 15 min and asks for a reason"
            : "\(facts.name) is open read-only; open it without --read-only to act"
    }
}
