import Glibc
import Synchronization

/// A process that a test started: its output goes to files, it is ended by its own process id, and it does not
/// outlive its owner.
public final class ChildProcess: Sendable {
    /// What the process reads from its standard input.
    public enum Input: Sendable {
        /// Nothing: end of file at once.
        case closed
        /// These bytes, then end of file.
        case bytes([UInt8])
        /// This text, then end of file.
        case text(String)
    }

    /// The process id; the process may have ended.
    public let pid: Int32
    private let directory: TemporaryDirectory
    private let ended = Mutex<ChildExit?>(nil)

    /// Starts `executable` (an absolute path).
    ///
    /// - Parameter environment: the whole environment; see ``ProcessEnvironment/isolated(home:)``.
    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String],
        directory workingDirectory: String? = nil, input: Input = .closed
    ) throws {
        directory = try TemporaryDirectory()
        let source = try Self.open(input, in: directory)
        defer { close(source) }
        let output = Self.create("stdout", in: directory)
        defer { close(output) }
        let errors = Self.create("stderr", in: directory)
        defer { close(errors) }
        pid = try Spawn(
            executable, arguments, environment: environment, directory: workingDirectory,
            input: source, output: output, errors: errors
        ).start()
        Reaper.shared.watch(pid: pid)
    }

    deinit {
        _ = kill(SIGKILL, waiting: .seconds(5))
    }

    private static func create(_ name: String, in directory: TemporaryDirectory) -> Int32 {
        Glibc.open(directory.file(name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    }

    private static func open(_ input: Input, in directory: TemporaryDirectory) throws -> Int32 {
        let path: String
        switch input {
        case .closed: path = "/dev/null"
        case .bytes(let bytes): path = try directory.write(bytes, to: "stdin")
        case .text(let text): path = try directory.write(text, to: "stdin")
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemCallFailure("open \(path)").error }
        return descriptor
    }

    /// What the process wrote to its standard output so far.
    public var output: [UInt8] {
        get throws { try directory.read("stdout") }
    }

    /// What the process wrote to its standard output so far, as UTF-8.
    public var outputText: String {
        get throws { String(decoding: try output, as: UTF8.self) }
    }

    /// What the process wrote to its standard error so far, as UTF-8.
    public var errorText: String {
        get throws { String(decoding: try directory.read("stderr"), as: UTF8.self) }
    }

    /// How the process ended; nil while it runs.
    public var exit: ChildExit? {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            ended = ChildExit(waitStatus: status)
            Reaper.shared.forget(pid: pid)
            return ended
        }
    }

    /// True until the process has ended.
    public var isRunning: Bool { exit == nil }

    /// Sends a signal, if the process still runs.
    public func send(_ signal: Int32) {
        ended.withLock { ended in
            // Under the lock, so that the id is not one that was waited for and given to another process.
            if ended == nil { _ = Glibc.kill(pid, signal) }
        }
    }

    /// Freezes it (SIGSTOP), and waits until it stands still: its threads go on for a moment after the signal.
    public func freeze() {
        send(SIGSTOP)
        _ = Patience(.seconds(5)).wait { ProcessTable.standsStill(pid) ? true : nil }
    }

    /// Ends a freeze (SIGCONT).
    public func thaw() { send(SIGCONT) }

    /// Waits for the end; nil when it still runs after `limit`. Blocks the thread.
    public func wait(atMost limit: Duration = .seconds(30)) -> ChildExit? {
        Patience(limit).wait { self.exit }
    }

    /// Waits for the end without blocking the thread; nil when it still runs after `limit`.
    public func ends(within limit: Duration = .seconds(30)) async -> ChildExit? {
        await Patience(limit).wait { self.exit }
    }

    /// Waits until what was written to standard output so far satisfies `condition`, and gives it back.
    ///
    /// - Throws: ``TestSupportError`` with both outputs when `limit` is over or the process ended first.
    @discardableResult
    public func waitForOutput(
        atMost limit: Duration = .seconds(30), where condition: @Sendable (String) -> Bool
    ) async throws -> String {
        let seen = try await Patience(limit).wait { () throws -> String? in
            let ended = !self.isRunning
            let text = try self.outputText
            if condition(text) { return text }
            return ended ? "" : nil
        }
        if let seen, condition(seen) { return seen }
        throw TestSupportError(
            "The output never became what was waited for.\n--- stdout\n\(try outputText)\n--- stderr\n\(try errorText)")
    }

    /// Asks the process to end (SIGTERM), and ends it (SIGKILL) when it has not after `limit`.
    @discardableResult
    public func terminate(atMost limit: Duration = .seconds(5)) -> ChildExit? {
        kill(SIGTERM, waiting: limit) ?? kill(SIGKILL, waiting: limit)
    }

    /// Sends a signal (SIGKILL where none is given) and waits for the end; nil when it still runs after `limit`.
    @discardableResult
    public func kill(_ signal: Int32 = 9, waiting limit: Duration = .seconds(5)) -> ChildExit? {
        if let exit { return exit }
        send(signal)
        return wait(atMost: limit)
    }
}
