import BSON
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import MongoDBStore

@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `Changing documents` {
    private let key = SessionKey("a")

    private func document(_ members: BSONDocument) -> BSONDocument {
        var writer = BSONWriter()
        writer.append("_id", "a")
        for element in members.elements { writer.append(element, of: members) }
        return writer.document
    }

    private func write(
        _ store: any SessionStore, _ old: BSONDocument, _ new: BSONDocument?,
        expiry: RecordWrite.ExpiryChange = .keep
    ) async throws(StoreError) -> WriteOutcome {
        try await store.write(
            RecordWrite(
                key: key, expecting: Revision(content: old.bytes), content: new?.bytes, expiry: expiry))
    }

    static let replaced: [(String, BSONDocument, BSONDocument)] = [
        ("a field changes", ["a": 1, "b": 2], ["a": 3, "b": 2]),
        ("a field comes", ["a": 1], ["a": 1, "b": 2]),
        ("two fields come", ["a": 1], ["a": 1, "y": 2, "b": 3]),
        ("a field goes", ["a": 1, "b": 2], ["b": 2]),
        ("fields change places", ["a": 1, "b": 2], ["b": 2, "a": 1]),
        ("a name with a dot changes", ["a.b": 1], ["a.b": 2]),
        ("an int32 becomes a double of the same value", ["a": 1], ["a": .double(1)]),
        ("zero becomes less than zero", ["a": .double(0)], ["a": .double(-0.0)]),
        ("an array changes inside", ["a": [1, ["b": .null]]], ["a": [1, ["b": .int64(1)]]]),
        ("a document is emptied", ["a": ["b": 1]], ["a": [:]]),
        ("what looks like an expression stays text", ["a": "$a"], ["a": "$$ROOT", "b": ["$literal": "$a"]]),
    ]

    @Test(arguments: replaced)
    func `stores what was asked byte for byte`(_ test: (String, BSONDocument, BSONDocument)) async throws {
        let database = try MongoDatabase(.alone)
        let (old, new) = (document(test.1), document(test.2))
        try database.put(old)
        let store = try await database.open()

        let outcome = try await write(store, old, new)

        guard case .done(let record) = outcome else { throw TestSupportError("\(test.0): \(outcome)") }
        #expect(record.content == .bytes(new.bytes), "\(test.0)")
        #expect(try database.document("a") == new, "\(test.0)")
        await store.close()
    }

    /// What a server takes for equal, and is not.
    static let alike: [(String, BSONDocument, BSONDocument)] = [
        ("int32 and double", ["n": 1], ["n": .double(1)]),
        ("int32 and int64", ["n": 1], ["n": .int64(1)]),
        ("int64 and double", ["n": .int64(1)], ["n": .double(1)]),
        ("int64 and double inside", ["o": ["n": .int64(1)]], ["o": ["n": .double(1)]]),
        ("int32 and double in an array", ["l": [1]], ["l": [.double(1)]]),
        ("another order", ["a": 1, "b": 2], ["b": 2, "a": 1]),
        ("null and nothing", ["a": .null], [:]),
        ("a letter's case", ["a": "x"], ["a": "X"]),
        ("an array and its element", ["a": [1]], ["a": 1]),
        ("a field more", ["a": 1], ["a": 1, "b": 1]),
    ]

    @Test(arguments: alike)
    func `takes nothing for what it was not`(_ test: (String, BSONDocument, BSONDocument)) async throws {
        let database = try MongoDatabase(.alone)
        let (seen, there) = (document(test.1), document(test.2))
        try database.put(there)
        let store = try await database.open()

        let written = try await write(store, seen, document(["new": 1]))
        let ended = try await store.end([EndRequest(key, expecting: Revision(content: seen.bytes))])
        let moved = try await store.move(key, to: SessionKey("b"), expecting: Revision(content: seen.bytes))

        guard case .changed(let record) = written, case .changed = ended[0], case .changed = moved else {
            throw TestSupportError("\(test.0): \(written), \(ended), \(moved)")
        }
        #expect(record.content == .bytes(there.bytes))
        #expect(try database.document("a") == there)
        #expect(try database.document("b") == nil)
        await store.close()
    }

    @Test(arguments: ["x", .double(.nan), .double(.infinity)] as [BSONValue])
    func `takes a deadline that nobody can read for none, and not for one that never comes`(
        value: BSONValue
    ) async throws {
        let database = try MongoDatabase(.alone)
        try database.put(document(["data": [:], "expires_at": value]))
        let store = try await database.open()

        let record = try await store.records([key], limit: 1000)[0]
        let ended = try await store.end([EndRequest(key)])

        #expect(record?.expiry == nil)
        guard case .foreign = record?.content, case .done(let archived) = ended[0] else {
            throw TestSupportError("\(String(describing: record)), \(ended)")
        }
        #expect(archived.expiry == nil)
        guard case .done = try await store.restore(archived) else { throw TestSupportError("not brought back") }
        #expect(try database.document("a")?["expires_at"]?.bytes == value.bytes)
        await store.close()
    }

    @Test func `keeps the type of a deadline`() async throws {
        let database = try MongoDatabase(.alone)
        let store = try await database.open()
        let moment = Timestamp(milliseconds: 2_000_000_000_000)
        let far = Timestamp(milliseconds: 4_000_000_000_000)
        for (found, first, second) in [
            (1, 2_000_000_000, .int64(4_000_000_000)), (.int64(1), .int64(2_000_000_000), .int64(4_000_000_000)),
            (.double(1), .double(2e9), .double(4e9)), (.null, .double(2e9), .double(4e9)),
        ] as [(BSONValue, BSONValue, BSONValue)] {
            let old = document(["data": [:], "expires_at": found])
            try database.put(old)
            guard case .done(let record) = try await write(store, old, nil, expiry: .set(.at(moment))),
                let bytes = record.content.bytes
            else { throw TestSupportError("not written") }
            #expect(try database.document("a")?["expires_at"] == first)
            #expect(record.expiry == .at(moment))
            guard case .done = try await write(store, BSONDocument(bytes), nil, expiry: .set(.at(far))) else {
                throw TestSupportError("not written")
            }
            #expect(try database.document("a")?["expires_at"] == second)
        }
        await store.close()
    }

    @Test func `moves what a format moves along with the deadline in one step`() async throws {
        let database = try MongoDatabase(.alone)
        let store = try await database.open()
        let old = document(["data": [:], "expires_at": .double(5), "updated_at": .date(milliseconds: 1)])
        try database.put(old)
        let new = document(["data": [:], "expires_at": .double(5), "updated_at": .date(milliseconds: 9)])

        let outcome = try await write(store, old, new, expiry: .set(.at(Timestamp(milliseconds: 7000))))

        guard case .done = outcome else { throw TestSupportError("\(outcome)") }
        let there = try database.document("a")
        #expect(there?["expires_at"] == .double(7))
        #expect(there?["updated_at"] == .date(milliseconds: 9))
        await store.close()
    }

    @Test func `never changes whose document it is`() async throws {
        let database = try MongoDatabase(.alone)
        let store = try await database.open()
        let old = document(["data": [:]])
        try database.put(old)
        let other: BSONDocument = ["_id": "b", "data": [:]]

        let error = await failure { () throws(StoreError) in
            _ = try await write(store, old, other)
        }
        #expect(error?.detail == "the session's _id would change")
        #expect(try database.document("b") == nil)
        await store.close()
    }

    @Test func `refuses what a server would not take, with the number`() async throws {
        let database = try MongoDatabase(.alone)
        let store = try await database.open()
        let old = document(["data": .binary([UInt8](repeating: 1, count: 9_000_000))])
        try database.put(old)
        let new = document(["data": .binary([UInt8](repeating: 2, count: 9_000_000))])

        let error = await failure { () throws(StoreError) in
            _ = try await write(store, old, new)
        }
        #expect(error?.detail.contains("bytes together, and a server takes 16000000 at once") == true)
        #expect(try database.document("a") == old)
        await store.close()
    }

    @Test func `reads and lists documents of sixteen megabytes`() async throws {
        let database = try MongoDatabase(.alone)
        let store = try await database.open()
        let large = [UInt8](repeating: 7, count: 15_000_000)
        for name in ["a", "b", "c"] {
            try database.put(["_id": .string(name), "data": .binary(large), "expires_at": 0])
        }

        let records = try await store.records(["a", "b", "c"].map { SessionKey($0) }, limit: 1000)
        #expect(records.map { $0?.size ?? 0 }.allSatisfy { $0 > 15_000_000 })
        let sizes = AsyncStream<Int>.makeStream()
        try await store.scan(
            ScanRequest(pace: .full, readsContent: true) { key, content, expiry, _, page in
                page.append(key: key, facts: RowFacts(deadline: expiry, size: content.count), user: key)
            }
        ) { page in for row in 0..<page.count { sizes.continuation.yield(Int(page.facts[row].size)) } }
        sizes.continuation.finish()
        var count = 0
        for await size in sizes.stream where size > 15_000_000 { count += 1 }
        #expect(count == 3)
        await store.close()
    }

    @Test func `finds sessions by a field of their own`() async throws {
        let database = try MongoDatabase(.replicaSet)
        let layout = DocumentLayout(id: "id", expiry: .init("expiration", unit: .date, never: .missing))
        let old: BSONDocument = [
            "_id": 1, "id": "session:x", "val": .binary([1]), "expiration": .date(milliseconds: 5),
        ]
        try database.put(old)
        try database.put(["_id": 2, "id": "session:y", "val": .binary([2])])
        let store = try await database.open(layout)
        let key = SessionKey("session:x")

        let record = try #require(try await store.records([key], limit: 1000)[0])
        #expect(record.content == .bytes(old.bytes))
        #expect(record.expiry == .at(Timestamp(milliseconds: 5)))
        #expect(try await store.examine().feed == .poll(seconds: 2))
        let expecting = Revision(content: old.bytes)
        let taken = try await store.move(key, to: SessionKey("session:y"), expecting: expecting)
        #expect(taken == .occupied)
        let moved = try await store.move(key, to: SessionKey("session:z"), expecting: expecting)
        guard case .done = moved else { throw TestSupportError("\(moved)") }
        #expect(try database.document(1)?["id"] == "session:z")
        let outcome = try await store.end([EndRequest(SessionKey("session:z"))])
        guard case .done(let archived) = outcome[0] else { throw TestSupportError("\(outcome)") }
        #expect(try database.document(1) == nil)
        #expect(try await store.restore(archived) == .expired)
        await store.close()
    }

    @Test(arguments: [
        (DocumentLayout.Unit.seconds, 99_999_999_999_000, "5138-11-16"),
        (.nanoseconds, 9_223_372_036_854, "2262-04-11"),
    ])
    func `moves no session to where its field could not be read`(
        unit: DocumentLayout.Unit, last: Int64, date: String
    ) async throws {
        let database = try MongoDatabase(.alone)
        let old = document(["expiration": .int64(5_000_000_000)])
        try database.put(old)
        let store = try await database.open(
            DocumentLayout(expiry: .init("expiration", unit: unit, never: .zero)))

        let error = await #expect(throws: StoreError.self) {
            try await write(
                store, old, nil, expiry: .set(.at(Timestamp(milliseconds: last + 1))))
        }
        #expect(try #require(error).detail == "its field expiration holds no moment after \(date)")
        #expect(try database.document("a") == old)

        let outcome = try await write(store, old, nil, expiry: .set(.at(Timestamp(milliseconds: last))))
        guard case .done(let record) = outcome else { throw TestSupportError("\(outcome)") }
        let kept = try #require(record.expiry?.moment)
        #expect(abs(kept.milliseconds - last) <= 1000)
        await store.close()
    }

    @Test func `asks the format about documents without a deadline`() async throws {
        let database = try MongoDatabase(.alone)
        try database.put(["_id": "old", "data": [:], "last_accessed": 5])
        try database.put(["_id": "new", "data": [:], "expires_at": 7])
        let store = try await database.open()
        let rows = AsyncStream<(String, Int64)>.makeStream()

        try await store.scan(
            ScanRequest(pace: .full) { key, content, expiry, _, page in
                #expect(expiry == RowFacts.unknown)
                page.append(key: key, facts: RowFacts(deadline: 99, size: content.count), user: key)
            }
        ) { page in for row in 0..<page.count { rows.continuation.yield((page.key(row).text, page.deadlines[row])) } }
        rows.continuation.finish()

        var found: [String: Int64] = [:]
        for await row in rows.stream { found[row.0] = row.1 }
        #expect(found == ["old": 99, "new": 7000])
        await store.close()
    }
}
