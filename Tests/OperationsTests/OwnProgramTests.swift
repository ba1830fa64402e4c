import Operations
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Programs of the operator's own` {
    private func shell(
        _ script: String, isDangerous: Bool = false, payload: String? = nil, limit: Int64 = 20_000
    ) throws -> OwnProgram {
        OwnProgram(
            name: "look", arguments: ["/bin/sh", "-c", script], isDangerous: isDangerous,
            payload: try payload.map { try PayloadPath(parsing: $0) }, limit: limit)
    }

    private func text(_ outcome: ProgramOutcome) -> String { String(decoding: outcome.output, as: UTF8.self) }

    @Test func `get the session in the environment and the payload on standard input`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p", #"{"user_id": 7, "user": {"email": "kim@x;$(id)"}}"#)

        let outcome = try await desk.operations.run(
            shell(
                "echo \"$CURFEW_ID|$CURFEW_USER|$CURFEW_PROFILE|$CURFEW_VALUE|$OTHER|$#\"; cat", payload: "user.email"),
            on: session, environment: ["OTHER": "mine", "PATH": "/usr/bin:/bin"], reason: nil)

        #expect(
            text(outcome) == "\(Desk.ids["p"] ?? "")|7|shop|kim@x;$(id)|mine|0\n"
                + #"{"user_id": 7, "user": {"email": "kim@x;$(id)"}}"#)
        #expect(outcome.ending == .ended(code: 0))
    }

    @Test func `leave a line in the journal, however they end`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        _ = try await desk.operations.run(shell("exit 0"), on: session, environment: [:], reason: "why")
        _ = try await desk.operations.run(shell("exit 3"), on: session, environment: [:], reason: nil)

        let lines = try await desk.journal.lines()
        #expect(lines.map(\.verb) == ["run look", "run look"])
        #expect(lines.map(\.result) == ["done 1", "failed 1"])
        #expect(lines.first?.reason == "why")
        #expect(!lines.contains { $0.text.contains(Desk.ids["p"] ?? "?") })
    }

    @Test func `are stopped when their time is up, with all that they started`() async throws {
        let desk = try Desk()
        let file = desk.directory.file("alive")
        let session = try await desk.session("p")

        let outcome = try await desk.operations.run(
            shell("(sleep 30; echo late > '\(file)') & echo begun; sleep 30", limit: 300), on: session,
            environment: ["PATH": "/usr/bin:/bin"], reason: nil)

        #expect(outcome.ending == .tooLong(limit: 300))
        #expect(text(outcome) == "begun\n")
        #expect(outcome.ending.words == "was stopped after 0s, its time limit")
    }

    @Test func `end at once when nobody waits for them any more`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let program = try shell("echo begun; exec sleep 600", limit: 600_000)
        let task = Task {
            try await desk.operations.run(program, on: session, environment: ["PATH": "/usr/bin:/bin"], reason: nil)
        }

        task.cancel()

        #expect(try await task.value.ending == .stopped)
    }

    @Test func `print no more than is kept, and need not read what they are given`() async throws {
        let desk = try Desk()
        let long = String(repeating: "x", count: 300_000)
        let session = try await desk.session("p", "{\"user_id\": 7, \"a\": \"\(long)\"}")

        let outcome = try await desk.operations.run(
            shell("exec 0<&-; head -c 400000 /dev/zero"), on: session, environment: ["PATH": "/usr/bin:/bin"],
            reason: nil)

        #expect(outcome.output.count == 256 << 10)
        #expect(outcome.isCut)
        #expect(outcome.ending == .ended(code: 0))
    }

    @Test func `say which signal ended them, and why they can't be started`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let killed = try await desk.operations.run(shell("kill -9 $$"), on: session, environment: [:], reason: nil)
        #expect(killed.ending == .signalled(9))

        let missing = OwnProgram(name: "look", arguments: ["/nowhere/look"])
        let error = try await #require(throws: OperationError.self) {
            try await desk.operations.run(missing, on: session, environment: [:], reason: nil)
        }
        #expect(
            error.description
                == "look can't be started: No such file or directory. Look at 'run' of [commands.look] in the configuration."
        )
    }

    @Test func `are refused in read-only where they are dangerous, and there alone`() async throws {
        let desk = try Desk(isReadOnly: true)
        let session = try await desk.session("p")

        let harmless = try await desk.operations.run(shell("echo hi"), on: session, environment: [:], reason: nil)
        #expect(text(harmless) == "hi\n")
        await #expect(throws: OperationError.readOnly(store: "shop")) {
            try await desk.operations.run(
                shell("echo hi", isDangerous: true), on: session, environment: [:], reason: nil)
        }
    }
}
