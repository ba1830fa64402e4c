internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// Ending sessions, and looking whether they are gone.
extension SessionActs {
    /// Ends sessions, whatever they hold by now: one in use changes at every request. Those that were chosen by what
    /// they hold are looked at once more, just before their batch is ended.
    ///
    /// Cancelling the task, or the sign to stop, ends it between two batches: those that had no turn are refused, and may
    /// be tried again.
    ///
    /// - Parameters:
    ///   - objection: Why one is left alone by now; nil where all are ended.
    ///   - progress: Told after every batch how many have had their turn.
    func destroy(
        _ sessions: [EndRequest], ids: [SessionKey: SessionID], unless objection: SessionObjection? = nil,
        verb: Verb = .destroy, pacing: Pacing = .full, until stop: StopSign = StopSign(),
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var archived: [ArchivedRecord] = []
        var owed: [EndRequest] = []
        for start in stride(from: 0, to: sessions.count, by: Self.endBatch) {
            if stop.isRaised {
                owed += sessions[start...]
                lines += sessions[start...].map {
                    Receipt.Line(id: ids[$0.key], key: $0.key, result: .refused, reason: StopSign.reason)
                }
                break
            }
            let began = ContinuousClock.now
            let batch = Array(sessions[start..<min(start + Self.endBatch, sessions.count)])
            let turns: [Turn]
            do throws(StoreError) {
                if Task.isCancelled { throw .stopped(while: "ending sessions", on: target.name) }
                turns = try await end(batch, unless: objection)
            } catch {
                guard !lines.isEmpty else { throw error }
                owed += sessions[start...]
                lines += sessions[start...].enumerated().map { place, request in
                    var line = Receipt.Line(
                        id: ids[request.key], key: request.key, result: .refused, reason: error.description)
                    line.isUncertain = place < batch.count && error.reason.leavesDoubt
                    return line
                }
                break
            }
            for (request, turn) in zip(batch, turns) {
                lines.append(line(request.key, ids[request.key], turn))
                switch turn {
                case .ended(.done(let record)): archived.append(record)
                case .ended(.failed): owed.append(request)
                case .ended(.gone), .ended(.changed), .left: break
                }
            }
            progress(lines.count)
            if start + batch.count < sessions.count { await pacing.rest(since: began) }
        }
        await readBack(&lines)
        let undo = archived.isEmpty ? nil : UndoStep.restore(archived)
        var receipt = Receipt(verb, store: target.name, lines: lines)
        receipt.notes = notes(onUnkept: archived)
        // A logout watches for what comes back.
        if verb == .destroy, let note = await noteOnRequests(lines) { receipt.notes.append(note) }
        return Done(receipt: receipt, undo: undo, owed: owed.isEmpty ? nil : .end(owed))
    }

    /// What came of a session's turn.
    private enum Turn {
        /// It was left alone, and why.
        case left(String)
        case ended(EndOutcome)
    }

    /// Ends a batch and what the framework keeps beside the records, but for those that there is an objection to.
    private func end(
        _ batch: [EndRequest], unless objection: SessionObjection?
    ) async throws(StoreError) -> [Turn] {
        var due: [EndRequest] = []
        var reasons: [String?] = []
        for (request, session) in zip(batch, try await look(at: batch, all: objection != nil)) {
            let reason = session.flatMap { objection?(asChosen($0)) }
            reasons.append(reason)
            if reason == nil { due.append(withCompanions(request, of: session)) }
        }
        var outcomes: [EndOutcome] = []
        if !due.isEmpty {
            let complete = due
            outcomes = try await toItsEnd { store throws(StoreError) in try await store.end(complete) }
        }
        var rest = outcomes[...]
        return reasons.compactMap { reason in reason.map(Turn.left) ?? rest.popFirst().map(Turn.ended) }
    }

    /// The sessions of a batch before it is ended: all, or those beside whose records the framework may keep something.
    /// Whose that is stands in the records; what was brought back may be of a framework that had no session here.
    private func look(at batch: [EndRequest], all isWhole: Bool) async throws(StoreError) -> [Session?] {
        let target = target.asAllowed
        let layouts = target.formats.filter(\.hasCompanions).flatMap { target.context.layouts(of: $0.name) }
        let places = batch.indices.filter { isWhole || layouts.claiming(batch[$0].key) != nil }
        var sessions = [Session?](repeating: nil, count: batch.count)
        guard !places.isEmpty else { return sessions }
        for (place, session) in zip(places, try await target.sessions(places.map { batch[$0].key })) {
            sessions[place] = session
        }
        return sessions
    }

    /// A session as it is read where sessions are chosen: by the formats that have some in the store.
    private func asChosen(_ session: Session) -> Session {
        target.allowed == nil ? session : target.sessionIfAny(in: session.record) ?? session
    }

    /// A request that takes along what the framework keeps beside the record.
    private func withCompanions(_ request: EndRequest, of session: Session?) -> EndRequest {
        guard let session, let format = target.asAllowed.format(of: session), format.hasCompanions else {
            return request
        }
        var complete = request
        complete.companions = format.companions(session, .end)
        return complete
    }

    /// What can't be brought back, by the reason.
    private func notes(onUnkept archived: [ArchivedRecord]) -> [String] {
        let reasons = Dictionary(grouping: archived.compactMap(\.unkept)) { $0 }
        return reasons.sorted { $0.key < $1.key }.map { reason, all in
            "\(all.count == 1 ? "One" : "\(all.count)") can't be brought back: \(reason)."
        }
    }

    /// That requests of the application hold locks of what was ended: each saves its session when it is done.
    private func noteOnRequests(_ lines: [Receipt.Line]) async -> String? {
        let layouts = target.context.layouts.compactMap(\.keyValue)
        let ended = lines.filter { $0.result == .done }.map(\.key)
        let locks = ended.flatMap { key in layouts.flatMap { $0.lockKeys(of: key) }.map { (session: key, lock: $0) } }
        var held: Set<SessionKey> = []
        for start in stride(from: 0, to: locks.count, by: OpenStore.batch) {
            let batch = locks[start..<min(start + OpenStore.batch, locks.count)]
            guard let found = try? await target.store.records(batch.map(\.lock), limit: 0) else { break }
            for (place, record) in zip(batch, found) where record != nil { held.insert(place.session) }
        }
        guard !held.isEmpty else { return nil }
        return ended.count == 1
            ? "A request of the application is at work on the session and may save it again; look again in a moment."
            : "The application's requests are at work on \(held.count) of the sessions and may save these again;"
                + " look again in a moment."
    }

    private static let endBatch = 100

    private func line(_ key: SessionKey, _ id: SessionID?, _ turn: Turn) -> Receipt.Line {
        switch turn {
        case .left(let reason): Receipt.Line(id: id, key: key, result: .changed, reason: reason)
        case .ended(.done): Receipt.Line(id: id, key: key, result: .done)
        case .ended(.gone): Receipt.Line(id: id, key: key, result: .gone, reason: "it had ended already")
        case .ended(.changed): Receipt.Line(id: id, key: key, result: .changed, reason: "it changed meanwhile")
        case .ended(.failed(let error)): failed(key, id, error)
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
}
