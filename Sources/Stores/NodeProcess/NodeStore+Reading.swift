internal import SessionModel
internal import StoreKit
internal import StoreSockets

extension NodeStore {
    /// What can be done in a process's memory, read-only or not.
    private var rights: StoreAbilities { target.isReadOnly ? [.list] : StoreAbilities.all.subtracting(.push) }

    var abilities: StoreAbilities { rights }

    func examine() async throws(StoreError) -> StoreExamination {
        try await perform("examining it") { attached throws(NodeFailure) in
            let start = LocalClock.monotonic()
            let asked = LocalClock.milliseconds()
            let facts = try attached.run("facts")
            let trip = LocalClock.monotonic() - start
            let theirs = facts.child(.key("now"))?.toldMoment ?? asked
            let skew = theirs - asked - trip / 2_000_000
            let version = facts.child(.key("version"))?.string ?? ""
            return StoreExamination(
                version: "Node \(version)", abilities: rights, restrictions: restrictions,
                feed: .poll(seconds: target.pollInterval), clockSkew: abs(skew) < 50 ? 0 : skew,
                roundTrip: Double(trip) / 1_000_000,
                estimatedCount: facts.child(.key("count")).flatMap { Int($0.rawText) }, notes: notes(attached))
        }
    }

    private var restrictions: [StoreExamination.Restriction] {
        var list = [
            StoreExamination.Restriction(
                .push, reason: "a process's memory tells of no change; it is read again and again")
        ]
        let acts = StoreAbilities.all.subtracting(.reading)
        if target.isReadOnly { list.append(.init(acts, reason: "it was opened read-only")) }
        return list
    }

    private func notes(_ attached: Attached) -> [String] {
        var notes: [String] = []
        notes.append(
            isInspectorOurs
                ? "The inspector on port \(attached.attachment.port) was opened for this with SIGUSR1 and is closed on leaving;"
                    + " if curfew is killed it stays open until the application ends."
                : "The inspector on port \(attached.attachment.port) was open already and stays so.")
        notes.append(
            "Finding the sessions walks once through the process's heap, which takes the process that long;"
                + " afterwards it is asked for a few milliseconds at a time and never paused.")
        for (number, candidate) in attached.candidates.enumerated() {
            let mark = number == attached.chosen ? "this one" : "store=\(number + 1)"
            notes.append("Store \(number + 1): \(candidate.words) - \(mark).")
        }
        return notes
    }

    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        guard !keys.isEmpty else { return [] }
        return try await perform("reading sessions") { attached throws(NodeFailure) in
            var found = [StoredRecord?](repeating: nil, count: keys.count)
            // What is no text can be no key here.
            let possible = keys.indices.filter { keys[$0].isText }
            var next = 0
            while next < possible.count {
                let batch = possible[next..<min(next + 200, possible.count)]
                let answer = try attached.run(
                    "records",
                    [
                        "keys": .array(batch.map { .string(keys[$0].text) }),
                        "limit": .integer(Int64(clamping: max(1, limit))),
                    ])
                let rows = Array(answer.children)
                guard !rows.isEmpty else { throw .garbled("an answer that says nothing") }
                for (index, row) in zip(batch, rows) {
                    found[index] = MemoryRecord(Array(row.children)[...])?.stored(keys[index], limit: limit)
                }
                next += rows.count
            }
            return found
        }
    }

    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        guard limit > 0, prefix.isText else { return [] }
        return try await perform("looking for a session") { attached throws(NodeFailure) in
            let answer = try attached.run(
                "keys", ["prefix": .string(prefix.text), "limit": .integer(Int64(limit))])
            return answer.children.compactMap { $0.string.map { SessionKey($0) } }
        }
    }
}

extension SessionKey {
    /// Whether it is a text, as every key in a process's memory is.
    var isText: Bool { String(validating: bytes, as: UTF8.self) != nil }
}
