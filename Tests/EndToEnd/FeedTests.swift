import SessionModel
import TestSupport
import Testing

@testable import curfew

@Suite(.needs(.postgres), .timeLimit(.minutes(5))) struct `The feed verb` {
    private static let server = Result { try PostgreSQLServer() }
    private let server: PostgreSQLServer
    private let database: String
    private let home: TemporaryDirectory

    init() throws {
        server = try Self.server.get()
        home = try TemporaryDirectory()
        database = "feed\(UInt32.random(in: .min ... .max))"
        try server.run("CREATE DATABASE \(database)")
        try server.run(
            "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at FLOAT8 NOT NULL)",
            database: database)
    }

    private func run(_ arguments: String...) throws -> ProgramRun {
        try ProgramRun(arguments + ["--store", server.url(database: database)], home: home)
    }

    private func traces() throws -> String {
        try server.run(
            "SELECT count(*) FROM pg_trigger, pg_proc WHERE tgname LIKE 'curfew%' AND proname LIKE 'curfew%'",
            database: database)
    }

    @Test func `shows the statements and runs none`() throws {
        let show = try run("feed", "show").lines
        let dry = try run("feed", "install", "--dry-run", "--read-only")

        #expect(show.first == "Feed     LISTEN: not set up")
        #expect(show.contains { $0.hasPrefix("  CREATE OR REPLACE FUNCTION \"public\".\"curfew_tina4_session_") })
        #expect(show.contains("What it means"))
        #expect(dry.code == 0 && dry.outputText.contains("CREATE TRIGGER"))
        #expect(try traces() == "0\n")
    }

    @Test func `asks first, and is refused without a yes or in read-only`() throws {
        let unasked = try run("feed", "install")
        let readOnly = try run("feed", "install", "--yes", "--read-only")

        #expect(unasked.code == 4)
        #expect(unasked.errorText.contains("CREATE TRIGGER"))
        #expect(readOnly.code == 4)
        #expect(try run("feed", "remove", "--yes", "--read-only").code == 4)
        #expect(try traces() == "0\n")
    }

    @Test func `sets up, has changes pushed, and removes without a trace`() async throws {
        let before = try run("doctor")
        #expect(before.lines.contains { $0.contains("to change that: curfew feed install postgresql://") })

        let install = try run("feed", "install", "--yes", "--reason", "live view", "--json").json
        #expect(install["verb"] == "feed install")
        #expect(install["results[0].result"] == "done")
        #expect(install["feed.state"] == "installed")
        let again = try run("feed", "install", "--yes")
        #expect(again.code == 0 && again.errorText.contains("set up already"))
        #expect(try run("doctor", "--json").json["feed.push"] == "true")
        try await expectPush()

        #expect(try run("feed", "remove", "--yes").code == 0)
        #expect(try run("feed", "remove", "--yes").code == 0)
        #expect(try traces() == "0\n")
        let journal = try ProgramRun(["journal"], home: home).outputText
        #expect(journal.contains("  feed install  ") && journal.contains("done 1: live view"))
        #expect(journal.contains("  feed remove  "))
        #expect(!journal.contains(server.password))
    }

    /// Each kind of event, with the source that tells how it became known.
    private func expectPush() async throws {
        let running = try ProgramRun.start(
            ["events", "--json", "--store", server.url(database: database)], home: home)
        for number in 0..<100 {
            try server.run("INSERT INTO tina4_session VALUES ('probe\(number)', '{\"a\":1}', 0)", database: database)
            let seen = try? await running.process.waitForOutput(atMost: .milliseconds(300)) { $0.contains("created") }
            if seen != nil { break }
        }
        for statement in [
            "INSERT INTO tina4_session VALUES ('one', '{\"cart\":1}', 0)",
            "UPDATE tina4_session SET data = '{\"cart\":2}' WHERE session_id = 'one'",
            "UPDATE tina4_session SET session_id = 'two' WHERE session_id = 'one'",
            "DELETE FROM tina4_session WHERE session_id = 'two'",
        ] {
            try server.run(statement, database: database)
        }
        let text = try await running.process.waitForOutput { $0.contains("\"destroyed\"") }
        let events = try text.split(separator: "\n").map { try JSON($0) }.filter { event in
            ["one", "two"].contains(event["key"] ?? "")
        }
        #expect(events.first?["kind"] == "created")
        #expect(events.last?["kind"] == "destroyed")
        for event in events { #expect(["push", "derived"].contains(event["source"] ?? "")) }
    }

    @Test func `says that a directory tells by itself`() throws {
        let shop = try Shop()
        let run = try shop.run("feed", "install", "--yes")
        #expect(run.code == 0)
        #expect(run.errorText.contains("tells of changes by itself"))
        #expect(try shop.run("feed", "show", "--json").json["state"] == "built_in")
    }
}
