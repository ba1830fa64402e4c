import TestSupport
import Testing

@Suite(.needs(.node), .timeLimit(.minutes(2))) struct `A Node process from the command line` {
    private let id = "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
    private let record =
        #"{"cookie":{"originalMaxAge":600000,"expires":"2096-10-02T07:06:40.000Z","httpOnly":true,"path":"/"},"user":"alice","n":1.0}"#

    private func shop(_ keeping: NodeShop.Keeping = .plain) throws -> NodeShop {
        let shop = try NodeShop(keeping)
        try shop.put([(id, record)], milliseconds: 3_600_000)
        return shop
    }

    private func run(_ shop: NodeShop, _ arguments: String...) throws -> ProgramRun {
        try ProgramRun([arguments[0], "--store", "node:\(shop.pid)", "--yes"] + arguments.dropFirst())
    }

    @Test func `asks before it opens the inspector`() throws {
        let shop = try shop()

        let refused = try ProgramRun(["list", "--store", "node:\(shop.pid)"])

        #expect(refused.code == 4)
        #expect(refused.errorText.hasPrefix("Open the inspector of process \(shop.pid) ("))
        #expect(refused.errorText.contains("Add --yes to do it."))
        #expect(!shop.isInspectorOpen)
    }

    @Test func `lists, shows and leaves the process as it was`() throws {
        let shop = try shop()

        let list = try run(shop, "list", "--json").json
        #expect(list["[0].id"] == id)
        #expect(list["[0].format"] == "express")
        #expect(list["[0].dies_by"] == "payload")
        #expect(list.number("[0].expires_at") == 4_000_000_000)
        #expect(try run(shop, "show", id, "--json").json["payload.user"] == "alice")

        #expect(!shop.isInspectorOpen)
        let doctor = try run(shop, "doctor")
        #expect(doctor.outputText.contains("was opened for this with SIGUSR1 and is closed on leaving"))
        #expect(doctor.outputText.contains("Store 1: MemoryStore.sessions, 1 record (cookie, user, n) - this one."))
    }

    @Test(arguments: [NodeShop.Keeping.plain, .cache])
    func `edits, moves deadlines, regenerates, destroys and restores`(_ keeping: NodeShop.Keeping) throws {
        let shop = try shop(keeping)
        let end = try shop.end(id)

        #expect(try run(shop, "set", id, "user", "\"bob\"").code == 0)
        #expect(try JSON("{\"text\":\(shop.value(id))}")["text"] == record.replacing("alice", with: "bob"))
        #expect(try shop.end(id) == end)

        #expect(try run(shop, "ttl", id, "=1h").code == 0)
        let ttl = try run(shop, "show", id, "--json").json.number("ttl") ?? 0
        #expect(ttl > 3_500 && ttl <= 3_600)

        let fresh = try run(shop, "regenerate", id).lines[0]
        #expect(fresh.count == 32 && fresh != id)
        #expect(try shop.value(id) == "null")

        let home = try TemporaryDirectory()
        let file = home.file("saved")
        let before = try shop.value(fresh)
        #expect(try run(shop, "destroy", fresh, "--export", file).code == 0)
        #expect(try shop.value(fresh) == "null")
        #expect(try run(shop, "restore", file).code == 0)
        #expect(try shop.value(fresh) == before)
        #expect(!shop.isInspectorOpen)
    }

    @Test func `edits a Map where it is, and has no deadline to move`() throws {
        let shop = try NodeShop(.map)
        let uuid = "0d1ce8a1-5fb9-4f3e-8a87-b8e3a1d4c5f6"
        try shop.put([(uuid, #"{"user":"alice","cart":[1]}"#)])

        let list = try run(shop, "list", "--json").json
        #expect(list["[0].id"] == uuid)
        #expect(list["[0].format"] == "node-map")
        #expect(list["[0].user"] == "alice")
        #expect(list["[0].expires_at"] == "null")

        #expect(try run(shop, "set", uuid, "user", "\"bob\"").code == 0)
        #expect(try shop.value(uuid) == #"{"user":"bob","cart":[1]}"#)
        #expect(try run(shop, "ttl", uuid, "=1h").code != 0)
        let fresh = try run(shop, "regenerate", uuid).lines[0]
        #expect(fresh.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(try shop.value(fresh) == #"{"user":"bob","cart":[1]}"#)
        #expect(try run(shop, "logout", "bob").code == 0)
        #expect(try shop.value(fresh) == "null")
    }

    @Test func `follows changes, and shuts the inspector when it is stopped`() async throws {
        let shop = try shop()
        let following = try ProgramRun.start(
            ["events", "--json", "--store", "node:\(shop.pid)", "--yes", "--poll", "1"])
        var seen = false
        for attempt in 0..<60 where !seen {
            try shop.put([("probe-session-\(attempt)", record)])
            seen =
                (try? await following.process.waitForOutput(atMost: .milliseconds(500)) { $0.contains("\"created\"") })
                != nil
        }
        #expect(seen)

        try shop.put([(id, record.replacing("alice", with: "carol"))])
        _ = try await following.process.waitForOutput { $0.contains("\"changed\"") && $0.contains("carol") }
        try shop.remove(id)
        _ = try await following.process.waitForOutput { $0.contains("\"destroyed\"") }

        following.process.send(2)
        #expect(await following.process.ends() != nil)
        let isShut = await Patience(.seconds(30)).wait { shop.isInspectorOpen ? nil : true }
        #expect(isShut == true)
    }
}
