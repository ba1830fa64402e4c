internal import SessionModel
internal import StoreKit

extension Trial {
    func ends() async throws {
        for (number, content) in oddContents.enumerated() {
            let key = place.key("e\(number)")
            let lifetime = number == 0 ? nil : Self.hour + Int64(number)
            try place.put(key, content, lifetime: lifetime)
            let deadline = try place.deadline(key)

            let outcome = try await store.end([EndRequest(key)])

            guard case .done(let archived) = outcome.first, outcome.count == 1 else {
                throw Breach("the outcome is \(outcome)")
            }
            try require(archived.key, is: key, "the key told")
            if !archived.isSerialized { try require(archived.content, is: content, "content \(number) as given back") }
            try require(
                isSame(archived.expiry, deadline), "the deadline given back is \(String(describing: archived.expiry))")
            try requireContent(key, is: nil, "afterwards")
        }
        try require(try await list().count, is: 0, "the number of records left")
    }

    func endsNothingGone() async throws {
        let other = try put("b")

        try require(try await store.end([EndRequest(place.key("a"))]), is: [.gone], "the outcome")
        let expecting = EndRequest(place.key("a"), expecting: Revision(content: []))
        try require(try await store.end([expecting]), is: [.gone], "the outcome when asked to look")
        try require(try await store.end([]).count, is: 0, "the number of outcomes of nothing")
        try requireContent(other, is: bytes("{\"a\":1}"), "another record")
    }

    func endsOnlyExpected() async throws {
        let key = try put("a", "theirs")
        let deadline = try place.deadline(key)
        let traces = try place.traces(key)

        let outcome = try await store.end([EndRequest(key, expecting: Revision(content: bytes("old")))])

        guard case .changed(let record) = outcome[0] else { throw Breach("the outcome is \(outcome)") }
        try require(record.content, is: .bytes(bytes("theirs")), "what is told to be there")
        try requireContent(key, is: bytes("theirs"), "afterwards")
        try requireDeadline(key, is: deadline, "afterwards")
        try require(try place.traces(key), is: traces, "what else is known of it")
        guard case .done = try await store.end([EndRequest(key, expecting: Revision(content: bytes("theirs")))])[0]
        else {
            throw Breach("with the right content it was not ended")
        }
        try requireContent(key, is: nil, "at the end")
    }

    func endsAnything() async throws {
        let key = try put("a", "seen")
        _ = try put("a", "changed since")

        guard case .done(let archived) = try await store.end([EndRequest(key)])[0] else { throw Breach("not ended") }

        if !archived.isSerialized { try require(archived.content, is: bytes("changed since"), "what was given back") }
        try requireContent(key, is: nil, "afterwards")
    }

    func endsFiveHundred() async throws {
        let keys = (0..<500).map { place.key("x\($0)") }
        try place.put(
            keys.enumerated().filter { $0.offset % 10 != 3 }.map { ($0.element, bytes("\($0.offset)")) },
            lifetime: Self.hour)
        let bystander = try put("bystander")

        let outcomes = try await store.end(keys.map { EndRequest($0) })

        try require(outcomes.count, is: 500, "the number of outcomes")
        for (number, outcome) in outcomes.enumerated() {
            switch outcome {
            case .gone: try require(number % 10 == 3, "number \(number) is said to be gone")
            case .done(let archived):
                try require(archived.key, is: keys[number], "the key of number \(number)")
                if !archived.isSerialized {
                    try require(archived.content, is: bytes("\(number)"), "the content of number \(number)")
                }
            case .changed, .failed: throw Breach("number \(number): \(outcome)")
            }
        }
        try require(try await list().rows.map(\.key), is: [bystander], "what is left")
    }

    func endsOnce() async throws {
        let second = try await place.open(isReadOnly: false)
        for round in 0..<30 {
            let key = try put("a\(round)", "once")

            async let first = store.end([EndRequest(key)])
            async let other = second.end([EndRequest(key)])
            let outcomes = try await first + other

            let done = outcomes.count { if case .done = $0 { true } else { false } }
            try require(done, is: 1, "how many ended it in round \(round)")
            try require(outcomes.contains(.gone), "the other was told \(outcomes)")
        }
        await second.close()
    }
}
