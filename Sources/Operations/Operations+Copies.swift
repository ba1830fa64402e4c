internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// What some frameworks keep of a session in a second store, as Django's `cached_db` does: while the copy is there, what
/// was done to the session is not done.
extension Operations {
    /// An outcome with the copies ended of all sessions that are gone, and that said in the receipt.
    func withoutCopies(_ outcome: Outcome, _ reason: String?) async -> Outcome {
        let gone = outcome.receipt.lines.filter { $0.result == .done || $0.result == .gone }.map(\.key)
        return await ending(copiesOf: gone, after: outcome, reason)
    }

    /// The same after a change, where copies are made anew of what was changed: all that was done, or these of it.
    func withoutStaleCopies(
        _ outcome: Outcome, of keys: Set<SessionKey>? = nil, _ reason: String?
    ) async -> Outcome {
        let changed = outcome.receipt.lines.filter {
            $0.result == .done && isSource($0.key) && keys?.contains($0.key) != false
        }
        var ended = await ending(copiesOf: changed.map(\.key), after: outcome, reason)
        // Of what is changed back a copy is made anew as well.
        ended.undo = outcome.undo
        return ended
    }

    private func ending(copiesOf keys: [SessionKey], after outcome: Outcome, _ reason: String?) async -> Outcome {
        var outcome = outcome
        let wanted = ids(of: keys)
        guard !wanted.isEmpty else { return outcome }
        var back: [UndoStep] = []
        for other in beside where other.formats.contains(where: { wanted[$0.name] != nil }) {
            guard let (note, undo) = await end(wanted, in: other, reason) else { continue }
            outcome.receipt.notes.append(note)
            if let undo { back.append(.beside(other.name, step: undo)) }
        }
        outcome.undo = outcome.undo.map { $0.with(back) }
        return outcome
    }

    /// An undo with the same done in the other stores in which copies were ended, but for the copies of records that it
    /// was not done to.
    func withCopies(
        _ steps: [(store: String, step: UndoStep)], after outcome: Outcome, _ verb: Verb, _ reason: String?
    ) async -> Outcome {
        var outcome = outcome
        let isForCopiesAlone = outcome.receipt.lines.isEmpty
        guard isForCopiesAlone || outcome.receipt.lines.contains(where: { $0.result == .done }) else {
            let left = steps.flatMap { name, step -> [UndoStep] in
                let (due, later) = parts(of: step, in: name, after: outcome)
                return [due, later].compactMap { part in part.map { UndoStep.beside(name, step: $0) } }
            }
            if !left.isEmpty { outcome.owed = (outcome.owed ?? .several([])).with(left) }
            return outcome
        }
        if isForCopiesAlone { outcome.undo = .several([]) }
        var owed: [UndoStep] = []
        for (name, step) in steps {
            guard let other = beside.first(where: { $0.name == name }) else {
                outcome.receipt.notes.append("What was done in \(name) stays done: that store is not open.")
                continue
            }
            let (soon, later) = parts(of: step, in: name, after: outcome)
            if let later { owed.append(.beside(name, step: later)) }
            guard let due = soon else { continue }
            do throws(OperationError) {
                let there = try await operations(on: other).undo(due, verb: verb, reason: reason)
                outcome.receipt.notes.append(
                    there.receipt.isComplete
                        ? "The same was done in \(name)."
                        : "In \(name) not all of the same could be done: \(there.receipt.summary).")
                if let rest = there.owed { owed.append(.beside(name, step: rest)) }
                guard let further = there.undo else { continue }
                outcome.undo = outcome.undo.map { $0.with([.beside(name, step: further)]) }
            } catch {
                outcome.receipt.notes.append("In \(name) the same could not be done: \(error)")
                if case .store = error { owed.append(.beside(name, step: due)) }
            }
        }
        if !owed.isEmpty { outcome.owed = (outcome.owed ?? .several([])).with(owed) }
        if outcome.undo == .several([]) { outcome.undo = nil }
        return outcome
    }

    /// What of a step in another store has its turn after an undo, and what is owed with the records that are. A copy
    /// has neither where its record was refused for good: alone it would let the visitor in, or hide what lives by now.
    private func parts(
        of step: UndoStep, in name: String, after outcome: Outcome
    ) -> (due: UndoStep?, later: UndoStep?) {
        let refused = outcome.receipt.lines.filter { [.refused, .changed, .notCoverable].contains($0.result) }
        let left = refused.map(\.key).filter(isSource)
        guard !left.isEmpty, let other = beside.first(where: { $0.name == name }) else { return (step, nil) }
        let owed = (outcome.owed?.keys ?? []).filter(isSource)
        let leftCopies = Set(keys(of: ids(of: left), in: other))
        let owedCopies = Set(keys(of: ids(of: owed), in: other))
        return (step.limited { !leftCopies.contains($0) }, step.limited { owedCopies.contains($0) })
    }

    /// Whether copies of what is under a key are made anew from it.
    private func isSource(_ key: SessionKey) -> Bool {
        target.formats.contains { $0.isSource && layout(of: key, $0) != nil }
    }

    /// By the name of the format in which there may be copies: the ids.
    private func ids(of keys: [SessionKey]) -> [String: [SessionID]] {
        var ids: [String: [SessionID]] = [:]
        for format in target.formats where !format.copiesIn.isEmpty {
            let own = keys.compactMap { key in layout(of: key, format)?.stem(of: key).map(SessionID.init) }
            for name in format.copiesIn where !own.isEmpty { ids[name, default: []] += own }
        }
        return ids
    }

    private func layout(of key: SessionKey, _ format: SessionFormat) -> Layout? {
        guard let layout = target.context.layouts(of: format.name).claiming(key), layout.tellsID else { return nil }
        return layout
    }

    /// Ends the copies in a store; what is to be said of it and what takes it back, nil where there were none.
    private func end(
        _ ids: [String: [SessionID]], in other: OpenStore, _ reason: String?
    ) async -> (note: String, undo: UndoStep?)? {
        do {
            let found = try await there(keys(of: ids, in: other), in: other)
            guard !found.isEmpty else { return nil }
            let outcome = try await operations(on: other).destroy(found, reason: reason)
            let receipt = outcome.receipt
            let words = receipt.lines.count == 1 ? "copy of it" : "\(receipt.lines.count) copies of them"
            let note =
                receipt.isComplete
                ? "The \(words) in \(other.name) ended as well."
                : "Of the \(words) in \(other.name), not all could be ended: \(receipt.summary)."
            return (note, outcome.undo)
        } catch {
            return ("Copies in \(other.name) may bring it back: \(error)", nil)
        }
    }

    /// Every key that copies of these ids may have in a store.
    private func keys(of ids: [String: [SessionID]], in other: OpenStore) -> [SessionKey] {
        other.formats.flatMap { format in
            (ids[format.name] ?? []).flatMap { format.candidates($0, other.context) }
        }
    }

    private func there(_ keys: [SessionKey], in other: OpenStore) async throws(StoreError) -> [SessionKey] {
        var found: [SessionKey] = []
        for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            let batch = Array(keys[start..<min(start + OpenStore.batch, keys.count)])
            let records = try await other.store.records(batch, limit: 0)
            found += zip(batch, records).compactMap { $1 == nil ? nil : $0 }
        }
        return found
    }
}
