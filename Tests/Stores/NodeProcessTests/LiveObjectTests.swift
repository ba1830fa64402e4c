import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import NodeProcessStore

@Suite(.needs(.node), .timeLimit(.minutes(5))) struct `A Map of live sessions` {
    private let shop: NodeShop
    private let key = "0123456789abcdef"

    init() throws {
        shop = try NodeShop(.map)
    }

    private func write(_ store: any SessionStore, _ seen: String, _ content: String) async throws -> WriteOutcome {
        try await store.write(
            RecordWrite(key: SessionKey(key), expecting: Revision(content: bytes(seen)), content: bytes(content)))
    }

    @Test func `is changed where it is, field by field`() async throws {
        try shop.run(
            """
            const inner = { a: 1, b: 2 };
            globalThis.kept = { user: 'alice', inner, when: new Date(0), tell() { return this.user; } };
            store.set('\(key)', kept);
            """)
        let store = try await StoreDriver.node.open(.of(shop))
        let seen = try #require(try await store.text(key))
        #expect(
            seen == #"{"user":"alice","inner":{"a":1,"b":2},"when":"1970-01-01T00:00:00.000Z","tell":"[function]"}"#)

        let edited = seen.replacing("alice", with: "bob").replacing("\"b\":2", with: "\"c\":[3]")
        guard case .done = try await write(store, seen, edited) else {
            Issue.record("not written")
            return
        }

        #expect(
            try shop.run("return [kept === store.get('\(key)'), kept.tell(), kept.inner, kept.when.getTime()]")
                == #"[true,"bob",{"a":1,"c":[3]},0]"#)
        guard case .changed = try await write(store, seen, edited) else {
            Issue.record("written over what was not seen")
            return
        }
        await store.close()
    }

    @Test func `is followed and examined whatever its application's clocks say`() async throws {
        try shop.run("store.set('\(key)', { user: 'alice' })")
        let store = try await StoreDriver.node.open(.of(shop))
        try shop.run(
            """
            let steps = 0;
            performance.now = () => (steps += 1) * 1e300;
            Date.now = () => -9223372036854774784;
            """)

        let (changes, sink) = AsyncStream<StoreChange>.makeStream()
        let watching = Task { try? await store.watch { sink.yield($0) } }
        var iterator = changes.makeAsyncIterator()

        #expect(await iterator.next() == .connected(.poll(seconds: 1)))
        #expect(try await store.examine().clockSkew == 0)
        watching.cancel()
        await store.close()
    }

    @Test func `keeps what JSON has no word for`() async throws {
        try shop.run("store.set('\(key)', { user: 'alice', when: new Date(0), tell() {} })")
        let store = try await StoreDriver.node.open(.of(shop))
        let seen = try #require(try await store.text(key))

        let error = await failure { () async throws(StoreError) in
            _ = try await store.write(
                RecordWrite(
                    key: SessionKey(key), expecting: Revision(content: bytes(seen)),
                    content: bytes(seen.replacing("1970", with: "1980"))))
        }
        #expect(error?.detail == "when is Date in the process and can't be edited")

        guard case .done(let archived) = try await store.end([EndRequest(SessionKey(key))])[0] else {
            Issue.record("not ended")
            return
        }
        #expect(archived.unkept == "it holds what JSON has no word for (Date)")
        await store.close()
    }

    @Test func `moves, ends and comes back as an object`() async throws {
        try shop.put([(key, #"{"user":"alice","cart":{"n":1}}"#)])
        let store = try await StoreDriver.node.open(.of(shop))
        let seen = try #require(try await store.text(key))
        let other = SessionKey("fedcba9876543210")

        guard
            case .done = try await store.move(SessionKey(key), to: other, expecting: Revision(content: bytes(seen))),
            case .done(let archived) = try await store.end([EndRequest(other)])[0]
        else {
            Issue.record("not moved and ended")
            return
        }
        #expect(try shop.run("return store.size") == "0")
        guard case .done = try await store.restore(archived) else {
            Issue.record("not restored")
            return
        }
        #expect(try shop.value(other.text) == #"{"user":"alice","cart":{"n":1}}"#)
        await store.close()
    }

    @Test func `survives cycles, getters, classes and odd values`() async throws {
        try shop.run(
            """
            class Session { constructor() { this.user = 'bob'; } }
            const odd = { user: 'eve', big: 10n, nan: NaN, list: [1, , 3], get secret() { globalThis.touched = true; } };
            odd.self = odd;
            store.set('\(key)', odd);
            store.set('1123456789abcdef', new Session());
            """)
        let store = try await StoreDriver.node.open(.of(shop))

        #expect(
            try await store.text(key)
                == #"{"user":"eve","big":"[bigint]","nan":"[NaN]","list":[1,null,3],"secret":"[getter]","self":"[cycle]"}"#
        )
        #expect(try await store.text("1123456789abcdef") == #"{"user":"bob"}"#)
        #expect(try shop.run("return globalThis.touched === undefined") == "true")
        await store.close()
    }
}
