import BSON
import SessionModel
import StoreKit
import Testing

@testable import MongoDBStore

@Suite struct `Words of the MongoDB store` {
    private static func target(_ options: [StoreAddress.Option] = []) throws -> MongoTarget {
        try MongoTarget(
            StoreOpening(
                address: StoreAddress(
                    scheme: "mongodb", user: "kim@shop", password: Secret("s3cret/?"),
                    hosts: [.init("a"), .init("fe80::1", port: 27018), .init("/tmp/mongodb-27017.sock")], path: "app",
                    options: options), layouts: []))
    }

    static let cases: [(MongoFailure, StoreError.Reason, String)] = [
        (.unreachable("refused"), .unreachable, "Cannot reach M while reading: refused."),
        (.lost("gone"), .lost, "Lost the connection to M while reading: gone."),
        (.timedOut(5000), .timedOut, "No answer in time from M while reading: nothing came for 5000 ms."),
        (.loginRefused("no"), .loginRefused, "Login refused by M while reading: no."),
        (
            .libraryMissing("libmongoc-1.0.so.0: cannot open"), .libraryMissing,
            "A library is missing for M while reading: libmongoc-1.0.so.0: cannot open."
        ),
        (
            .halfMoved("gone"), .lost,
            "Lost the connection to M while reading: gone; the session may be under its old and its new id now."
        ),
        (
            .tooLate("expires_at", end: Timestamp(milliseconds: 253_402_300_799_999)), .failed,
            "Something failed on M while reading: its field expires_at holds no moment after 9999-12-31."
        ),
        (.readOnly, .readOnly, "Read-only: M while reading: nothing may be changed here."),
        (.closed, .cancelled, "Stopped on M while reading: the store is closed."),
        (.refused(5, "no s3cret/? here"), .failed, "Something failed on M while reading: no ******** here."),
        (.refused(5, "no s3cret%2F%3F here"), .failed, "Something failed on M while reading: no ******** here."),
    ]

    @Test(arguments: cases)
    func `are one sentence`(failure: MongoFailure, reason: StoreError.Reason, words: String) throws {
        var error = failure.inWords(while: "reading", on: try Self.target())
        error.subject = "M"
        #expect(error.reason == reason)
        #expect(error.description == words)
    }

    @Test(arguments: [
        (
            "connection refused calling hello on 'h:1'",
            MongoFailure.unreachable("connection refused calling hello on 'h:1'")
        ),
        (
            "Invalid reply from server. calling hello on 'h:1'",
            .unsuitable("what answers is no MongoDB", remedy: "Check host and port.")
        ),
    ])
    func `tell a server of another kind from none`(words: String, failure: MongoFailure) {
        #expect(MongoFailure.selecting("No suitable servers found: `x` set: [\(words)]") == failure)
    }

    @Test func `name the package of the missing library`() throws {
        let error = MongoFailure.libraryMissing("none").inWords(while: "a", on: try Self.target())
        #expect(error.remedy == "apt install libmongoc-1.0-0")
    }

    @Test func `pass the driver its own address`() throws {
        let target = try Self.target([
            .init("replicaSet", "rs0"), .init("collection", "s"), .init("format", "tina4"),
            .init("readPreferenceTags", "dc:ny,rack:1"), .init("poll", "3"), .init("tlsCAFile", "/etc/ca file.pem"),
        ])

        #expect(
            target.uri
                == "mongodb://kim%40shop:s3cret%2F%3F@a,[fe80::1]:27018,%2Ftmp%2Fmongodb-27017.sock/app?replicaSet=rs0"
                + "&readPreferenceTags=dc:ny,rack:1&tlsCAFile=/etc/ca%20file.pem")
        #expect(target.address == "mongodb://kim%40shop@a,[fe80::1]:27018,/tmp/mongodb-27017.sock")
        #expect(target.collection == "s")
        #expect(target.pollInterval == 3)
    }

    @Test func `tell keys of other types from texts`() throws {
        let values: [BSONValue] = [
            "plain", "", "bson:", "bson:02:0000", 5, .int64(5), .double(5), .null, ["a": [1]],
            try BSONValue(.objectID, bytes: Array(0..<12)), .string(utf8: [0xFF, 0]),
        ]

        for value in values { #expect(KeyText.value(KeyText.key(value)) == value) }
        #expect(Set(values.map(KeyText.key)).count == values.count)
        #expect(KeyText.key(values[9]).text == "bson:07:000102030405060708090a0b")
        #expect(KeyText.key("plain").text == "plain")
        #expect(KeyText.value(SessionKey("bson:10:05")) == "bson:10:05")
    }

    static let readings: [(BSONValue, DocumentLayout.Unit, DocumentLayout.Never, ExpiryReading)] = [
        (5, .seconds, .zero, .deadline(.at(Timestamp(milliseconds: 5000)))),
        (.double(5.25), .seconds, .zero, .deadline(.at(Timestamp(milliseconds: 5250)))),
        (0, .seconds, .zero, .deadline(.never)),
        (.null, .seconds, .zero, .deadline(.never)),
        (0, .seconds, .missing, .deadline(.at(Timestamp(milliseconds: 0)))),
        (.double(.nan), .seconds, .zero, .unreadable("not a number")),
        (.int64(1_795_232_650_000), .seconds, .zero, .unreadable("not in seconds")),
        (.date(milliseconds: 5), .seconds, .zero, .unreadable("a date")),
        ("5", .seconds, .zero, .unreadable("a string")),
        (.date(milliseconds: 5), .date, .missing, .deadline(.at(Timestamp(milliseconds: 5)))),
        (5, .date, .missing, .unreadable("a int")),
        (.int64(5_000_000), .nanoseconds, .zero, .deadline(.at(Timestamp(milliseconds: 5)))),
    ]

    @Test(arguments: readings)
    func `read deadlines`(
        value: BSONValue, unit: DocumentLayout.Unit, never: DocumentLayout.Never, expected: ExpiryReading
    ) {
        #expect(ExpiryReading(value, DocumentLayout.Expiry("e", unit: unit, never: never)) == expected)
    }

    @Test(arguments: [Int64.min, .max]) func `take a date for a date, however far off`(milliseconds: Int64) {
        let field = DocumentLayout.Expiry("e", unit: .date, never: .missing)
        let row = ExpiryReading(.date(milliseconds: milliseconds), field).row

        #expect(row != RowFacts.unknown)
        #expect(row != RowFacts.never)
    }
}
