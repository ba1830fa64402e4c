import Glibc
import TestSupport
import Testing

@Suite struct `Events` {
    let shop: Shop

    init() throws {
        shop = try Shop()
    }

    /// Starts to follow, and waits until it does: a session that is put in again and again has been seen.
    private func follow(_ more: String...) async throws -> RunningProgram {
        let run = try ProgramRun.start(
            ["events", "--json", "--store", shop.sessions.path] + more, home: shop.home)
        for attempt in 0..<100 {
            try shop.add("Probe\(attempt)")
            if (try? await run.process.waitForOutput(atMost: .milliseconds(300)) { $0.contains("created") }) != nil {
                return run
            }
        }
        throw TestSupportError("No event ever came: \(try run.process.errorText)")
    }

    private func event(_ run: RunningProgram, _ kind: String, key: String) async throws -> JSON {
        let text = try await run.process.waitForOutput { text in
            text.split(separator: "\n").contains { $0.contains("\"\(kind)\"") && $0.contains(key) }
        }
        let line = text.split(separator: "\n").last { $0.contains("\"\(kind)\"") && $0.contains(key) }
        return try JSON(line ?? "")
    }

    @Test func `tell what was created, changed, moved and destroyed`() async throws {
        let old = try shop.add("Old", ["user_id": "5", "role": "1"])
        let run = try await follow()

        let id = try shop.add("New", ["user_id": "7", "csrf_token": "\"abc\""])
        let created = try await event(run, "created", key: shop.fileName(id))
        #expect(created["user"] == "7")
        #expect(created.keys() == ["at", "kind", "id", "key", "user", "ttl", "source", "store", "changes"])

        try #expect(shop.run("set", old, "role", "2", "--yes").code == 0)
        let changed = try await event(run, "changed", key: shop.fileName(old))
        #expect(changed["changes[0].path"] == "role")
        #expect(changed["changes[0].old"] == "1")
        #expect(changed["changes[0].new"] == "2")
        #expect(changed["source"] == "push")

        try #expect(shop.run("ttl", old, "+1h", "--yes").code == 0)
        #expect(try await event(run, "touched", key: shop.fileName(old)).number("ttl") ?? 0 > 3_600)

        try #expect(shop.run("set", id, "csrf_token", "\"def\"", "--yes").code == 0)
        #expect(try await event(run, "changed", key: shop.fileName(id))["changes[0].new"] == "********")

        try #expect(shop.run("destroy", old, "--yes").code == 0)
        let destroyed = try await event(run, "destroyed", key: shop.fileName(old))
        #expect(destroyed.keys() == created.keys())

        try shop.add("Old", ["user_id": "5", "role": "1"])
        _ = try await event(run, "returned", key: shop.fileName(old))
    }

    @Test func `tell that a session was regenerated, once`() async throws {
        let old = try shop.add("Old", ["user_id": "5", "role": "\"unusual\""])
        let run = try await follow("--why")

        let fresh = try #require(try shop.run("regenerate", old, "--yes", "--json").json["new_key"])

        let event = try await event(run, "regenerated", key: fresh)
        #expect(event["source"] == "derived")
        #expect(event["old_key"] == shop.fileName(old))
    }

    @Test func `tell that a session's time was up, though its file is still there`() async throws {
        let run = try await follow()

        let id = try shop.add("Short", endsIn: 1)

        let event = try await event(run, "expired", key: shop.fileName(id))
        #expect(event["source"] == "derived")
        #expect(try shop.holds(id))
    }

    @Test func `list again where nothing is pushed`() async throws {
        let run = try await follow("--poll", "1")

        let id = try shop.add("Late")

        #expect(try await event(run, "created", key: shop.fileName(id))["source"] == "poll")
    }

    @Test func `go on until Ctrl-C, and end with 130`() async throws {
        let run = try await follow()

        run.process.send(SIGINT)

        #expect(await run.process.ends() == .code(130))
        #expect(try run.process.errorText.isEmpty)
    }
}
