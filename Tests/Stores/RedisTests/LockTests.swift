import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `A session on Redis whose lock is held` {
    private let server: RedisServer
    private let expecting = Revision(content: Array("old".utf8))

    init() throws {
        server = try RedisServer()
        try server.command(["SET", "s:abc", "old", "PX", "600000"])
        try server.command(["SET", "s:abc_LOCK", "host|1"])
        // Of another shape, so no session.
        try server.command(["SET", "s:a.b", "old"])
    }

    private func open(_ lack: Lack) async throws -> RedisStore {
        var opening = StoreOpening.of(port: server.port)
        opening.layouts = [
            .keyValue(KeyValueLayout(.exactly("s:"), stem: StemShape(.php, 1...256), locks: [.behind("_LOCK")]))
        ]
        return try await .open(opening, capabilities: lack == .nothing ? nil : lack.capabilities)
    }

    @Test(arguments: [Lack.nothing, .scripting]) func `is not written to and keeps its key`(lack: Lack) async throws {
        let store = try await open(lack)
        let key = SessionKey("s:abc")

        let writing = await failure { () throws(StoreError) in
            try await store.write(RecordWrite(key: key, expecting: expecting, content: Array("new".utf8)))
        }
        let moving = await failure { () throws(StoreError) in
            try await store.move(key, to: SessionKey("s:xyz"), expecting: expecting)
        }

        #expect(writing?.detail == StoreError.heldByRequest)
        #expect(moving?.detail == StoreError.heldByRequest)
        #expect(try server.command(["GET", "s:abc"]).text == "old")
        try server.command(["DEL", "s:abc_LOCK"])
        guard
            case .done = try await store.write(
                RecordWrite(key: key, expecting: expecting, content: Array("new".utf8)))
        else { return #expect(Bool(false), "not written") }
    }

    @Test(arguments: [Lack.nothing, .scripting]) func `takes no deadline`(lack: Lack) async throws {
        let store = try await open(lack)
        let before = try server.command(["PEXPIRETIME", "s:abc"]).number
        let later = Deadline.at(Timestamp(milliseconds: 4_000_000_000_000))
        let write = RecordWrite(key: SessionKey("s:abc"), expecting: expecting, content: nil, expiry: .set(later))

        let error = await failure { () throws(StoreError) in try await store.write(write) }

        #expect(error?.reason == .notPermitted)
        #expect(error?.detail == StoreError.heldByRequest)
        #expect(try server.command(["PEXPIRETIME", "s:abc"]).number == before)
        try server.command(["DEL", "s:abc_LOCK"])
        guard case .done(let record) = try await store.write(write) else { return #expect(Bool(false), "not written") }
        #expect(record.expiry == later)
    }

    @Test func `is listed without its lock, and ends`() async throws {
        let store = try await open(.nothing)

        let rows = try await store.all().rows
        guard case .done = try await store.end([EndRequest(SessionKey("s:abc"))])[0] else {
            return #expect(Bool(false), "not ended")
        }

        #expect(Array(rows.keys) == [SessionKey("s:abc")])
    }
}
