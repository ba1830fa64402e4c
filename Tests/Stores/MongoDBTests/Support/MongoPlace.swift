import BSON
import SessionModel
import StoreContract
import StoreKit
import TestSupport

@testable import MongoDBStore

/// A database of its own for each clause.
struct MongoPlace: StoreUnderTest {
    /// How deadlines are kept.
    enum Shape {
        case fractions, wholes, dates
    }

    private let database: MongoDatabase
    private let shape: Shape

    let keepsExpiry = true
    let resolution: Int64

    init(_ kind: MongoServer.Kind, _ shape: Shape = .fractions, isSharded: Bool = false) throws {
        self.shape = shape
        resolution = shape == .wholes ? 1001 : 1
        database = try MongoDatabase(kind, isSharded: isSharded)
    }

    private var layout: DocumentLayout { shape == .dates ? .dated : .tina4 }

    func open(isReadOnly: Bool) async throws -> any SessionStore {
        EnvelopeStore(
            inner: try await database.open(layout, isReadOnly: isReadOnly, options: [.init("poll", "1")]),
            sample: expiry(1000))
    }

    func key(_ word: String) -> SessionKey { SessionKey("id-" + word) }

    var hostileKeys: [SessionKey] {
        let texts = [
            "'", "$where", "a.b", "{}", "é", "e\u{301}", "a", "A", "a ", "-1", " ", "bson:", "bson:07:xyz", "a\u{0}b",
        ]
        let others: [BSONValue] = [
            5, .double(5.5), true, .date(milliseconds: 5), ["a": 1], .string("bson:07:00"),
            .binary([1, 2], subtype: 4),
        ]
        let strings = (texts + [String(repeating: "x", count: 1000)]).map { BSONValue.string($0) }
        return (strings + others).map(KeyText.key)
    }

    /// The field of a deadline so many milliseconds from now.
    private func expiry(_ lifetime: Int64?) -> (String, BSONValue)? {
        let moment = lifetime.map { Clock.milliseconds() + $0 }
        switch shape {
        case .fractions: return ("expires_at", .double(Double(moment ?? 0) / 1000))
        case .wholes: return ("expires_at", .int64((moment ?? 0) / 1000))
        case .dates: return moment.map { ("expires", .date(milliseconds: $0)) }
        }
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        try database.put(Envelope.wrap(content, key, expiry(lifetime)))
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        try database.insert(records.map { Envelope.wrap($0.content, $0.key, expiry(lifetime)) })
    }

    private func document(_ key: SessionKey) throws -> BSONDocument? { try database.document(KeyText.value(key)) }

    func content(_ key: SessionKey) throws -> [UInt8]? { try document(key).flatMap(Envelope.content) }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        guard let document = try document(key) else { return nil }
        if shape == .dates {
            return document["expires"]?.milliseconds.map { .at(Timestamp(milliseconds: $0)) } ?? .never
        }
        guard let seconds = document["expires_at"]?.double else { return nil }
        return seconds == 0 ? .never : Timestamp(seconds: seconds).map { .at($0) }
    }

    func traces(_ key: SessionKey) throws -> String {
        guard let document = try document(key) else { return "" }
        let names = Envelope.notes.map(\.0) + ["expires_at", "expires"]
        return names.map { "\($0) \(document[$0]?.type.name ?? "-")" }.joined(separator: ", ")
    }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        guard let (name, value) = expiry(lifetime) else { return }
        try database.run([
            "update": "sessions",
            "updates": [["q": ["_id": KeyText.value(key)], "u": ["$set": .document(BSONDocument([(name, value)]))]]],
        ])
    }

    func remove(_ key: SessionKey) throws { try database.remove(KeyText.value(key)) }

    func putForeign(_ key: SessionKey) throws -> Bool {
        let field: (String, BSONValue) = (shape == .dates ? "expires" : "expires_at", "tomorrow")
        try database.put(Envelope.wrap([1], key, field))
        return true
    }

    /// Every document of a collection is a session; beside it there are other collections.
    func putStrangers() throws {
        try database.run(["insert": "others", "documents": [["_id": .string(UniqueWord.next()), "data": 1]]])
    }
}

/// Words that no two calls share.
enum UniqueWord {
    static func next() -> String { "w\(UInt64.random(in: .min ... .max))" }
}
