import TestSupport
import Testing

/// A real Tina4 and the real program on a double of SQL Server, by the application's own environment.
@Suite(.needs(.sqlServerDouble, .pymssql, .tina4Python)) struct `SQL Server's double from the command line` {
    let server: SQLServerDouble
    let application: Tina4
    let id: String

    init() throws {
        server = try SQLServerDouble()
        application = try Tina4(.database(url: server.url()))
        id = try application.create(#"{"user_id":7,"role":"user"}"#)
    }

    private func run(_ arguments: String...) throws -> ProgramRun {
        try ProgramRun(arguments, environment: application.environment)
    }

    @Test func `says that it is tested on a double`() throws {
        let run = try run("doctor")

        #expect(run.code == 0)
        #expect(run.outputText.contains("Format   tina4 Python (1 of 1)"))
        #expect(run.outputText.contains("Note     this program's SQL Server part is tested against a double"))
    }

    @Test func `lists, edits, regenerates and ends what the application wrote`() throws {
        #expect(try run("list", "--json").json["[0].id"] == id)

        #expect(try run("set", id, "role", "\"admin\"", "--yes").code == 0)
        #expect(try application.read(id) == .taken(#"{"user_id":7,"role":"admin"}"#))

        let fresh = try run("regenerate", id, "--yes").lines[0]
        #expect(try application.read(id) == .refused)
        #expect(try application.read(fresh) == .taken(#"{"user_id":7,"role":"admin"}"#))

        #expect(try run("destroy", fresh, "--yes").code == 0)
        #expect(try application.read(fresh) == .refused)
    }

    @Test func `ends with 6 where it is down, and names no password`() throws {
        server.kill()

        let run = try run("list")

        #expect(run.code == 6)
        #expect(run.errorText.contains("SQL Server at 127.0.0.1:\(server.port)"))
        #expect(!run.errorText.contains(server.password))
    }
}
