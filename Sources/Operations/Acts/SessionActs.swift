internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// The acts of an operator on one store: the one implementation that screen and command line both call.
///
/// Each reads back what it did and says what came of it; none creates a session or writes over what was not seen.
/// None writes the journal: that is `Operations`, which everything outside this module uses.
struct SessionActs: Sendable {
    let target: OpenStore
    let now: @Sendable () -> Timestamp
    /// Where it is noted what takes back a change of one session that gets no answer; nil where nobody asks.
    var unanswered: UnansweredAct?

    /// What an act came to, and how to take it back.
    struct Done: Sendable {
        var receipt: Receipt
        var undo: UndoStep?
        /// What of a step is still to be taken: what the store failed at, or what was stopped before its turn.
        var owed: UndoStep?
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
            key: seen.key, expecting: revision, content: content, modified: modification(of: seen))
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
            modified: redating.modified.map(RecordWrite.ModifiedChange.set) ?? modification(of: seen))
        write.companions = format.companions(seen, .redate(redating.deadline))
        var done = try await finish(.ttl, seen, write)
        if done.receipt.isComplete {
            if isOver { done.receipt.notes.append(Self.revivedNote) }
            done.receipt.notes.append(format.renewal.sentence)
        }
        return done
    }

    private static let revivedNote = "It had expired and lives again: whoever has its cookie is let in."

    /// Gives a session a fresh id; payload and deadline go along, the old id is gone.
    ///
    /// - Parameter sent: The id that the store was asked for last; all there is of it where the answer doesn't come.
    func regenerate(
        _ seen: Session, random: inout any RandomNumberGenerator, sent: inout SessionID?
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
            sent = id
            let outcome: MoveOutcome
            do throws(StoreError) {
                outcome = try await toItsEnd { store throws(StoreError) in
                    try await store.move(seen.key, to: key, expecting: revision, companions: companions)
                }
            } catch {
                if error.reason.leavesDoubt {
                    unanswered?.note(Self.moveBack(key, seen, revision, companions))
                }
                throw error
            }
            switch outcome {
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
        receipt.cookie = format.cookie(id, session, target.context)
        receipt.notes = ["The visitor's cookie still names the old id: to the visitor this is a logout."]
        let undo = record.revision.map { Self.moveBack(key, seen, $0, companions) }
        return Done(receipt: receipt, undo: undo, session: session)
    }

    private static func moveBack(
        _ key: SessionKey, _ seen: Session, _ revision: Revision, _ companions: [CompanionStep]
    ) -> UndoStep {
        .move(from: key, to: seen.key, expecting: revision, companions: companions.compactMap(\.reversed))
    }

    // MARK: Outcomes

    func finish(_ verb: Verb, _ seen: Session, _ write: RecordWrite) async throws(StoreError) -> Done {
        let outcome: WriteOutcome
        do throws(StoreError) {
            outcome = try await toItsEnd { store throws(StoreError) in try await store.write(write) }
        } catch {
            if error.reason.leavesDoubt {
                let session = target.session(from: seen.record.after(write))
                unanswered?.note(backward(seen, write, now: session))
            }
            throw error
        }
        switch outcome {
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

    /// What an act does to the modification time: it stays where it tells when the visitor was last there, as it does
    /// wherever it is a clock.
    private func modification(of session: Session) -> RecordWrite.ModifiedChange {
        session.record.modified != nil && session.lastSeenAt == session.record.modified ? .keep : .now
    }

    func conflict(_ verb: Verb, _ seen: Session, _ record: StoredRecord) -> Done {
        let reason = "somebody changed it meanwhile; nothing was written"
        let line = Receipt.Line(id: seen.id, key: seen.key, result: .changed, reason: reason)
        return Done(
            receipt: Receipt(verb, store: target.name, lines: [line]), conflict: target.session(from: record))
    }

    func gone(_ verb: Verb, _ seen: Session) -> Done {
        let reason = "it has ended meanwhile; nothing was written"
        return Done(
            receipt: Receipt(
                verb, store: target.name, lines: [.init(id: seen.id, key: seen.key, result: .gone, reason: reason)]))
    }

    func refused(_ verb: Verb, _ seen: Session, _ reason: String) -> Done {
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
