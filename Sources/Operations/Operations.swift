internal import SessionFormats
public import SessionModel
public import StoreKit

/// All that an operator can do to the sessions of a store, each act written into the journal.
///
/// Acts are refused, and say why, where the store is read-only; in production also without a reason, or when the
/// journal can't be written.
public struct Operations: Sendable {
    /// The store they are done on.
    public let target: OpenStore
    /// The other stores that are open: what a framework keeps there of the same sessions goes along.
    public var beside: [OpenStore] = []
    let journal: Journal
    private let person: Operator
    let now: @Sendable () -> Timestamp
    private var acts: SessionActs
    /// Whether acts are only tried out.
    private var isRehearsal = false

    /// Creates the operations of a person on a store.
    ///
    /// - Parameter now: Our own time.
    public init(on target: OpenStore, journal: Journal, person: Operator, now: @escaping @Sendable () -> Timestamp) {
        self.target = target
        self.journal = journal
        self.person = person
        self.now = now
        acts = SessionActs(target: target, now: now)
    }

    /// The same acts, tried out: each says what it would come to, by all that is checked before it, and nothing is changed
    /// or written down.
    public var rehearsed: Operations {
        var target = target
        target.store = RehearsalStore(store: target.store)
        var rehearsed = Operations(on: target, journal: journal, person: person, now: now)
        rehearsed.isRehearsal = true
        return rehearsed
    }

    /// The same acts, which note what takes a change of one session back that gets no answer.
    public func noting(_ unanswered: UnansweredAct) -> Operations {
        var noting = self
        noting.acts.unanswered = unanswered
        return noting
    }

    /// What an act came to.
    public struct Outcome: Sendable {
        /// What became of each session.
        public var receipt: Receipt
        /// What takes it back; nil when there is nothing to take back.
        public var undo: UndoStep?
        /// What of a step that was to be taken back is still to be: what the store failed at, or what was stopped
        /// before its turn; nil when there is nothing.
        public var owed: UndoStep?
        /// What the store holds now, when the act was refused because somebody changed the session meanwhile.
        public var conflict: Session?
        /// The session as it is after the act.
        public var session: Session?
        /// Why the journal has no line of it; nil when it has.
        public var journalWarning: String?

        /// Creates an outcome.
        public init(
            receipt: Receipt, undo: UndoStep? = nil, owed: UndoStep? = nil, conflict: Session? = nil,
            session: Session? = nil, journalWarning: String? = nil
        ) {
            self.receipt = receipt
            self.undo = undo
            self.owed = owed
            self.conflict = conflict
            self.session = session
            self.journalWarning = journalWarning
        }
    }

    /// Puts a payload in the place of the one that was seen.
    public func edit(
        _ seen: Session, to payload: Payload, verb: Verb = .edit, reason: String?
    ) async throws(OperationError) -> Outcome {
        let outcome = try await act(verb, on: [seen.id?.whole ?? seen.key.text], reason) {
            () async throws(StoreError) in try await acts.edit(seen, to: payload, verb: verb)
        }
        return await withoutStaleCopies(outcome, reason)
    }

    /// Moves a session's deadline, and nothing else.
    public func setDeadline(
        _ seen: Session, to deadline: Deadline, reason: String?
    ) async throws(OperationError) -> Outcome {
        let outcome = try await act(.ttl, on: [seen.id?.whole ?? seen.key.text], reason) {
            () async throws(StoreError) in try await acts.setDeadline(seen, to: deadline)
        }
        return await withoutStaleCopies(outcome, reason)
    }

    /// Moves the deadlines of many sessions, each from where it is when its turn comes.
    ///
    /// - Parameters:
    ///   - stop: Ends it between two batches; the rest is refused then.
    ///   - progress: Told after every batch how many have had their turn.
    public func setDeadlines(
        of keys: [SessionKey], to change: DeadlineChange, reason: String?, until stop: StopSign = StopSign(),
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(OperationError) -> Outcome {
        let outcome = try await act(.ttl, on: keys.map(\.text), reason) { () async throws(StoreError) in
            try await acts.setDeadlines(
                of: keys, to: change, pacing: Pacing(target), until: stop, progress: progress)
        }
        return await withoutStaleCopies(outcome, reason)
    }

    /// Gives a session a fresh id.
    ///
    /// - Throws: `OperationError.newIDUnanswered` where the store may have done it, and only the id tells.
    public func regenerate(
        _ seen: Session, reason: String?, random: any RandomNumberGenerator & Sendable
    ) async throws(OperationError) -> Outcome {
        var sent: SessionID?
        let outcome: Outcome
        do throws(OperationError) {
            outcome = try await act(.regenerate, on: [seen.id?.whole ?? seen.key.text], reason) {
                () async throws(StoreError) in
                var random: any RandomNumberGenerator = random
                return try await acts.regenerate(seen, random: &random, sent: &sent)
            }
        } catch {
            guard !isRehearsal, error.leavesDoubt, case .store(let failure) = error, let sent else { throw error }
            throw .newIDUnanswered(failure, sent)
        }
        return await withoutCopies(outcome, reason)
    }

    /// Ends sessions.
    ///
    /// - Parameters:
    ///   - ids: The ids of those whose keys do not tell them.
    ///   - objection: Why one is left alone when its turn comes, for those that were chosen by what they hold; nil ends
    ///     them all.
    ///   - stop: Ends it between two batches; the rest is refused then.
    ///   - progress: Told after every batch how many have had their turn.
    public func destroy(
        _ keys: [SessionKey], ids: [SessionKey: SessionID] = [:], unless objection: SessionObjection? = nil,
        reason: String?, until stop: StopSign = StopSign(), progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(OperationError) -> Outcome {
        let outcome = try await act(.destroy, on: keys.map { ids[$0]?.whole ?? $0.text }, reason) {
            () async throws(StoreError) in
            try await acts.destroy(
                keys.map { EndRequest($0) }, ids: ids, unless: objection, pacing: Pacing(target), until: stop,
                progress: progress)
        }
        return await withoutCopies(outcome, reason)
    }

    /// Ends sessions of one user.
    ///
    /// - Parameters:
    ///   - ids: The ids of those whose keys do not tell them.
    ///   - names: All names that were taken for this user's, the one that was given first; for the journal.
    ///   - objection: Why one is left alone when its turn comes; nil ends them all.
    ///   - stop: Ends it after the batch it is at; the rest is refused then.
    ///   - progress: Told after every batch how many have had their turn.
    public func logout(
        _ keys: [SessionKey], ids: [SessionKey: SessionID] = [:], names: [String],
        unless objection: SessionObjection? = nil, reason: String?, until stop: StopSign = StopSign(),
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(OperationError) -> Outcome {
        let outcome = try await act(.logout, on: keys.map { ids[$0]?.whole ?? $0.text }, of: names, reason) {
            () async throws(StoreError) in
            try await acts.destroy(
                keys.map { EndRequest($0) }, ids: ids, unless: objection, verb: .logout, pacing: Pacing(target),
                until: stop, progress: progress)
        }
        return await withoutCopies(outcome, reason)
    }

    /// Brings ended sessions back.
    ///
    /// - Parameters:
    ///   - stop: Ends it between two sessions; the rest is refused then.
    ///   - progress: Told now and then how many have had their turn.
    public func restore(
        _ records: [ArchivedRecord], reason: String?, until stop: StopSign = StopSign(),
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(OperationError) -> Outcome {
        try await act(.restore, on: records.map(acts.name), reason) { () async throws(StoreError) in
            try await acts.restore(
                records, verb: .restore, pacing: Pacing(target), until: stop, progress: progress)
        }
    }

    /// What bringing these back would come to, a line each; nothing is done, and nothing written.
    public func preview(restoring records: [ArchivedRecord]) async throws(OperationError) -> [Receipt.Line] {
        do throws(StoreError) {
            return try await acts.prospects(of: records)
        } catch {
            throw .store(error)
        }
    }

    /// Takes an act back, or forward again.
    ///
    /// - Parameters:
    ///   - stop: Ends it between two sessions; the rest is refused then.
    ///   - progress: Told now and then how many have had their turn.
    public func undo(
        _ step: UndoStep, verb: Verb = .undo, reason: String?, until stop: StopSign = StopSign(),
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(OperationError) -> Outcome {
        // Of an act whose copies alone are left there is nothing to do here.
        guard !step.keys.isEmpty else {
            let nothing = Outcome(
                receipt: Receipt(verb, store: target.name, lines: []), journalWarning: try await begin(reason))
            return await withCopies(step.elsewhere, after: nothing, verb, reason)
        }
        let outcome = try await act(verb, on: step.keys.map(\.text), reason) { () async throws(StoreError) in
            try await acts.undo(
                step.own, verb: verb, pacing: Pacing(target), until: stop, progress: progress)
        }
        let changed = await withoutStaleCopies(outcome, of: Set(step.writtenKeys), reason)
        return await withCopies(step.elsewhere, after: changed, verb, reason)
    }

    /// Writes down that somebody looked at a session's hidden values.
    ///
    /// - Returns: Why the journal has no line of it; nil when it has.
    public func noteReveal(of session: Session) async -> String? { await noteReveal(of: [session], reason: nil) }

    /// Writes down that somebody looked at the hidden values of these sessions.
    ///
    /// - Returns: Why the journal has no line of it; nil when it has.
    public func noteReveal(of sessions: [Session], reason: String?) async -> String? {
        let lines = sessions.map { Receipt.Line(id: $0.id, key: $0.key, result: .done) }
        let receipt = Receipt(.reveal, store: target.name, lines: lines)
        return await write(receipt, names: sessions.map { $0.id?.whole ?? $0.key.text }, reason: reason)
    }

    /// Makes sure that it can be written down before sessions are saved to a file, with all that is hidden in them.
    ///
    /// - Throws: Where it can't, in production.
    public func prepareExport() async throws(OperationError) { _ = try await prepareJournal() }

    /// Writes down that sessions were saved to a file, whole and with all that is hidden in them.
    ///
    /// - Returns: Why the journal has no line of it; nil when it has.
    public func noteExport(of keys: [SessionKey], reason: String?) async -> String? {
        await write(
            "export", keys.map(\.text), [Receipt.Result.done.rawValue: keys.count], count: keys.count, reason: reason)
    }

    /// Writes down that stores were not covered by an act, a line each.
    ///
    /// - Returns: Why the journal lacks one of the lines; nil when it has them.
    func note(
        uncovered: [OpenStores.Uncovered], by verb: Verb, names: [String], reason: String?
    ) async -> String? {
        var warning: String?
        for store in uncovered {
            let results = [Receipt.Result.notCoverable.rawValue: 1]
            let failure = await write(
                verb.rawValue, [], results, of: names, reason: reason, store: store.store, note: store.reason)
            warning = warning ?? failure
        }
        return warning
    }

    /// What a watch saw of one session in the end.
    struct Sighting {
        /// The session's id, or its key where that is not known.
        var name: String
        /// What it is: the word of the journal.
        var word: String
    }

    /// Writes down what a watch after a logout saw.
    ///
    /// - Returns: Why the journal has no line of it; nil when it has.
    func note(watch seen: [Sighting], milliseconds: Int64, names: [String], reason: String?) async -> String? {
        let results = seen.reduce(into: [String: Int]()) { $0[$1.word, default: 0] += 1 }
        return await write(
            "watch", seen.map(\.name), results, count: seen.count, of: names, reason: reason,
            note: "watched for \(DurationText.compact(milliseconds: milliseconds))")
    }

    /// Writes down that a read-only store was opened for writing.
    ///
    /// - Returns: Why the journal has no line of it; nil when it has.
    public func noteUnlock(milliseconds: Int64, reason: String) async -> String? {
        await write(
            "write", [], [Receipt.Result.done.rawValue: 1], reason: reason,
            note: "for \(DurationText.exact(milliseconds: milliseconds))")
    }

    /// Writes down that it is read-only again.
    ///
    /// - Returns: Why the journal has no line of it; nil when it has.
    public func noteLock(isByOperator: Bool) async -> String? {
        await write(
            "readonly", [], [Receipt.Result.done.rawValue: 1], reason: nil,
            note: isByOperator ? "by the operator" : "its time was up")
    }

    /// Sets up what makes the store tell of its changes, or takes it away.
    public func change(_ change: FeedChange, reason: String?) async throws(OperationError) -> FeedOutcome {
        let warning = try await begin(reason)
        do throws(StoreError) {
            let setup =
                switch change {
                case .install: try await target.store.installFeed()
                case .remove: try await target.store.removeFeed()
                }
            let written = await write(change.rawValue, [], [Receipt.Result.done.rawValue: 1], reason: reason)
            return FeedOutcome(setup: setup, journalWarning: warning ?? written)
        } catch {
            _ = await write(change.rawValue, [], [Receipt.Result.refused.rawValue: 1], reason: reason)
            throw .store(error)
        }
    }

    /// The operations on another store, by the same person and in the same journal.
    func operations(on other: OpenStore) -> Operations {
        Operations(on: other, journal: journal, person: person, now: now)
    }

    /// Whether a text gives a reason: blanks are none.
    public static func isReason(_ text: String?) -> Bool { text?.contains { !$0.isWhitespace } ?? false }

    /// Refuses what may not be done here; why the journal can't be written, where that is no reason to refuse.
    func begin(_ reason: String?) async throws(OperationError) -> String? {
        if isRehearsal { return nil }
        if let refusal = target.refusal { throw refusal }
        if let until = target.writableUntil, now() >= until { throw .lockedAgain(store: target.name) }
        if target.isProduction, !Self.isReason(reason) { throw .reasonMissing(store: target.name) }
        return try await prepareJournal()
    }

    /// Makes sure that a line can be written; why it can't, where that is no reason to refuse.
    func prepareJournal() async throws(OperationError) -> String? {
        do throws(JournalError) {
            try await journal.prepare()
            return nil
        } catch {
            if target.isProduction { throw .journal(error) }
            return error.description
        }
    }

    private func act(
        _ verb: Verb, on names: [String], of user: [String] = [], _ reason: String?,
        _ body: () async throws(StoreError) -> SessionActs.Done
    ) async throws(OperationError) -> Outcome {
        let warning = try await begin(reason)
        // What may take long is written down before as well: it may be cut off for good.
        if names.count > Self.longAct {
            _ = await write(verb.rawValue, names, ["begun": names.count], count: names.count, of: user, reason: reason)
        }
        let done: SessionActs.Done
        do throws(StoreError) {
            done = try await body()
        } catch {
            let result = error.reason.leavesDoubt ? Self.unknown : Receipt.Result.refused.rawValue
            _ = await write(
                verb.rawValue, names, [result: names.count], count: names.count, of: user, reason: reason)
            throw .store(error)
        }
        let written = await write(done.receipt, names: names, of: user, reason: reason)
        return Outcome(
            receipt: done.receipt, undo: done.undo, owed: done.owed, conflict: done.conflict, session: done.session,
            journalWarning: warning ?? written)
    }

    /// An act on more sessions than this is long.
    private static let longAct = 1000
    /// The journal's word for what may have been done: no answer came.
    private static let unknown = "unknown"

    private func write(_ receipt: Receipt, names: [String], of user: [String] = [], reason: String?) async -> String? {
        let results = receipt.lines.reduce(into: [String: Int]()) { results, line in
            results[line.isUncertain ? Self.unknown : line.result.rawValue, default: 0] += 1
        }
        return await write(
            receipt.verb.rawValue, names, results, count: receipt.lines.count, of: user, reason: reason)
    }

    /// Writes an act into the journal; why it could not.
    ///
    /// - Parameter store: The store it is about; nil for this one.
    func write(
        _ verb: String, _ names: [String], _ results: [String: Int], count: Int = 0, of user: [String] = [],
        reason: String?, store: String? = nil, note: String? = nil
    ) async -> String? {
        if isRehearsal { return nil }
        do throws(JournalError) {
            let ids = try await journal.hashes(names)
            var entry = JournalEntry(
                at: now(), person: person, store: store ?? target.name, verb: verb, ids: ids, count: count,
                reason: reason, results: results)
            let address = target.store.identity.fixedAddress
            if store == nil, target.name != address { entry.address = address }
            entry.note = note
            entry.user = user.first
            entry.names = user
            try await journal.append(entry)
            return nil
        } catch {
            return error.description
        }
    }
}
