internal import SessionModel
internal import StoreKit

extension Trial {
    func end(_ key: SessionKey) async throws -> ArchivedRecord {
        let outcome = try await store.end([EndRequest(key)])
        guard case .done(let archived) = outcome.first else { throw Breach("not ended: \(outcome)") }
        return archived
    }

    func restores() async throws {
        for (number, content) in oddContents.enumerated() {
            let key = place.key("r\(number)")
            try place.put(key, content, lifetime: number == 1 ? nil : Self.hour + Int64(number) * 1001)
            let deadline = try place.deadline(key)
            let traces = try place.traces(key)
            let archived = try await end(key)

            let outcome = try await store.restore(archived)

            guard case .done(let record) = outcome else { throw Breach("the outcome is \(outcome)") }
            try require(record.content, is: .bytes(content), "content \(number) as told")
            try requireContent(key, is: content, "content \(number)")
            try requireDeadline(key, is: deadline, "content \(number)")
            try require(isSame(record.expiry, deadline), "the deadline told is \(String(describing: record.expiry))")
            try require(try place.traces(key), is: traces, "what else is known of it")
        }
        try require(try await list().count, is: oddContents.count, "the number of records")
    }

    func restoresToFreeKeysOnly() async throws {
        let key = try put("a", "mine")
        let archived = try await end(key)
        _ = try put("a", "theirs")
        let deadline = try place.deadline(key)

        try require(try await store.restore(archived), is: .occupied, "the outcome")

        try requireContent(key, is: bytes("theirs"), "afterwards")
        try requireDeadline(key, is: deadline, "afterwards")
        try require(try await list().count, is: 1, "the number of records")
    }

    func restoresNothingExpired() async throws {
        guard place.keepsExpiry else { return }
        let key = try put("a", "mine")
        var archived = try await end(key)
        archived.expiry = .at(Timestamp(milliseconds: 1_000_000_000_000))

        try require(try await store.restore(archived), is: .expired, "the outcome")

        try requireContent(key, is: nil, "afterwards")
    }

    func restoresOnce() async throws {
        let second = try await place.open(isReadOnly: false)
        for round in 0..<30 {
            let archived = try await end(try put("a\(round)", "once"))

            async let first = store.restore(archived)
            async let other = second.restore(archived)
            let outcomes = try await [first, other]

            let done = outcomes.count { if case .done = $0 { true } else { false } }
            try require(done, is: 1, "how many brought it back in round \(round)")
            try require(outcomes.contains(.occupied), "the other was told \(outcomes)")
            try requireContent(archived.key, is: bytes("once"), "in round \(round)")
        }
        await second.close()
    }
}
