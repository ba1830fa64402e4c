public import SessionModel
public import StoreKit

/// What takes an act back. It holds whole records, so it stays in memory.
public enum UndoStep: Hashable, Sendable {
    /// Brings ended records back.
    case restore([ArchivedRecord])
    /// Ends restored records again, if they are still what was restored.
    case end([EndRequest])
    /// Writes back what was there, if the record is still what the act left.
    case write(RecordWrite)
    /// Moves a record back under its old key, and its companions with it.
    case move(from: SessionKey, to: SessionKey, expecting: Revision, companions: [CompanionStep])
    /// Takes several steps, in order.
    case several([UndoStep])
    /// Takes a step in another of the stores that are open, by its name: with a session its copies were ended there.
    indirect case beside(String, step: UndoStep)
}

extension UndoStep {
    /// The records that it would bring back in its own store.
    public var archived: [ArchivedRecord] {
        switch self {
        case .restore(let records): records
        case .several(let steps): steps.flatMap(\.archived)
        case .end, .write, .move, .beside: []
        }
    }

    /// The keys whose records it changes in its own store: of two steps that share one, the second needs the first done.
    public var changedKeys: [SessionKey] {
        switch self {
        case .move(let key, let newKey, _, _): [key, newKey]
        case .several(let steps): steps.flatMap(\.changedKeys)
        case .restore, .end, .write, .beside: keys
        }
    }

    /// The keys of records that it writes back in its own store, which are there before and after.
    var writtenKeys: [SessionKey] {
        switch self {
        case .write(let write): [write.key]
        case .several(let steps): steps.flatMap(\.writtenKeys)
        case .restore, .end, .move, .beside: []
        }
    }

    /// What it does in its own store.
    var own: UndoStep {
        guard case .several(let steps) = self else { return self }
        let own = steps.filter { if case .beside = $0 { false } else { true } }
        return own.count == 1 ? own[0] : .several(own)
    }

    /// What it does in others, by their names.
    var elsewhere: [(store: String, step: UndoStep)] {
        switch self {
        case .beside(let store, let step): [(store, step)]
        case .several(let steps): steps.flatMap(\.elsewhere)
        case .restore, .end, .write, .move: []
        }
    }

    /// What of it is about these keys in its own store; nil where nothing is.
    func limited(to isMeant: (SessionKey) -> Bool) -> UndoStep? {
        switch self {
        case .restore(let records):
            let meant = records.filter { isMeant($0.key) }
            return meant.isEmpty ? nil : .restore(meant)
        case .end(let requests):
            let meant = requests.filter { isMeant($0.key) }
            return meant.isEmpty ? nil : .end(meant)
        case .several(let steps):
            let meant = steps.compactMap { $0.limited(to: isMeant) }
            return meant.isEmpty ? nil : .several(meant)
        case .write, .move, .beside: return keys.contains(where: isMeant) ? self : nil
        }
    }

    /// This step and others in other stores.
    func with(_ others: [UndoStep]) -> UndoStep {
        guard !others.isEmpty else { return self }
        guard case .several(let steps) = self else { return .several([self] + others) }
        return .several(steps + others)
    }
}

extension UndoStep {
    /// The keys it is about.
    public var keys: [SessionKey] {
        switch self {
        case .restore(let records): records.map(\.key)
        case .end(let requests): requests.map(\.key)
        case .write(let write): [write.key]
        case .move(let key, _, _, _): [key]
        case .several(let steps): steps.flatMap(\.keys)
        case .beside: []
        }
    }
}
