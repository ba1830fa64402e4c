internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// Bringing back what was ended.
extension SessionActs {
    /// Brings ended sessions back, each with its absolute deadline. One that is refused keeps none of the others away.
    ///
    /// - Throws: What the last one met, where the store failed at every one.
    func restore(
        _ records: [ArchivedRecord], verb: Verb, pacing: Pacing = .full, until stop: StopSign,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var back: [EndRequest] = []
        var owed: [ArchivedRecord] = []
        var untaken = 0
        var failure: StoreError?
        var began = ContinuousClock.now
        for record in records {
            if stop.isRaised {
                owed += records[lines.count...]
                lines += records[lines.count...].map {
                    .init(key: $0.key, result: .refused, reason: StopSign.reason)
                }
                break
            }
            do throws(StoreError) {
                lines.append(try await restore(record, into: &back))
            } catch {
                // A store that is away, say, is not asked about each of the others as well.
                let refused = error.sparesOthers ? [record] : records[lines.count...]
                failure = error
                owed += refused
                untaken += refused.count
                for (place, record) in refused.enumerated() {
                    var line = Receipt.Line(key: record.key, result: .refused, reason: error.description)
                    line.isUncertain = place == 0 && error.reason.leavesDoubt
                    lines.append(line)
                }
                if !error.sparesOthers { break }
            }
            guard lines.count.isMultiple(of: Self.toldEvery) else { continue }
            progress(lines.count)
            if lines.count < records.count { await pacing.rest(since: began) }
            began = .now
        }
        if let failure, untaken == records.count { throw failure }
        let undo = back.isEmpty ? nil : UndoStep.end(back)
        var receipt = Receipt(verb, store: target.name, lines: lines)
        if back.contains(where: { target.context.layouts.claiming($0.key) == nil }) {
            receipt.notes.append(Self.unlistedNote)
        }
        return Done(receipt: receipt, undo: undo, owed: owed.isEmpty ? nil : .restore(owed))
    }

    private static let unlistedNote =
        "What is of a format that had no session here is listed when the store is opened the next time."

    private func restore(
        _ record: ArchivedRecord, into back: inout [EndRequest]
    ) async throws(StoreError) -> Receipt.Line {
        var line = prospect(of: record)
        guard line.result == .done else { return line }
        switch try await toItsEnd({ store throws(StoreError) in try await store.restore(record) }) {
        case .done(let stored):
            back.append(EndRequest(record.key, expecting: stored.revision))
            line.deadline = target.asAllowed.session(from: stored).deadline
        case .occupied: line.refuse(Self.occupied)
        case .expired: line.refuse(Self.passed)
        }
        return line
    }

    /// After how many sessions, where they go one by one, it is told how far it is, and rested.
    static let toldEvery = 20
    private static let occupied = "its id lives again"
    private static let passed = "its deadline has passed meanwhile"

    /// What the journal calls the session of a record by: its id where the record tells it, as other acts on it do.
    func name(of record: ArchivedRecord) -> String { session(of: record)?.id?.whole ?? record.key.text }

    /// The session that a record was; nil where it is kept as the server itself wrote it.
    private func session(of record: ArchivedRecord) -> Session? {
        if record.isSerialized { return nil }
        return target.asAllowed.session(
            from: StoredRecord(
                key: record.key, content: .bytes(record.content), expiry: record.expiry, modified: record.modified))
    }

    /// What can be said of bringing a record back before it is tried.
    private func prospect(of record: ArchivedRecord) -> Receipt.Line {
        let target = target.asAllowed
        let session = session(of: record)
        let deadline = session?.deadline ?? record.expiry ?? .never
        var line = Receipt.Line(id: session?.id, key: record.key, result: .done, deadline: deadline)
        if deadline.hasPassed(at: target.storeTime(now())) { line.refuse(Self.passed) }
        // What was ended in another kind of store would lie here as a record that no application reads, and never end.
        if let reason = record.unkept { line.refuse("it was not kept: \(reason)") }
        let isOfOtherKind = record.kind != nil && record.kind != target.context.layouts.first?.kind
        if isOfOtherKind || target.context.layouts.claiming(record.key) == nil {
            line = Receipt.Line(key: record.key, result: .done)
            line.refuse(isOfOtherKind ? Self.foreign : Self.foreign + Self.otherAddress)
        }
        return line
    }

    private static let foreign = "its key is none of this store's; restore it where it was"
    private static let otherAddress = ", or with another ?format= or prefix= in the address"

    /// What bringing these records back would come to; nothing is done.
    func prospects(of records: [ArchivedRecord]) async throws(StoreError) -> [Receipt.Line] {
        var lines = records.map(prospect)
        for start in stride(from: 0, to: records.count, by: OpenStore.batch) {
            let batch = start..<min(start + OpenStore.batch, records.count)
            let found = try await target.store.records(batch.map { records[$0].key }, limit: 0)
            for (place, there) in zip(batch, found) where there != nil && lines[place].result == .done {
                lines[place].refuse(Self.occupied)
            }
        }
        return lines
    }
}

extension Receipt.Line {
    fileprivate mutating func refuse(_ reason: String) {
        result = .refused
        deadline = nil
        self.reason = reason
    }
}
