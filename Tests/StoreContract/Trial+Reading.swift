internal import SessionModel
internal import StoreKit

extension Trial {
    func readsAnyContent() async throws {
        for (number, content) in oddContents.enumerated() {
            let key = place.key("o\(number)")
            try place.put(key, content, lifetime: Self.hour)

            let found = try await record(key)

            try require(found?.content, is: .bytes(content), "content \(number)")
            try require(found?.size, is: content.count, "the size of content \(number)")
            try require(found?.key, is: key, "the key of content \(number)")
        }
    }

    func keepsOrder() async throws {
        let a = try put("a", "A")
        let b = try put("b", "B", lifetime: nil)
        let missing = place.key("c")

        let found = try await store.records([b, missing, a, b], limit: 100)

        try require(found.map { $0?.content.bytes }, is: [bytes("B"), nil, bytes("A"), bytes("B")], "the contents")
        try require(try await store.records([], limit: 100).count, is: 0, "the number of records of no key")
        try require(
            isSame(found[2]?.expiry, try place.deadline(a)),
            "the deadline of a is \(String(describing: found[2]?.expiry))")
        try require(
            isSame(found[0]?.expiry, try place.deadline(b)),
            "the deadline of b is \(String(describing: found[0]?.expiry))")
        let many = try (0..<300).map { try put("n\($0)", "\($0)") }
        let all = try await store.records(many.reversed(), limit: 100)
        try require(all.map { $0?.key }, is: many.reversed(), "the order of 300")
    }

    func cutsLargeContent() async throws {
        let content = place.form(
            (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % (place.keepsOnlyText ? 127 : 251)) })
        let key = place.key("large")
        try place.put(key, content, lifetime: Self.hour)

        for limit in [1000, 299_999] {
            let found = try await store.records([key], limit: limit)[0]
            guard case .head(let head) = found?.content else { throw Breach("cut to \(limit) it is no head") }
            try require(!head.isEmpty && head.count <= limit, "the head of \(limit) has \(head.count) bytes")
            try require(Array(content.prefix(head.count)), is: head, "the head")
            try require(found?.size, is: content.count, "the size")
            try require(found?.revision, is: nil, "the revision of a head")
        }
        let whole = try await store.records([key], limit: content.count)[0]
        try require(whole?.content, is: .bytes(content), "the content at just the limit")
        let none = try await store.records([key], limit: 0)[0]
        try require(none != nil, "with a limit of 0 the record is missing")
        try require(none?.size, is: content.count, "the size with a limit of 0")
    }

    func knowsForeign() async throws {
        let key = place.key("foreign")
        guard try place.putForeign(key) else { return }

        let found = try await record(key)

        guard case .foreign(let kind) = found?.content else {
            throw Breach("it is \(String(describing: found?.content))")
        }
        try require(!kind.isEmpty, "its kind has no name")
        let over = RecordWrite(key: key, expecting: Revision(content: []), content: bytes("x"))
        do {
            if case .done = try await store.write(over) { throw Breach("it was written over") }
        } catch let error as StoreError {
            try require(error.reason != .lost, "writing over it lost the connection")
        }
        guard case .foreign = try await record(key)?.content else { throw Breach("it is no longer what it was") }
    }

    func readsHostileKeys() async throws {
        let keys = place.hostileKeys
        for (number, key) in keys.enumerated() { try place.put(key, bytes("{\"n\":\(number)}"), lifetime: Self.hour) }

        try require(try await list().rows.map(\.key), is: keys.sorted(), "the list of keys")
        for (number, key) in keys.enumerated() {
            let old = "{\"n\":\(number)}"
            try require(try await record(key)?.content, is: .bytes(bytes(old)), "the content of \(key.bytes)")
            guard case .done = try await store.write(write(key, over: old, "new")) else {
                throw Breach("no write of \(key.bytes)")
            }
            try requireContent(key, is: bytes("new"), "written")
            guard case .done(let archived) = try await store.end([EndRequest(key)])[0] else {
                throw Breach("no end of \(key.bytes)")
            }
            try requireContent(key, is: nil, "ended")
            guard case .done = try await store.restore(archived) else { throw Breach("no return of \(key.bytes)") }
            try requireContent(key, is: bytes("new"), "restored")
        }
        for (number, key) in keys.enumerated() where number > 0 {
            try requireContent(keys[number - 1], is: bytes("new"), "beside \(key.bytes)")
        }
    }
}
