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

    /// The same after a change, where copies are made anew of what was changed.
    func withoutStaleCopies(_ outcome: Outcome, _ reason: String?) async -> Outcome {
        let changed = outcome.receipt.lines.filter { line in
            line.result == .done && target.formats.contains { $0.isSource && layout(of: line.key, $0) != nil }
        }
        return await ending(copiesOf: changed.map(\.key), after: outcome, reason)
    }

    private func ending(copiesOf keys: [SessionKey], after outcome: Outcome, _ reason: String?) async -> Outcome {
        var outcome = outcome
        let wanted = ids(of: keys)
        guard !wanted.isEmpty else { return outcome }
        for other in beside where other.formats.contains(where: { wanted[$0.name] != nil }) {
            if let note = await end(wanted, in: other, reason) { outcome.receipt.notes.append(note) }
        }
        return outcome
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

    /// Ends the copies in a store; what is to be said of it, nil where there were none.
    private func end(_ ids: [String: [SessionID]], in other: OpenStore, _ reason: String?) async -> String? {
        let keys = other.formats.flatMap { format in
            (ids[format.name] ?? []).flatMap { format.candidates($0, other.context) }
        }
        do {
            let found = try await there(keys, in: other)
            guard !found.isEmpty else { return nil }
            let receipt = try await operations(on: other).destroy(found, reason: reason).receipt
            let words = receipt.lines.count == 1 ? "copy of it" : "\(receipt.lines.count) copies of them"
            let undone = "taking this back does not bring \(receipt.lines.count == 1 ? "that" : "those") back"
            return receipt.isComplete
                ? "The \(words) in \(other.name) ended as well; \(undone)."
                : "Of the \(words) in \(other.name), not all could be ended: \(receipt.summary)."
        } catch {
            return "Copies in \(other.name) may bring it back: \(error)"
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
