internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// The acts of an operator on one store: the one implementation that screen and command line both call.
///
/// Each reads back what it did and says what came of it; none creates a session or writes over what was not seen.
/// None writes the journal: that is `JournaledActs`, which everything outside this module uses.
struct SessionActs: Sendable {
    let target: OpenStore
    let now: @Sendable () -> Timestamp

    /// What an act came to, and how to take it back.
    struct Done: Sendable {
        var receipt: Receipt
        var undo: UndoStep?
        /// What the store holds now, when it refused because of a change.
        var conflict: Session?
        /// The session as it is after the act.
        var session: Session?
    }

    /// Puts a payload in the place of the one that was seen.
    func edit(_ seen: Session, to payload: Payload, verb: Verb) async throws(StoreError) -> Done {
        guard let format = target.format(of: seen), seen.viewOnlyReason == nil else {
            return refused(
                verb, seen, seen.viewOnlyReason ?? "No known format writes this record, so it can't be edited.")
        }
        if seen.state(at: target.storeTime(now())) == .expired {
            return refused(verb, seen, "It has expired, though the store still holds it; there is nothing to edit.")
        }
        let content: [UInt8]
        do throws(FormatError) {
            content = try format.content(seen, payload, target.context)
        } catch {
            return refused(verb, seen, error.description)
        }
        if let path = seen.payload.flatMap({ payload.asterisks(over: $0, rule: target.secrets) }) {
            return refused(verb, seen, PayloadEditError.asterisksForSecret(path).description)
        }
        guard let revision = seen.record.revision else { return refused(verb, seen, "It was not read whole.") }
        if content == revision.content { return unchanged(verb, seen) }
        var write = RecordWrite(
            key: seen.key, expecting: revision, content: content, modified: keepsModified(seen) ? .keep : .now)
        write.companions = format.companions(seen, .edit(payload))
        return try await finish(verb, seen, write)
    }

    /// Moves the deadline, and nothing else.
    func setDeadline(_ seen: Session, to deadline: Deadline) async throws(StoreError) -> Done {
        guard let format = target.format(of: seen) else {
            return refused(.ttl, seen, "No known format writes this record, so its deadline can't be moved.")
        }
        if deadline.hasPassed(at: target.storeTime(now())) {
            return refused(.ttl, seen, "That moment has passed already; to end the session, destroy it.")
        }
        let redating: Redating
        do throws(FormatError) {
            redating = try format.redate(seen, deadline, target.context)
        } catch {
            return refused(.ttl, seen, error.description)
        }
        guard let revision = seen.record.revision else { return refused(.ttl, seen, "It was not read whole.") }
        let isOver = seen.state(at: target.storeTime(now())) == .expired
        var write = RecordWrite(
            key: seen.key, expecting: revision, content: redating.content,
            expiry: redating.expiry.map(RecordWrite.ExpiryChange.set) ?? .keep,
            modified: redating.modified.map(RecordWrite.ModifiedChange.set) ?? .now)
        write.companions = format.companions(seen, .redate(redating.deadline))
        var done = try await finish(.ttl, seen, write)
        if done.receipt.isComplete {
            if isOver { done.receipt.notes.append(Self.revivedNote) }
            done.receipt.notes.append("It holds until the visitor's next request, which sets the deadline anew.")
        }
        return done
    }

    private static let revivedNote = "It had expired and lives again: whoever has its cookie is let in."

    /// Moves the deadlines of many sessions; what was done stays done when the store is lost on the way.
    func setDeadlines(
        of keys: [SessionKey], to change: DeadlineChange, until stop: StopSign,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var steps: [UndoStep] = []
        for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            if stop.isRaised {
                lines += keys[start...].map { .init(key: $0, result: .refused, reason: StopSign.reason) }
                break
            }
            let batch = Array(keys[start..<min(start + OpenStore.batch, keys.count)])
            do throws(StoreError) {
                for (key, session) in zip(batch, try await target.sessions(batch)) {
                    let done = try await setDeadline(key, session, to: change)
                    lines += done.receipt.lines
                    if let step = done.undo { steps.append(step) }
                }
                progress(lines.count)
            } catch {
                guard !steps.isEmpty else { throw error }
                // They go one by one: only of the next one it is not known.
                var rest = keys[lines.count...].map {
                    Receipt.Line(key: $0, result: .refused, reason: error.description)
                }
                rest[0].isUncertain = error.reason.leavesDoubt
                lines += rest
                break
            }
        }
        let undo = steps.isEmpty ? nil : UndoStep.several(steps.reversed())
        return Done(receipt: Receipt(.ttl, store: target.name, lines: lines), undo: undo)
    }

    private func setDeadline(
        _ key: SessionKey, _ session: Session?, to change: DeadlineChange
    ) async throws(StoreError) -> Done {
        guard let session else {
            let line = Receipt.Line(key: key, result: .gone, reason: "it has ended meanwhile")
            return Done(receipt: Receipt(.ttl, store: target.name, lines: [line]))
        }
        let deadline: Deadline
        do throws(DeadlineChangeError) {
            deadline = try change.deadline(of: session, now: target.storeTime(now()))
        } catch {
            return refused(.ttl, session, error.description)
        }
        return try await setDeadline(session, to: deadline)
    }

    /// Gives a session a fresh id; payload and deadline go along, the old id is gone.
    func regenerate(
        _ seen: Session, random: inout any RandomNumberGenerator
    ) async throws(StoreError) -> Done {
        guard let format = target.format(of: seen), let revision = seen.record.revision,
            seen.payload != nil
        else {
            return refused(.regenerate, seen, seen.viewOnlyReason ?? "No known format writes this record.")
        }
        if seen.state(at: target.storeTime(now())) == .expired {
            return refused(.regenerate, seen, "It has expired, though the store still holds it.")
        }
        for _ in 0..<3 {
            let id = format.mint(seen, &random)
            guard let key = format.key(id, seen, target.context) else {
                return refused(.regenerate, seen, "Its key has no form that another id could be put into.")
            }
            let companions = format.companions(seen, .move(id))
            switch try await target.store.move(seen.key, to: key, expecting: revision, companions: companions) {
            case .done(let record): return regenerated(seen, id, key, record, format, companions)
            case .changed(let record): return conflict(.regenerate, seen, record)
            case .gone: return gone(.regenerate, seen)
            case .occupied: continue
            }
        }
        return refused(.regenerate, seen, "Three fresh ids in a row were taken already; nothing was changed.")
    }

    private func regenerated(
        _ seen: Session, _ id: SessionID, _ key: SessionKey, _ record: StoredRecord, _ format: SessionFormat,
        _ companions: [CompanionStep]
    ) -> Done {
        var session = target.session(from: record)
        session.id = id
        var receipt = Receipt(
            .regenerate, store: target.name,
            lines: [.init(id: seen.id, key: seen.key, result: .done, deadline: session.deadline)])
        receipt.newID = id
        receipt.newKey = key
        receipt.cookie = format.cookie(id, target.context)
        receipt.notes = ["The visitor's cookie still names the old id: to the visitor this is a logout."]
        let undo = record.revision.map { revision in
            UndoStep.move(
                from: key, to: seen.key, expecting: revision, companions: companions.compactMap(\.reversed))
        }
        return Done(receipt: receipt, undo: undo, session: session)
    }

    /// Ends sessions, whatever they hold by now: one in use changes at every request.
    ///
    /// Cancelling the task, or the sign to stop, ends it between two batches: those that had no turn are refused, and may
    /// be tried again.
    ///
    /// - Parameter progress: Told after every batch how many have had their turn.
    func destroy(
        _ sessions: [EndRequest], ids: [SessionKey: SessionID], verb: Verb = .destroy, pacing: Pacing = .full,
        until stop: StopSign = StopSign(), progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var archived: [ArchivedRecord] = []
        for start in stride(from: 0, to: sessions.count, by: Self.endBatch) {
            if stop.isRaised {
                lines += sessions[start...].map {
                    Receipt.Line(id: ids[$0.key], key: $0.key, result: .refused, reason: StopSign.reason)
                }
                break
            }
            let began = ContinuousClock.now
            let batch = Array(sessions[start..<min(start + Self.endBatch, sessions.count)])
            let outcomes: [EndOutcome]
            do throws(StoreError) {
                if Task.isCancelled { throw .stopped(while: "ending sessions", on: target.name) }
                outcomes = try await target.store.end(withCompanions(batch))
            } catch {
                guard !lines.isEmpty else { throw error }
                lines += sessions[start...].enumerated().map { place, request in
                    var line = Receipt.Line(
                        id: ids[request.key], key: request.key, result: .refused, reason: error.description)
                    line.isUncertain = place < batch.count && error.reason.leavesDoubt
                    return line
                }
                break
            }
            for (request, outcome) in zip(batch, outcomes) {
                lines.append(line(request.key, ids[request.key], outcome))
                if case .done(let record) = outcome { archived.append(record) }
            }
            progress(lines.count)
            if start + batch.count < sessions.count { await pacing.rest(since: began) }
        }
        await readBack(&lines)
        let undo = archived.isEmpty ? nil : UndoStep.restore(archived)
        var receipt = Receipt(verb, store: target.name, lines: lines)
        receipt.notes = notes(onUnkept: archived)
        return Done(receipt: receipt, undo: undo)
    }

    /// Requests that take along what the framework keeps beside the records. Whose it is stands in the records, so these
    /// are read first, where there is such a framework.
    private func withCompanions(_ requests: [EndRequest]) async throws(StoreError) -> [EndRequest] {
        let layouts = target.formats.filter(\.hasCompanions).flatMap { target.context.layouts(of: $0.name) }
        let places = requests.indices.filter { layouts.claiming(requests[$0].key) != nil }
        guard !places.isEmpty else { return requests }
        var complete = requests
        for (place, session) in zip(places, try await target.sessions(places.map { requests[$0].key })) {
            guard let session, let format = target.format(of: session) else { continue }
            complete[place].companions = format.companions(session, .end)
        }
        return complete
    }

    /// What can't be brought back, by the reason.
    private func notes(onUnkept archived: [ArchivedRecord]) -> [String] {
        let reasons = Dictionary(grouping: archived.compactMap(\.unkept)) { $0 }
        return reasons.sorted { $0.key < $1.key }.map { reason, all in
            "\(all.count == 1 ? "One" : "\(all.count)") can't be brought back: \(reason)."
        }
    }

    private static let endBatch = 100

    private func line(_ key: SessionKey, _ id: SessionID?, _ outcome: EndOutcome) -> Receipt.Line {
        switch outcome {
        case .done: Receipt.Line(id: id, key: key, result: .done)
        case .gone: Receipt.Line(id: id, key: key, result: .gone, reason: "it had ended already")
        case .changed: Receipt.Line(id: id, key: key, result: .changed, reason: "it changed meanwhile")
        case .failed(let error): failed(key, id, error)
        }
    }

    private func failed(_ key: SessionKey, _ id: SessionID?, _ error: StoreError) -> Receipt.Line {
        var line = Receipt.Line(id: id, key: key, result: .refused, reason: error.description)
        line.isUncertain = error.reason.leavesDoubt
        return line
    }

    /// Looks whether what was ended is really gone.
    private func readBack(_ lines: inout [Receipt.Line]) async {
        let ended = lines.indices.filter { lines[$0].result == .done }
        for start in stride(from: 0, to: ended.count, by: OpenStore.batch) {
            let batch = ended[start..<min(start + OpenStore.batch, ended.count)]
            guard let found = try? await target.store.records(batch.map { lines[$0].key }, limit: 0) else { return }
            for (place, record) in zip(batch, found) where record != nil {
                lines[place].result = .cameBack
                lines[place].reason = "it is there again: a request in flight has saved it"
            }
        }
    }

    /// Brings ended sessions back, each with its absolute deadline.
    func restore(
        _ records: [ArchivedRecord], verb: Verb, until stop: StopSign, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var back: [EndRequest] = []
        for record in records {
            if stop.isRaised {
                lines += records[lines.count...].map {
                    .init(key: $0.key, result: .refused, reason: StopSign.reason)
                }
                break
            }
            let line: Receipt.Line
            do throws(StoreError) {
                line = try await restore(record, into: &back)
            } catch {
                guard !lines.isEmpty else { throw error }
                line = Receipt.Line(key: record.key, result: .refused, reason: error.description)
            }
            lines.append(line)
            if lines.count.isMultiple(of: Self.toldEvery) { progress(lines.count) }
        }
        let undo = back.isEmpty ? nil : UndoStep.end(back)
        return Done(receipt: Receipt(verb, store: target.name, lines: lines), undo: undo)
    }

    private func restore(
        _ record: ArchivedRecord, into back: inout [EndRequest]
    ) async throws(StoreError) -> Receipt.Line {
        var line = prospect(of: record)
        guard line.result == .done else { return line }
        switch try await target.store.restore(record) {
        case .done(let stored):
            back.append(EndRequest(record.key, expecting: stored.revision))
            line.deadline = target.session(from: stored).deadline
        case .occupied: line.refuse(Self.occupied)
        case .expired: line.refuse(Self.passed)
        }
        return line
    }

    /// After how many sessions, where they go one by one, it is told how far it is.
    private static let toldEvery = 20
    private static let occupied = "its id lives again"
    private static let passed = "its deadline has passed meanwhile"

    /// What can be said of bringing a record back before it is tried.
    private func prospect(of record: ArchivedRecord) -> Receipt.Line {
        let asRead = StoredRecord(
            key: record.key, content: .bytes(record.content), expiry: record.expiry, modified: record.modified)
        let session = record.isSerialized ? nil : target.session(from: asRead)
        let deadline = session?.deadline ?? record.expiry ?? .never
        var line = Receipt.Line(id: session?.id, key: record.key, result: .done, deadline: deadline)
        if deadline.hasPassed(at: target.storeTime(now())) { line.refuse(Self.passed) }
        // What was ended in another kind of store would lie here as a record that no application reads, and never end.
        if let reason = record.unkept { line.refuse("it was not kept: \(reason)") }
        if target.context.layouts.claiming(record.key) == nil {
            line = Receipt.Line(key: record.key, result: .done)
            line.refuse("its key is none of this store's; restore it where it was")
        }
        return line
    }

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

    /// Takes a step back; gives the step that would take it forward again.
    func undo(
        _ step: UndoStep, verb: Verb, until stop: StopSign, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        switch step {
        case .restore(let records): return try await restore(records, verb: verb, until: stop, progress: progress)
        case .end(let requests):
            var done = try await destroy(requests, ids: [:], until: stop, progress: progress)
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
        case .several(let steps): return try await undo(steps, verb: verb, until: stop, progress: progress)
        case .move(let key, let newKey, let expecting, let companions):
            let outcome = try await target.store.move(
                key, to: newKey, expecting: expecting, companions: companions)
            return moved(verb, key, newKey, outcome, companions)
        }
    }

    private func undo(
        _ steps: [UndoStep], verb: Verb, until stop: StopSign, progress: @Sendable (Int) -> Void
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var back: [UndoStep] = []
        for (place, step) in steps.enumerated() {
            if stop.isRaised {
                lines += steps[place...].flatMap(\.keys).map {
                    .init(key: $0, result: .refused, reason: StopSign.reason)
                }
                break
            }
            do throws(StoreError) {
                let done = try await undo(step, verb: verb, until: stop)
                lines += done.receipt.lines
                if let step = done.undo { back.append(step) }
                if (place + 1).isMultiple(of: Self.toldEvery) { progress(lines.count) }
            } catch {
                guard !back.isEmpty else { throw error }
                lines += steps[place...].flatMap(\.keys).map {
                    .init(key: $0, result: .refused, reason: error.description)
                }
                break
            }
        }
        let redo = back.isEmpty ? nil : UndoStep.several(back.reversed())
        return Done(receipt: Receipt(verb, store: target.name, lines: lines), undo: redo)
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

    // MARK: Outcomes

    private func finish(_ verb: Verb, _ seen: Session, _ write: RecordWrite) async throws(StoreError) -> Done {
        switch try await target.store.write(write) {
        case .done(let record):
            let session = target.session(from: record)
            let line = Receipt.Line(
                id: seen.id, key: seen.key, result: .done, deadline: session.deadline)
            return Done(
                receipt: Receipt(verb, store: target.name, lines: [line]), undo: backward(seen, write, now: session),
                session: session)
        case .changed(let record): return conflict(verb, seen, record)
        case .gone: return gone(verb, seen)
        }
    }

    /// The write that puts back what `write` replaced.
    private func backward(_ seen: Session, _ write: RecordWrite, now session: Session) -> UndoStep? {
        guard let revision = session.record.revision, let before = seen.record.content.bytes else { return nil }
        let expiry: RecordWrite.ExpiryChange =
            write.expiry == .keep ? .keep : seen.record.expiry.map(RecordWrite.ExpiryChange.set) ?? .keep
        var backward = RecordWrite(
            key: seen.key, expecting: revision, content: write.content == nil ? nil : before, expiry: expiry,
            modified: seen.record.modified.map(RecordWrite.ModifiedChange.set) ?? .now)
        if !write.companions.isEmpty, let format = target.format(of: seen) {
            let act = write.expiry == .keep ? seen.payload.map(SessionAct.edit) : .redate(seen.deadline)
            backward.companions = act.map { format.companions(session, $0) } ?? []
        }
        return .write(backward)
    }

    private func keepsModified(_ session: Session) -> Bool {
        session.clocks.contains { $0.source.hasPrefix("file modification time") }
    }

    private func conflict(_ verb: Verb, _ seen: Session, _ record: StoredRecord) -> Done {
        let reason = "somebody changed it meanwhile; nothing was written"
        let line = Receipt.Line(id: seen.id, key: seen.key, result: .changed, reason: reason)
        return Done(
            receipt: Receipt(verb, store: target.name, lines: [line]), conflict: target.session(from: record))
    }

    private func gone(_ verb: Verb, _ seen: Session) -> Done {
        let reason = "it has ended meanwhile; nothing was written"
        return Done(
            receipt: Receipt(
                verb, store: target.name, lines: [.init(id: seen.id, key: seen.key, result: .gone, reason: reason)]))
    }

    private func refused(_ verb: Verb, _ seen: Session, _ reason: String) -> Done {
        Done(
            receipt: Receipt(
                verb, store: target.name, lines: [.init(id: seen.id, key: seen.key, result: .refused, reason: reason)]))
    }

    private func unchanged(_ verb: Verb, _ seen: Session) -> Done {
        var receipt = Receipt(
            verb, store: target.name,
            lines: [.init(id: seen.id, key: seen.key, result: .done, deadline: seen.deadline)])
        receipt.notes = ["It says that already; nothing was written."]
        return Done(receipt: receipt, session: seen)
    }
}

extension StoredRecord {
    /// What it will be when a write is done.
    fileprivate func after(_ write: RecordWrite) -> StoredRecord {
        var record = self
        if let content = write.content { record.content = .bytes(content) }
        if case .set(let deadline) = write.expiry { record.expiry = deadline }
        if case .set(let moment) = write.modified { record.modified = moment }
        return record
    }
}

extension Receipt.Line {
    fileprivate mutating func refuse(_ reason: String) {
        result = .refused
        deadline = nil
        self.reason = reason
    }
}
