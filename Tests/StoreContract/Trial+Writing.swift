internal import SessionModel
internal import StoreKit

extension Trial {
    func writes() async throws {
        let key = try put("a", "old")

        let outcome = try await store.write(write(key, over: "old", "new"))

        guard case .done(let record) = outcome else { throw Breach("the outcome is \(outcome)") }
        try require(record.content, is: .bytes(bytes("new")), "the content told")
        try require(record.key, is: key, "the key told")
        try requireContent(key, is: bytes("new"), "afterwards")
        try require(
            isSame(record.expiry, try place.deadline(key)), "the deadline told is \(String(describing: record.expiry))")
    }

    func writesOnlyOverExpected() async throws {
        let key = try put("a", "theirs")
        let deadline = try place.deadline(key)
        let traces = try place.traces(key)

        for change in [
            write(key, over: "old", "new"), write(key, over: "old", nil, expiry: .keep), write(key, over: "", "new"),
        ] {
            let outcome = try await store.write(change)
            guard case .changed(let record) = outcome else { throw Breach("the outcome is \(outcome)") }
            try require(record.content, is: .bytes(bytes("theirs")), "what is told to be there")
        }
        try requireContent(key, is: bytes("theirs"), "afterwards")
        try requireDeadline(key, is: deadline, "afterwards")
        try require(try place.traces(key), is: traces, "what else is known of it")
    }

    func comparesBytes() async throws {
        let key = try put("a", "Straße e\u{301} ")
        let alike = [
            "straße e\u{301} ", "Strasse e\u{301} ", "Straße é ", "Straße e\u{301}", "Straße e\u{301}  ",
            "Straße e\u{301} \u{0}",
        ]

        for text in alike {
            guard case .changed = try await store.write(write(key, over: text, "new")) else {
                throw Breach("\"\(text)\" was taken for what is there")
            }
        }
        guard case .done = try await store.write(write(key, over: "Straße e\u{301} ", "new")) else {
            throw Breach("not written")
        }
    }

    func neverCreates() async throws {
        let key = place.key("missing")

        for change in [write(key, over: "", "new"), write(key, over: "old", "new"), write(key, over: "", nil)] {
            try require(try await store.write(change), is: .gone, "the outcome")
        }
        try requireContent(key, is: nil, "afterwards")
        try require(try await list().count, is: 0, "the number of records")
    }

    func keepsDeadline() async throws {
        guard place.keepsExpiry else { return }
        for lifetime in [59_123, Self.hour + 1, 40 * Self.day + 7] {
            let key = try put("k\(lifetime)", "0", lifetime: lifetime)
            let deadline = try place.deadline(key)
            for round in 0..<5 {
                guard case .done(let record) = try await store.write(write(key, over: "\(round)", "\(round + 1)"))
                else {
                    throw Breach("not written")
                }
                try require(
                    isSame(record.expiry, deadline), "the deadline told is \(String(describing: record.expiry))")
            }
            try requireDeadline(key, is: deadline, "after five edits")
        }
    }

    func keepsImmortality() async throws {
        let key = try put("a", "old", lifetime: nil)

        _ = try await store.write(write(key, over: "old", "new"))

        try requireDeadline(key, is: place.keepsExpiry ? .never : nil, "afterwards")
        try requireContent(key, is: bytes("new"), "afterwards")
    }

    func setsDeadline() async throws {
        guard place.keepsExpiry else { return }
        let key = try put("a", "same", lifetime: Self.hour)
        let before = try place.deadline(key)?.moment ?? Timestamp(milliseconds: 0)
        for moved in [Self.hour + 123, -1_800_007, 400 * Self.day] {
            let wanted = Deadline.at(before.adding(milliseconds: moved))

            let outcome = try await store.write(write(key, over: "same", nil, expiry: .set(wanted)))

            guard case .done(let record) = outcome else { throw Breach("the outcome is \(outcome)") }
            try require(
                isSame(record.expiry, wanted),
                "the deadline told is \(String(describing: record.expiry)), not \(wanted)")
            try requireDeadline(key, is: wanted, "afterwards")
            try requireContent(key, is: bytes("same"), "afterwards")
        }
        let wanted = Deadline.at(before.adding(milliseconds: 5000))
        guard case .done = try await store.write(write(key, over: "same", "both", expiry: .set(wanted))) else {
            throw Breach("not written")
        }
        try requireDeadline(key, is: wanted, "with new content")
        try requireContent(key, is: bytes("both"), "with a new deadline")
    }

    func setsNever() async throws {
        guard place.keepsExpiry else { return }
        let key = try put("a", "same", lifetime: Self.hour)

        guard case .done(let record) = try await store.write(write(key, over: "same", nil, expiry: .set(.never))) else {
            throw Breach("not written")
        }

        try require(record.expiry, is: .never, "the deadline told")
        try requireDeadline(key, is: .never, "afterwards")
        let wanted = Deadline.at(place.distantMoment)
        guard case .done = try await store.write(write(key, over: "same", "new", expiry: .set(wanted))) else {
            throw Breach("not written")
        }
        try requireDeadline(key, is: wanted, "after it was immortal")
    }

    func writesAnyContent() async throws {
        let key = place.key("a")
        try place.put(key, bytes("start"), lifetime: Self.hour)
        var before = bytes("start")
        for (number, content) in oddContents.enumerated() {
            let change = RecordWrite(key: key, expecting: Revision(content: before), content: content)
            guard case .done(let record) = try await store.write(change) else {
                throw Breach("content \(number) was not written")
            }
            try require(record.content, is: .bytes(content), "content \(number) as told")
            try requireContent(key, is: content, "content \(number)")
            before = content
        }
    }

    func losesNoUpdate() async throws {
        let key = try put("counter", "0")
        let second = try await place.open(isReadOnly: false)
        let deadline = try place.deadline(key)

        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in [store, second] {
                group.addTask {
                    for _ in 0..<100 { try await add(to: key, client) }
                }
            }
            try await group.waitForAll()
        }

        await second.close()
        try requireContent(key, is: bytes("200"), "after 200 additions")
        try requireDeadline(key, is: deadline, "after 200 additions")
        try require(try await list().count, is: 1, "the number of records left")
    }

    /// Adds one, as often as somebody else was quicker.
    private func add(to key: SessionKey, _ client: any SessionStore) async throws {
        var seen = try await record(key, client)
        while true {
            guard let current = seen, let content = current.content.bytes,
                let number = Int(String(decoding: place.plain(content), as: UTF8.self))
            else { throw Breach("the counter is \(String(describing: seen?.content))") }
            let next = RecordWrite(key: key, expecting: Revision(content: content), content: bytes("\(number + 1)"))
            switch try await client.write(next) {
            case .done: return
            case .changed(let record): seen = record
            case .gone: throw Breach("the counter is gone")
            }
        }
    }
}
