import Glibc
import TestSupport
import Testing

@Suite struct `A child process` {
    private let home: TemporaryDirectory

    init() throws { home = try TemporaryDirectory() }

    private func shell(_ script: String, input: ChildProcess.Input = .closed) throws -> ChildProcess {
        try ChildProcess(
            "/bin/sh", ["-c", script], environment: ProcessEnvironment.isolated(home: home), directory: home.path,
            input: input)
    }

    @Test func `gives its outputs and its exit code`() throws {
        let child = try shell("pwd; cat; echo oh >&2; exit 7", input: .text("hello\n"))

        #expect(child.wait() == .code(7))
        #expect(try child.outputText == "\(home.path)\nhello\n")
        #expect(try child.errorText == "oh\n")
    }

    @Test func `reads nothing when its input is closed`() throws {
        let child = try shell("cat")

        #expect(child.wait() == .code(0))
    }

    @Test func `inherits no descriptor of the tests`() throws {
        let descriptor = open("/dev/null", O_RDONLY)
        defer { close(descriptor) }

        let child = try shell("ls /proc/$$/fd")

        #expect(child.wait() == .code(0))
        // The shell itself may hold its script at 10.
        #expect(try child.outputText.split(separator: "\n").filter { $0 != "10" } == ["0", "1", "2"])
    }

    @Test func `is killed when it does not end in time`() async throws {
        let child = try shell("trap '' TERM; echo ready; while :; do sleep 0.01; done")
        try await child.waitForOutput { $0.contains("ready") }

        #expect(child.wait(atMost: .milliseconds(100)) == nil)
        #expect(child.terminate(atMost: .seconds(2)) == .signal(SIGKILL))
    }

    @Test func `ends with its owner`() throws {
        var child: ChildProcess? = try shell("sleep 100")
        let pid = try #require(child).pid

        child = nil

        #expect(!ProcessTable.isAlive(pid))
    }

    @Test func `is waited for until it says something`() async throws {
        let child = try shell("sleep 0.05; echo now; sleep 100")

        #expect(try await child.waitForOutput { $0.contains("now") } == "now\n")
        #expect(child.isRunning)
    }

    @Test func `that ends without saying it fails the wait`() async throws {
        let child = try shell("echo other; echo why >&2")

        let error = await #expect(throws: TestSupportError.self) {
            try await child.waitForOutput { $0.contains("now") }
        }

        #expect(error?.description.contains("other\n\n--- stderr\nwhy") == true)
    }

    @Test func `that is not there is an error`() throws {
        #expect(throws: TestSupportError("start /no/such/program: No such file or directory")) {
            _ = try ChildProcess("/no/such/program", environment: [:])
        }
    }
}

@Suite struct `A program run` {
    @Test func `sees a home of its own`() throws {
        let run = try ProgramRun(
            ["-c", "echo $HOME $XDG_CONFIG_HOME; pwd; cat"], program: "/bin/sh", input: .text("typed"))

        let home = try #require(run.lines[0].split(separator: " ").first)
        #expect(run.lines == ["\(home) \(home)/config", "\(home)", "typed"])
        #expect(run.code == 0)
    }

    @Test func `fails when it takes too long`() throws {
        #expect(throws: TestSupportError.self) {
            try ProgramRun(["-c", "sleep 10"], program: "/bin/sh", atMost: .milliseconds(50))
        }
    }
}
