import Glibc
import TestSupport
import Testing

@Suite(.needs(.tmux)) struct `A program in a real terminal` {
    @Test func `shows what it echoes`() async throws {
        let session = try ScreenSession(["/bin/cat"], columns: 40, rows: 5)

        try session.type("héllo 世界; $HOME -x")
        try session.press("Enter")

        let rows = try await session.waitUntil { $0[1].contains("世界") }
        #expect(rows == ["héllo 世界; $HOME -x", "héllo 世界; $HOME -x", "", "", ""])
        #expect(try session.isRunning())
    }

    @Test func `has the size it was given`() async throws {
        let session = try ScreenSession(
            ["/bin/sh", "-c", "trap 'stty size' WINCH; stty size; while :; do sleep 0.01; done"], columns: 91, rows: 17)

        try await session.waitUntilShows("17 91")
        try session.resize(columns: 60, rows: 12)

        try await session.waitUntilShows("12 60")
        #expect(try session.screen().count == 12)
    }

    @Test func `gives its exit code`() async throws {
        let session = try ScreenSession.lingering(["/bin/sh", "-c", "echo bye; exit 3"])

        try await session.waitUntilShows("bye")
        try session.press("Enter")
        #expect(try await session.waitForExit() == .code(3))
    }

    @Test func `is told of signals`() async throws {
        let session = try ScreenSession(["/bin/cat"])

        try session.signal(SIGTERM)

        #expect(try await session.waitForExit() == .signal(SIGTERM))
    }

    @Test func `prints the screen when a wait is over`() async throws {
        let session = try ScreenSession(["/bin/cat"], columns: 20, rows: 2)
        try session.type("abc")
        try await session.waitUntilShows("abc")

        let error = await #expect(throws: TestSupportError.self) {
            try await session.waitUntilShows("xyz", atMost: .milliseconds(50))
        }

        #expect(error?.description.contains("| abc\n| ") == true)
    }

    @Test func `has an environment of its own`() async throws {
        let session = try ScreenSession(
            ["/bin/sh", "-c", "echo $LC_ALL $GREETING; echo $HOME; pwd; cat"], environment: ["GREETING": "hi there"])

        let rows = try await session.waitUntil { $0[2] != "" }

        #expect(rows[0] == "C.UTF-8 hi there")
        #expect(rows[1] == session.home.path)
        #expect(rows[2] == session.home.path)
    }

    @Test func `keeps colours`() async throws {
        let session = try ScreenSession(["/bin/sh", "-c", #"printf '\033[1;38;2;10;20;30mred\033[m'; cat"#])
        try await session.waitUntilShows("red")

        #expect(try session.attributedScreen()[0].contains("38;2;10;20;30m"))
    }

    @Test func `takes clicks as the bytes of a mouse`() async throws {
        let session = try ScreenSession(["/bin/sh", "-c", "stty -echo raw; echo ready; cat -v"])
        try await session.waitUntilShows("ready")

        try session.click(column: 4, row: 2)

        try await session.waitUntilShows("^[[<0;5;3M^[[<0;5;3m")
    }

    @Test func `ends with its owner`() async throws {
        var session: ScreenSession? = try ScreenSession(["/bin/cat"])
        let pid = try #require(try session?.programPID())

        session = nil

        #expect(!ProcessTable.isAlive(pid))
    }
}
