import Glibc
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import NodeProcessStore

@Suite(.needs(.node), .timeLimit(.minutes(5))) struct `Attaching to a Node process` {
    @Test func `opens the inspector when a person said so, and closes it at the end`() async throws {
        let shop = try NodeShop(.plain)
        #expect(!shop.isInspectorOpen)

        let store = try await StoreDriver.node.open(.of(shop))
        #expect(shop.isInspectorOpen)
        await store.close()

        let isShut = await Patience(.seconds(30)).wait { shop.isInspectorOpen ? nil : true }
        #expect(isShut == true)
        // And it can be opened again.
        let again = try await StoreDriver.node.open(.of(shop))
        #expect(try await again.all().count == 0)
        await again.close()
    }

    @Test func `leaves an inspector open that was open`() async throws {
        let port = try FreePort.take()
        let shop = try NodeShop(.plain, options: ["--inspect=\(port)"], port: port)

        let opening = StoreOpening.of(shop, isConsented: false)
        #expect(try StoreDriver.node.intrusion?(opening) == nil)
        let store = try await StoreDriver.node.open(opening)
        let version = try await store.examine().version
        await store.close()

        #expect(version.hasPrefix("Node v"))
        #expect(shop.isInspectorOpen)
    }

    @Test func `attaches by host and port`() async throws {
        let port = try FreePort.take()
        let shop = try NodeShop(.plain, options: ["--inspect=\(port)"], port: port)
        try shop.put([("session-a", "{\"user\":1}")])
        var opening = StoreOpening.of(shop, isConsented: false)
        opening.address = StoreAddress(scheme: "node", hosts: [.init("127.0.0.1", port: UInt16(port))])

        let store = try await StoreDriver.node.open(opening)

        #expect(try await store.text("session-a") == "{\"user\":1}")
        #expect(store.identity.address == "node://127.0.0.1:\(port)")
        await store.close()
    }

    @Test func `does nothing without a yes, and says what it would do`() async throws {
        let shop = try NodeShop(.plain)
        let opening = StoreOpening.of(shop, isConsented: false)

        let words = try #require(try StoreDriver.node.intrusion?(opening))
        #expect(words.contains("Open the inspector of process \(shop.pid)"))
        #expect(words.contains("127.0.0.1:\(shop.port) with SIGUSR1"))

        let error = await failure { () async throws(StoreError) in try await StoreDriver.node.open(opening) }
        #expect(error?.reason == .notPermitted)
        #expect(!shop.isInspectorOpen)
    }

    @Test func `says whose process it is, and when it runs no Node`() async throws {
        let home = try TemporaryDirectory()
        let other = try ChildProcess("/bin/sleep", ["60"], environment: ProcessEnvironment.isolated(home: home))

        let error = await failure { () async throws(StoreError) in try await StoreDriver.node.open(.of(pid: other.pid))
        }
        #expect(
            error?.description.hasSuffix("the process runs sleep and not Node, and the signal would end it.") == true,
            "\(String(describing: error))")
        #expect(other.isRunning)

        let none = await failure { () async throws(StoreError) in try await StoreDriver.node.open(.of(pid: 4_194_305)) }
        #expect(none?.description == "Cannot reach Node process 4194305 while attaching: there is no such process.")
        #expect(
            NodeFailure.foreignProcess("alice").inWords(
                while: "attaching", on: try NodeTarget(.of(pid: 7))
            ).description
                == "Not permitted on Node process 7 while attaching: the process belongs to alice, and another user's"
                + " is not attached to.")
    }

    @Test func `says when another process has the port`() async throws {
        let first = try NodeShop(.plain)
        let holder = try await StoreDriver.node.open(.of(first))
        let second = try NodeShop(.plain, port: first.port)

        let error = await failure { () async throws(StoreError) in try await StoreDriver.node.open(.of(second)) }

        #expect(
            error?.detail == "its inspector would open on port \(first.port), which process \(first.pid) has already")
        await holder.close()
    }

    @Test func `says when nothing in it looks like sessions`() async throws {
        let shop = try NodeShop(.none)

        let error = await failure { () async throws(StoreError) in try await StoreDriver.node.open(.of(shop)) }

        #expect(error?.reason == .unsuitable)
        #expect(error?.detail.contains("no MemoryStore in it, and no Map") == true)
        let isShut = await Patience(.seconds(30)).wait { shop.isInspectorOpen ? nil : true }
        #expect(isShut == true)
    }

    @Test func `lists several stores and takes the one that is asked for`() async throws {
        let shop = try NodeShop(.plain)
        try shop.run(
            "globalThis.people = new Map([['0123456789abcdef0', { user: 'alice' }], ['0123456789abcdef1', { user: 'bob' }]]);"
                + "globalThis.paths = new Map([['/a/b', { user: 1 }]]); globalThis.counts = new Map([['0123456789abcdef0', 1]])"
        )

        let store = try await StoreDriver.node.open(.of(shop, options: ["store": "2"]))

        #expect(try await store.all().count == 2)
        let notes = try await store.examine().notes
        #expect(notes.contains("Store 1: MemoryStore.sessions, 0 records - store=1."))
        #expect(notes.contains("Store 2: Map, 2 records (user) - this one."))
        await store.close()
        let error = await failure { () async throws(StoreError) in
            try await StoreDriver.node.open(.of(shop, options: ["store": "3"]))
        }
        #expect(error?.detail == "store=3: there are 2 stores of sessions in it")
    }

    @Test func `never keeps the process from its own work for long`() async throws {
        let shop = try NodeShop(.plain)
        try shop.run(
            "for (let i = 0; i < 100000; i++) store.sessions['session-' + i] = JSON.stringify({ cookie: { originalMaxAge: null, expires: null }, user: 'u' + i, cart: [1, 2, 3] })"
        )
        let store = try await StoreDriver.node.open(.of(shop))
        try shop.run("clock.restart()")

        let start = ContinuousClock.now
        let count = try await store.all().count
        let took = start.duration(to: .now)

        #expect(count == 100_000)
        let ticks = try #require(Int(try shop.run("return clock.ticks")))
        let longest = try #require(Double(try shop.run("return clock.longest")))
        #expect(ticks > 50)
        #expect(.milliseconds(longest) < took / 2)
        await store.close()
    }
}
