internal import Operations
internal import SessionModel
internal import SessionQuery
internal import StoreKit

/// Ends a set of sessions that was fixed beforehand.
struct Destruction {
    let surroundings: Surroundings
    let common: CommonOptions
    let act: ActOptions
    let opened: OpenedStore

    /// The sessions that are meant.
    struct Doomed {
        /// Those that are there.
        var sessions: [SessionKey: SessionID?] = [:]
        /// Their keys, in order.
        var keys: [SessionKey] = []
        /// What was named and is not there.
        var missing: [String] = []
        /// What has chosen them; nil where they were named.
        var choice: QueryChoice?

        mutating func add(_ session: Session) {
            guard sessions.updateValue(session.id, forKey: session.key) == nil else { return }
            keys.append(session.key)
        }
    }

    /// The sessions of these names; refused when one of them fits several.
    func sessions(named ids: [String]) async throws(Failure) -> Doomed {
        var doomed = Doomed()
        for id in ids {
            do throws(Failure) {
                doomed.add(try await Resolving.session(id, in: opened.target, forAct: true))
            } catch {
                guard error.code == .nothingMatched, ids.count > 1 else { throw error }
                doomed.missing.append(id)
                Notice.write(error.message)
            }
        }
        if doomed.keys.isEmpty { throw Failure(.nothingMatched, "\(opened.target.name) has none of these sessions.") }
        return doomed
    }

    /// The sessions that fit a query now.
    func sessions(fitting query: Query) async throws(Failure) -> Doomed {
        var doomed = Doomed()
        doomed.choice = QueryChoice(query, at: surroundings.now())
        let selection = Selection(target: opened.target, query: query, now: surroundings.now)
        let summary = try await selection.read { (sessions) throws(Failure) in
            for session in sessions { doomed.add(session) }
        }
        if summary.unknown > 0 {
            Notice.write("\(summary.doubt), and will be left alone.")
        }
        if doomed.keys.isEmpty { throw Failure(.nothingMatched, "No session of \(opened.target.name) fits.") }
        return doomed
    }

    /// Asks, saves, ends, prints.
    func run(_ doomed: Doomed, export path: String?) async throws(Failure) {
        let printer = ReceiptPrinter(target: opened.target, json: common.json)
        let deed = deed(doomed)
        if act.dryRun { return try printer.printDryRun(.destroy, lines(doomed), "Would do: \(deed).") }
        try ActGate(surroundings: surroundings, common: common, act: act, target: opened.target)
            .pass(deed, count: doomed.keys.count)
        let export = try await path.asyncMap { (path) async throws(Failure) in
            try await ExportFile.save(doomed.keys, of: opened.target, to: path)
        }
        var outcome: Operations.Outcome
        do throws(OperationError) {
            let ids = doomed.sessions.compactMapValues { $0 }
            outcome = try await opened.operations.destroy(
                doomed.keys, ids: ids, unless: doomed.choice.map(objection(by:)), reason: common.reason)
        } catch {
            if !error.leavesDoubt { export?.discard() }
            throw Failure(error)
        }
        try export?.correct(outcome)
        outcome.receipt.lines += missingLines(doomed)
        try printer.print(outcome)
    }

    /// What is said against ending a session that was chosen: that it does not fit any more.
    private func objection(by choice: QueryChoice) -> SessionObjection {
        let (target, now) = (opened.target, surroundings.now)
        return { choice.objection(to: $0, at: now(), ahead: target.clockSkew, hiding: target.secrets) }
    }

    private func deed(_ doomed: Doomed) -> String {
        let name = opened.target.name
        guard doomed.keys.count == 1, let key = doomed.keys.first else {
            return "Destroy \(ActGate.sessions(doomed.keys.count)) of \(name)"
        }
        return "Destroy \(opened.target.shortName(key, id: doomed.sessions[key] ?? nil)) of \(name)"
    }

    private func lines(_ doomed: Doomed) -> [Receipt.Line] {
        doomed.keys.map { Receipt.Line(id: doomed.sessions[$0] ?? nil, key: $0, result: .done) } + missingLines(doomed)
    }

    private func missingLines(_ doomed: Doomed) -> [Receipt.Line] {
        doomed.missing.map { .init(id: SessionID($0), key: SessionKey($0), result: .gone, reason: "it is not there") }
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Result>(
        _ transform: (Wrapped) async throws(Failure) -> Result
    ) async throws(Failure) -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
