internal import SessionModel
public import StoreKit
internal import StoreSockets

extension SQLStore {
    public var abilities: StoreAbilities {
        get async {
            if let known = rights.abilities { return known }
            return (try? await examine().abilities) ?? .reading.subtracting(.push)
        }
    }

    public func examine() async throws(StoreError) -> StoreExamination {
        let found = try await worker.perform("examining it", isRepeatable: true) { connection throws(SQLFailure) in
            try self.examination(connection)
        }
        rights.abilities = found.abilities
        rights.count = found.estimatedCount
        return found
    }

    private func examination(_ connection: Engine.Connection) throws(SQLFailure) -> StoreExamination {
        let start = LocalClock.monotonic()
        let version = try engine.version(connection)
        let roundTrip = Double(LocalClock.monotonic() - start) / 1e6
        var restrictions = try ownRestrictions() + engine.restrictions(table, connection)
        let setup = try engine.feedSetup(table, connection)
        let isTold = setup?.isActive == true && rights.pushRefusal == nil
        if !isTold { restrictions.append(reasonForPolling(setup)) }
        let denied = restrictions.reduce(into: StoreAbilities()) { $0.formUnion($1.ability) }
        return StoreExamination(
            version: version, abilities: StoreAbilities.all.subtracting(denied), restrictions: restrictions,
            feed: isTold ? setup?.kind ?? polling : polling,
            clockSkew: try skew(connection), roundTrip: roundTrip,
            estimatedCount: try engine.estimatedCount(table, connection),
            notes: try engine.notes(connection) + ownNotes + notesOnNames(connection)
        )
    }

    private func notesOnNames(_ connection: Engine.Connection) throws(SQLFailure) -> [String] {
        let count = try engine.unnamedCount(table, connection)
        guard count > 0 else { return [] }
        let rows = count == 1 ? "1 row is not listed: its" : "\(count) rows are not listed: their"
        return ["\(rows) \(table.key.name) is NULL or a number, and names no session."]
    }

    private var ownNotes: [String] {
        guard !otherTables.isEmpty else { return [] }
        let names = otherTables.joined(separator: ", ")
        return [
            "Sessions are taken from the table \(table.name); \(names) could hold some too: ?table=NAME takes another."
        ]
    }

    private func ownRestrictions() throws(SQLFailure) -> [StoreExamination.Restriction] {
        let acts = StoreAbilities.all.subtracting(.reading)
        if isReadOnly { return [.init(acts, reason: "it was opened read-only", remedy: nil)] }
        if !table.isKeyUnique {
            return [
                .init(
                    acts, reason: "\(table.key.name) is no primary key, so that a row can't be told from another",
                    remedy:
                        "ALTER TABLE \(engine.quoted(table.name)) ADD PRIMARY KEY (\(engine.quoted(table.key.name)))")
            ]
        }
        return reasonAgainstRestoring.map { [.init(.restore, reason: $0, remedy: nil)] } ?? []
    }

    private func skew(_ connection: Engine.Connection) throws(SQLFailure) -> Int64 {
        var clocks = ClockComparison()
        for _ in 0..<3 {
            let start = LocalClock.milliseconds()
            guard let there = try engine.clock(connection) else { return 0 }
            clocks.take(there, between: start, and: LocalClock.milliseconds())
        }
        return clocks.skew()
    }

    private var polling: FeedKind { .poll(seconds: engine.pollInterval) }

    /// Why the table is read again and again, and what would change that.
    private func reasonForPolling(_ setup: FeedSetup?) -> StoreExamination.Restriction {
        let poll = "the table is read again every \(engine.pollInterval) s"
        if let refusal = rights.pushRefusal { return .init(.push, reason: "\(poll): \(refusal)", remedy: nil) }
        switch setup?.state {
        case .impossible(let reason, let remedy): return .init(.push, reason: "\(poll): \(reason)", remedy: remedy)
        case .notInstalled:
            return .init(.push, reason: poll, remedy: "curfew feed install")
        case .builtIn, .installed, nil: return .init(.push, reason: poll, remedy: nil)
        }
    }
}
