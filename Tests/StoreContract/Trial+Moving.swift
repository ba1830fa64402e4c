internal import SessionModel
internal import StoreKit

extension Trial {
    func moves() async throws {
        for (word, lifetime) in [("a", Self.hour + 77), ("b", nil)] as [(String, Int64?)] {
            let key = try put(word, "whole \(word)", lifetime: lifetime)
            let newKey = place.key("new-\(word)")
            let deadline = try place.deadline(key)
            let traces = try place.traces(key)

            let outcome = try await store.move(key, to: newKey, expecting: Revision(content: bytes("whole \(word)")))

            guard case .done(let record) = outcome else { throw Breach("the outcome is \(outcome)") }
            try require(record.key, is: newKey, "the key told")
            try require(record.content, is: .bytes(bytes("whole \(word)")), "the content told")
            try require(isSame(record.expiry, deadline), "the deadline told is \(String(describing: record.expiry))")
            try requireContent(newKey, is: bytes("whole \(word)"), "under the new key")
            try requireDeadline(newKey, is: deadline, "under the new key")
            try require(try place.traces(newKey), is: traces, "what else is known of it")
            try requireContent(key, is: nil, "under the old key")
        }
    }

    func movesToFreeKeysOnly() async throws {
        let key = try put("a", "A")
        let taken = try put("b", "B")

        let outcome = try await store.move(key, to: taken, expecting: Revision(content: bytes("A")))

        try require(outcome, is: .occupied, "the outcome")
        try requireContent(key, is: bytes("A"), "the one")
        try requireContent(taken, is: bytes("B"), "the other")
    }

    func movesNothingGone() async throws {
        let outcome = try await store.move(place.key("a"), to: place.key("b"), expecting: Revision(content: bytes("A")))

        try require(outcome, is: .gone, "the outcome")
        try requireContent(place.key("b"), is: nil, "the new key")
    }

    func movesOnlyExpected() async throws {
        let key = try put("a", "theirs")

        let outcome = try await store.move(key, to: place.key("b"), expecting: Revision(content: bytes("old")))

        guard case .changed(let record) = outcome else { throw Breach("the outcome is \(outcome)") }
        try require(record.content, is: .bytes(bytes("theirs")), "what is told to be there")
        try require(record.key, is: key, "the key told")
        try requireContent(key, is: bytes("theirs"), "under the old key")
        try requireContent(place.key("b"), is: nil, "under the new key")
    }

    func movesOnce() async throws {
        let second = try await place.open(isReadOnly: false)
        for round in 0..<20 {
            let one = try put("one\(round)", "1")
            let two = try put("two\(round)", "2")
            let goal = place.key("goal\(round)")

            async let first = store.move(one, to: goal, expecting: Revision(content: bytes("1")))
            async let other = second.move(two, to: goal, expecting: Revision(content: bytes("2")))
            let outcomes = try await [first, other]

            let winners = outcomes.count { if case .done = $0 { true } else { false } }
            try require(winners, is: 1, "how many won in round \(round)")
            try require(outcomes.contains(.occupied), "the other was told \(outcomes)")
            let left = try [one, two, goal].compactMap { try place.content($0) }.map {
                String(decoding: place.plain($0), as: UTF8.self)
            }
            try require(left.sorted(), is: ["1", "2"], "what is left in round \(round)")
        }
        await second.close()
    }
}
