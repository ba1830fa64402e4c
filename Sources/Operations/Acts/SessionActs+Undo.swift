internal import SessionModel
internal import StoreKit

/// Taking acts back.
extension SessionActs {
    /// Takes a step back; gives the step that would take it forward again, and what is left of it to be taken back.
    func undo(
        _ step: UndoStep, verb: Verb, pacing: Pacing = .full, until stop: StopSign,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        switch step {
        case .restore(let records):
            return try await restore(records, verb: verb, pacing: pacing, until: stop, progress: progress)
        case .end(let requests):
            var done = try await destroy(requests, ids: [:], pacing: pacing, until: stop, progress: progress)
            done.receipt.verb = verb
            return done
        case .write(let write):
            guard let session = try await target.session(write.key) else {
                return Done(receipt: Receipt(verb, store: target.name, lines: [.init(key: write.key, result: .gone)]))
            }
            guard session.record.revision == write.expecting else {
                return conflict(verb, session, session.record)
            }
            if target.session(from: session.record.after(write)).deadline.hasPassed(at: target.storeTime(now())) {
                return refused(verb, session, "the deadline it had then has passed meanwhile")
            }
            return try await finish(verb, session, write)
        case .several(let steps):
            return try await undo(steps, verb: verb, pacing: pacing, until: stop, progress: progress)
        // Whoever has the other store open takes it there.
        case .beside: return Done(receipt: Receipt(verb, store: target.name, lines: []))
        case .move(let key, let newKey, let expecting, let companions):
            let outcome = try await toItsEnd { store throws(StoreError) in
                try await store.move(key, to: newKey, expecting: expecting, companions: companions)
            }
            return moved(verb, key, newKey, outcome, companions)
        }
    }

    /// Takes steps back in order. One that is refused keeps only those from their turn that are about the same sessions.
    ///
    /// - Throws: What the last one met, where the store failed at every one.
    private func undo(
        _ steps: [UndoStep], verb: Verb, pacing: Pacing, until stop: StopSign, progress: @Sendable (Int) -> Void
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var back: [UndoStep] = []
        var owed: [UndoStep] = []
        var held: Set<SessionKey> = []
        var untaken = 0
        var failure: StoreError?
        var began = ContinuousClock.now
        for (place, step) in steps.enumerated() {
            if stop.isRaised {
                owed += steps[place...]
                lines += refusals(steps[place...], StopSign.reason)
                break
            }
            if !held.isDisjoint(with: step.changedKeys) {
                owed.append(step)
                held.formUnion(step.changedKeys)
                untaken += 1
                lines += refusals([step], Self.waiting)
                continue
            }
            do throws(StoreError) {
                let done = try await undo(step, verb: verb, pacing: pacing, until: stop)
                lines += done.receipt.lines
                if let step = done.undo { back.append(step) }
                if let rest = done.owed {
                    owed.append(rest)
                    held.formUnion(rest.changedKeys)
                }
            } catch {
                let rest = error.sparesOthers ? [step] : steps[place...]
                failure = error
                owed += rest
                held.formUnion(step.changedKeys)
                untaken += rest.count
                lines += refusals([step], error.description, isUncertain: error.reason.leavesDoubt)
                lines += refusals(rest.dropFirst(), error.description)
                if !error.sparesOthers { break }
            }
            guard (place + 1).isMultiple(of: Self.toldEvery) else { continue }
            progress(lines.count)
            if place + 1 < steps.count { await pacing.rest(since: began) }
            began = .now
        }
        if let failure, untaken == steps.count { throw failure }
        let redo = back.isEmpty ? nil : UndoStep.several(back.reversed())
        return Done(
            receipt: Receipt(verb, store: target.name, lines: lines), undo: redo,
            owed: owed.isEmpty ? nil : .several(owed))
    }

    private static let waiting = "what was to be undone of it before could not be"

    /// The lines of steps that are not taken.
    private func refusals(
        _ steps: ArraySlice<UndoStep>, _ reason: String, isUncertain: Bool = false
    ) -> [Receipt.Line] {
        steps.flatMap(\.keys).map { key in
            var line = Receipt.Line(key: key, result: .refused, reason: reason)
            line.isUncertain = isUncertain
            return line
        }
    }

    private func moved(
        _ verb: Verb, _ key: SessionKey, _ newKey: SessionKey, _ outcome: MoveOutcome, _ companions: [CompanionStep]
    ) -> Done {
        func single(_ result: Receipt.Result, _ reason: String?) -> Done {
            Done(receipt: Receipt(verb, store: target.name, lines: [.init(key: key, result: result, reason: reason)]))
        }
        switch outcome {
        case .done(let record):
            var done = single(.done, nil)
            done.session = target.session(from: record)
            done.receipt.newKey = newKey
            done.undo = record.revision.map {
                .move(from: newKey, to: key, expecting: $0, companions: companions.compactMap(\.reversed))
            }
            return done
        case .changed: return single(.changed, "it changed meanwhile; nothing was done")
        case .gone: return single(.gone, "it has ended meanwhile")
        case .occupied: return single(.refused, "the old id lives again")
        }
    }
}

extension StoredRecord {
    /// What it will be when a write is done.
    func after(_ write: RecordWrite) -> StoredRecord {
        var record = self
        if let content = write.content { record.content = .bytes(content) }
        if case .set(let deadline) = write.expiry { record.expiry = deadline }
        if case .set(let moment) = write.modified { record.modified = moment }
        return record
    }
}
