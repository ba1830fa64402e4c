import TestSupport
import Testing

/// The server does what it is asked, and the line is cut before its answer is there.
@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `An act whose answer is lost` {
    private let database: RedisDatabase
    private let proxy: RecordingProxy
    private let id = Shop.id("Lost")
    private let key: String

    init() throws {
        database = try RedisDatabase.fresh()
        proxy = try RecordingProxy(to: database.server.port)
        key = try database.add("Lost")
    }

    /// Runs an act, and cuts the line as soon as the server has done it.
    private func run(_ arguments: [String]) async throws -> (exit: ChildExit?, error: JSON) {
        let before = try database.state(of: key)
        // So long that the answer is under way when that is seen.
        proxy.delay(by: .milliseconds(400))
        let (database, key) = (database, key)
        proxy.refuse { (try? database.state(of: key)) != before }
        let store = "redis://127.0.0.1:\(proxy.port)/\(database.number)"
        let program = try ProgramRun.start(arguments + ["--store", store, "--yes", "--json"])
        let exit = await program.process.ends(within: .seconds(120))
        return (exit, try JSON(program.process.errorText.split(separator: "\n").last ?? ""))
    }

    @Test(arguments: [["set", "role", "1"], ["ttl", "+5m"], ["destroy"]])
    func `ends as one that may be done`(_ act: [String]) async throws {
        let (exit, error) = try await run([act[0], id] + act.dropFirst())

        #expect(exit == .code(5))
        #expect(error["error.code"] == "partly_done")
        let message = try #require(error["error.message"])
        #expect(message.hasSuffix("Whether it was done is not known: look before you do it again."))
    }

    @Test func `names the new id, which nothing else tells`() async throws {
        let (exit, error) = try await run(["regenerate", id])

        #expect(exit == .code(5))
        let fresh = try #require(error["error.new_id"])
        #expect(try database.command(["EXISTS", "tina4:session:\(fresh)"]).number == 1)
        #expect(error["error.message"]?.contains("look for the new id, \(fresh), before you do it again") == true)
    }
}
