import Glibc
import Synchronization

/// A child process that answers each line with a line. It is ended with its owner.
final class LineConversation: Sendable {
    private struct Pipes: ~Copyable {
        let toChild: Int32
        let fromChild: Int32
        var pending: [UInt8] = []

        deinit {
            close(toChild)
            close(fromChild)
        }
    }

    private let directory: TemporaryDirectory
    private let pid: pid_t
    private let pipes: Mutex<Pipes>

    /// Starts the program; its standard error goes to a file.
    init(_ executable: String, _ arguments: [String], environment: [String: String], directory: String) throws {
        self.directory = try TemporaryDirectory()
        let questions = try Self.pipe()
        let answers = try Self.pipe()
        let errors = open(self.directory.file("stderr"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        pipes = Mutex(Pipes(toChild: questions.write, fromChild: answers.read))
        defer { for descriptor in [questions.read, answers.write, errors] { close(descriptor) } }
        pid = try Spawn(
            executable, arguments, environment: environment, directory: directory,
            input: questions.read, output: answers.write, errors: errors
        ).start()
        Reaper.shared.watch(pid: pid)
    }

    deinit {
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
        Reaper.shared.forget(pid: pid)
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw SystemCallFailure("pipe").error }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Sends a line and waits for the answer, 20 seconds at most.
    func ask(_ line: String) throws -> String {
        try pipes.withLock { pipes in
            try FileBytes.writeAll(Array("\(line)\n".utf8), to: pipes.toChild)
            while true {
                if let end = pipes.pending.firstIndex(of: 10) {
                    defer { pipes.pending.removeFirst(end + 1) }
                    return String(decoding: pipes.pending[..<end], as: UTF8.self)
                }
                pipes.pending += try self.read(pipes.fromChild)
            }
        }
    }

    private func read(_ descriptor: Int32) throws -> ArraySlice<UInt8> {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 20_000) > 0 else { throw failure("did not answer") }
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(descriptor, &chunk, chunk.count)
        guard count > 0 else { throw failure("ended") }
        return chunk[..<count]
    }

    private func failure(_ what: String) -> TestSupportError {
        let errors = (try? directory.read("stderr")) ?? []
        return TestSupportError("The child process \(what):\n\(String(decoding: errors, as: UTF8.self))")
    }
}
