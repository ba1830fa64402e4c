import Glibc
import TestSupport
import Testing

@Suite(.needs(.tmux)) struct `Verbs in a terminal` {
    let shop: Shop
    let id: String

    init() throws {
        shop = try Shop()
        id = try shop.add("Abc", ["user_id": "7", "role": "\"user\""])
    }

    private func start(_ arguments: String..., environment: [String: String] = [:]) throws -> ScreenSession {
        try ScreenSession(
            curfew: [arguments[0], "--store", shop.sessions.path] + arguments.dropFirst(), environment: environment,
            home: shop.home)
    }

    @Test func `ask before they change something, and take a yes`() async throws {
        let screen = try start("destroy", id)
        _ = try await screen.waitUntilShows("[y/N]")

        try screen.type("y\n")

        #expect(try await screen.waitForExit() == .code(0))
        #expect(try !shop.holds(id))
    }

    @Test func `end nothing that does not fit the query any more by the time of the yes`() async throws {
        let other = try shop.add("Other", ["user_id": "7", "role": "\"user\""])
        let screen = try ScreenSession.lingering(
            [try Program.path(), "destroy", "--store", shop.sessions.path, "--where", "user=7"], home: shop.home,
            columns: 200)
        _ = try await screen.waitUntilShows("[y/N]")
        try shop.add("Abc", ["user_id": "8", "role": "\"user\""])
        try shop.add("Other", ["user_id": "7", "role": "\"admin\""])

        try screen.type("y\n")

        _ = try await screen.waitUntilShows("destroyed 1, changed meanwhile 1: it does not fit any more.")
        #expect(try shop.holds(id))
        #expect(try !shop.holds(other))
    }

    @Test func `end with 4 where the only session does not fit any more`() async throws {
        let screen = try start("destroy", "--where", "user=7")
        _ = try await screen.waitUntilShows("[y/N]")
        try shop.add("Abc", ["user_id": "8"])

        try screen.type("y\n")

        #expect(try await screen.waitForExit() == .code(4))
        #expect(try shop.holds(id))
    }

    @Test func `end one that is named, whosever it is by the time of the yes`() async throws {
        let screen = try start("destroy", id)
        _ = try await screen.waitUntilShows("[y/N]")
        try shop.add("Abc", ["user_id": "8"])

        try screen.type("y\n")

        #expect(try await screen.waitForExit() == .code(0))
        #expect(try !shop.holds(id))
    }

    @Test func `log out nobody else, whose a session is by the time of the yes`() async throws {
        let other = try shop.add("Other", ["user_id": "7"])
        let screen = try ScreenSession.lingering(
            [try Program.path(), "logout", "--store", shop.sessions.path, "7", "--watch", "0"], home: shop.home,
            columns: 200)
        _ = try await screen.waitUntilShows("[y/N]")
        try shop.add("Abc", ["user_id": "8"])

        try screen.type("y\n")

        _ = try await screen.waitUntilShows("1 session was left alone: it is another user's by now.")
        _ = try await screen.waitUntilShows("partly logged out 7: ended 1, left alone 1 (it is another user's by now).")
        #expect(try shop.holds(id))
        #expect(try !shop.holds(other))
    }

    @Test func `end with 4 where the only session is another's by the time of the yes`() async throws {
        let screen = try start("logout", "7", "--watch", "0")
        _ = try await screen.waitUntilShows("[y/N]")
        try shop.add("Abc", ["user_id": "8"])

        try screen.type("y\n")

        #expect(try await screen.waitForExit() == .code(4))
        #expect(try shop.holds(id))
    }

    @Test func `end with 6 where all were gone already, and the store is away when the watch ends`() async throws {
        let screen = try start("logout", "7", "--watch", "20")
        _ = try await screen.waitUntilShows("[y/N]")
        try #require(unlink(shop.sessions.file(shop.fileName(id))) == 0)

        try screen.type("y\n")
        try await shop.vanishAfterAct()

        #expect(try await screen.waitForExit(atMost: .seconds(120)) == .code(6))
    }

    @Test func `end with 5 where a new session was ended before the store was away, though all others were gone`()
        async throws
    {
        let screen = try ScreenSession(
            curfew: ["logout", "--store", shop.sessions.path, "7", "--watch", "20", "--for", "20s"], home: shop.home,
            columns: 200)
        _ = try await screen.waitUntilShows("[y/N]")
        try #require(unlink(shop.sessions.file(shop.fileName(id))) == 0)
        try screen.type("y\n")
        _ = try await screen.waitUntilShows("watching for new sessions")

        try shop.add("New")
        _ = try await screen.waitUntilShows("is a new session of the user: ended.")
        try await shop.vanishAfterAct()

        #expect(try await screen.waitForExit(atMost: .seconds(120)) == .code(5))
    }

    @Test func `do nothing without a yes`() async throws {
        let screen = try start("destroy", id)
        _ = try await screen.waitUntilShows("[y/N]")

        try screen.type("\n")

        #expect(try await screen.waitForExit() == .code(4))
        #expect(try shop.holds(id))
    }

    @Test func `end with 130 on Ctrl-C while they ask`() async throws {
        let screen = try start("destroy", id)
        _ = try await screen.waitUntilShows("[y/N]")

        try screen.press("C-c")

        #expect(try await screen.waitForExit() == .code(130))
        #expect(try shop.holds(id))
    }

    @Test func `open the editor again at what is wrong`() async throws {
        let script = """
            #!/bin/sh
            if head -n 1 "$2" | grep -q '^// Line 1'; then sed -i 's/^{{/{/; s/"user"/"admin"/' "$2"; echo "$1" > "$2.at"
            else sed -i '1s/{/{{/' "$1"; fi
            """
        let editor = try shop.home.write(script, to: "nano", mode: 0o700)
        let screen = try start("edit", id, environment: ["EDITOR": editor])
        _ = try await screen.waitUntilShows("Enter opens the editor again")

        try screen.type("\n")

        #expect(try await screen.waitForExit() == .code(0))
        #expect(try shop.run("show", id, "--json").json["payload.role"] == "admin")
        let mark = try #require(try shop.home.names(in: "curfew").first { $0.hasSuffix(".at") })
        #expect(try shop.home.read("curfew/\(mark)") == Array("+3\n".utf8))
    }

    @Test func `keep what was typed when the editor that was opened again is left with a failure`() async throws {
        let script = """
            #!/bin/sh
            if head -n 1 "$1" | grep -q '^// Line 1'; then exit 1; fi
            sed -i 's/"user"/"admin"/; 1s/{/{{/' "$1"
            """
        let editor = try shop.home.write(script, to: "scribe", mode: 0o700)
        let screen = try ScreenSession.lingering(
            [try Program.path(), "edit", "--store", shop.sessions.path, id], environment: ["EDITOR": editor],
            home: shop.home, columns: 300)
        _ = try await screen.waitUntilShows("Enter opens the editor again")

        try screen.type("\n")

        _ = try await screen.waitUntilShows("Nothing was saved")
        let left = try #require(try shop.home.names(in: "curfew").first { $0.hasSuffix(".json") })
        _ = try await screen.waitUntilShows("what you have typed was kept in \(shop.home.path)/curfew/\(left).")
        #expect(String(decoding: try shop.home.read("curfew/\(left)"), as: UTF8.self).contains("\"admin\""))
    }

    @Test func `keep what was typed when there is no room to open the editor again`() async throws {
        let script = """
            #!/bin/sh
            sed -i 's/"user"/"admin"/; 1s/{/{{/' "$1"
            head -c $((2040 - $(wc -c < "$1"))) /dev/zero | tr '\\0' ' ' >> "$1"
            echo "the end" >> "$1"
            """
        let editor = try shop.home.write(script, to: "scribe", mode: 0o700)
        // No file may grow beyond 2048 bytes: the text fits, but not with the comment above it.
        let screen = try ScreenSession.lingering(
            ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh", try Program.path(), "edit"]
                + ["--store", shop.sessions.path, id], environment: ["EDITOR": editor], home: shop.home, columns: 300)
        _ = try await screen.waitUntilShows("Enter opens the editor again")

        try screen.type("\n")

        _ = try await screen.waitUntilShows("The editor can't be opened again: File too large.")
        let left = try shop.home.names(in: "curfew")
        try #require(left.count == 1)
        _ = try await screen.waitUntilShows("what you have typed was kept in \(shop.home.path)/curfew/\(left[0]).")
        let text = String(decoding: try shop.home.read("curfew/\(left[0])"), as: UTF8.self)
        #expect(text.contains("\"admin\""))
        #expect(text.hasSuffix("the end\n"))
    }

    @Test func `draw the list again and again`() async throws {
        let screen = try start("list", "--watch")
        _ = try await screen.waitUntilShows("7")

        try shop.add("New", ["user_id": "\"later\""])

        _ = try await screen.waitUntilShows("later")
        try screen.press("C-c")
        #expect(try await screen.waitForExit() == .code(130))
    }

    @Test func `draw the list without a terminal's controls where none shows it`() async throws {
        let run = try ProgramRun.start(["list", "--watch", "--store", shop.sessions.path], home: shop.home)

        let text = try await run.process.waitForOutput { $0.split(separator: "DIES IN").count > 2 }

        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("\n\n  DIES IN"))
    }
}
