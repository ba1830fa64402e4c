internal import Glibc
internal import StoreKit
internal import Synchronization

/// One run of a program: its input given, its output taken, its time limited, all of its process group ended with it.
///
/// It blocks, so it has a thread of its own; whoever waits can be cancelled at any moment.
actor ProgramRun {
    private let executor = BlockingExecutor(label: "program")
    private let control = Control()

    /// Runs on a thread of its own.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// More than this of what a program prints is not kept: 256 KiB.
    static let mostOutput = 256 << 10

    /// What it came to; nil ending where it could not be started.
    struct Result: Sendable {
        var ending: ProgramEnding
        var output: [UInt8] = []
        var isCut = false
    }

    /// Runs the program; a cancelled task stops it.
    ///
    /// - Throws: The system's error number where it can't be started.
    nonisolated func run(
        _ words: [String], environment: [String: String], input: [UInt8], limit: Int64
    ) async throws(SystemNumber) -> Result {
        let outcome = await withTaskCancellationHandler {
            await blockingRun(words, environment, input, limit)
        } onCancel: {
            control.stop()
        }
        switch outcome {
        case .success(let result): return result
        case .failure(let number): throw number
        }
    }

    private func blockingRun(
        _ words: [String], _ environment: [String: String], _ input: [UInt8], _ limit: Int64
    ) -> Swift.Result<Result, SystemNumber> {
        guard let pipes = Pipes() else { return .failure(SystemNumber(errno)) }
        defer { pipes.close() }
        let child = Self.spawn(words, environment, pipes)
        guard child.number == 0 else { return .failure(SystemNumber(child.number)) }
        pipes.closeChildEnds()
        guard control.begin(child.process, wake: pipes.wake[1]) else {
            kill(-child.process, SIGKILL)
            _ = Self.wait(child.process)
            return .success(Result(ending: .stopped))
        }
        let end = Self.now + limit
        let signals = HeldBrokenPipe()
        var result = converse(pipes, input, until: end, limit)
        signals.release()
        if case .ended = result.ending { result.ending = awaitEnd(of: child.process, pipes, until: end, limit) }
        control.end()
        // What it has started and left behind is ended with it.
        kill(-child.process, SIGKILL)
        let status = Self.wait(child.process)
        if case .ended = result.ending { result.ending = Self.ending(status) }
        return .success(result)
    }

    /// Gives the input and takes the output until the program closes it, its time is up, or somebody stops it.
    private func converse(_ pipes: Pipes, _ input: [UInt8], until end: Int64, _ limit: Int64) -> Result {
        var result = Result(ending: .ended(code: 0))
        var rest = input[...]
        var isInputOpen = true
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            if isInputOpen, rest.isEmpty {
                pipes.closeInput()
                isInputOpen = false
            }
            var waiting = [
                pollfd(fd: pipes.output[0], events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipes.wake[0], events: Int16(POLLIN), revents: 0),
                pollfd(fd: isInputOpen ? pipes.input[1] : -1, events: Int16(POLLOUT), revents: 0),
            ]
            let left = end - Self.now
            if left <= 0 {
                result.ending = .tooLong(limit: limit)
                return result
            }
            if poll(&waiting, nfds_t(waiting.count), Int32(clamping: left)) < 0, errno != EINTR { return result }
            if waiting[1].revents != 0 {
                result.ending = .stopped
                return result
            }
            if waiting[2].revents != 0 {
                let count = rest.withUnsafeBytes { write(pipes.input[1], $0.baseAddress, min($0.count, 4096)) }
                // A program that does not read its input has no need of it.
                if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR, errno != EAGAIN { rest = [] }
            }
            guard waiting[0].revents != 0 else { continue }
            let count = read(pipes.output[0], &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return result }
            let room = Self.mostOutput - result.output.count
            result.output.append(contentsOf: buffer[..<min(count, room)])
            if count > room { result.isCut = true }
        }
    }

    /// A program may close its output a little before it ends; it is not to be ended meanwhile.
    private func awaitEnd(of child: pid_t, _ pipes: Pipes, until end: Int64, _ limit: Int64) -> ProgramEnding {
        var pause: Int32 = 1
        while !Self.hasEnded(child) {
            if Self.now >= end { return .tooLong(limit: limit) }
            var waiting = [pollfd(fd: pipes.wake[0], events: Int16(POLLIN), revents: 0)]
            if poll(&waiting, 1, pause) > 0 { return .stopped }
            pause = min(pause * 2, 50)
        }
        return .ended(code: 0)
    }

    /// Whether a child has ended; its status stays to be taken, so that its group's number is nobody else's yet.
    private static func hasEnded(_ child: pid_t) -> Bool {
        var information = siginfo_t()
        guard waitid(P_PID, id_t(child), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return errno != EINTR }
        return information.si_signo == SIGCHLD
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private static func ending(_ status: Int32) -> ProgramEnding {
        status & 0x7F == 0 ? .ended(code: (status >> 8) & 0xFF) : .signalled(status & 0x7F)
    }

    private static func wait(_ child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Starts it in a process group of its own, with no signal blocked or ignored.
    private static func spawn(
        _ words: [String], _ environment: [String: String], _ pipes: Pipes
    ) -> (process: pid_t, number: Int32) {
        guard let program = words.first else { return (0, ENOENT) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigemptyset(&all)
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH] { sigaddset(&all, signal) }
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes.input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, pipes.output[1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes.output[1], 2)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var child: pid_t = 0
        let number = posix_spawnp(&child, program, &actions, &attributes, &arguments, &variables)
        return (child, number)
    }

    /// Whoever waits may stop it from another thread.
    private final class Control: Sendable {
        private let state = Mutex<(wake: Int32?, isStopped: Bool)>((nil, false))

        /// - Returns: Whether it may go on: nobody has stopped it yet.
        func begin(_ process: pid_t, wake: Int32) -> Bool {
            state.withLock { state in
                state.wake = wake
                return !state.isStopped
            }
        }

        func end() { state.withLock { $0.wake = nil } }

        func stop() {
            state.withLock { state in
                state.isStopped = true
                if let wake = state.wake { _ = write(wake, [1], 1) }
            }
        }
    }
}

/// A number of the system's for what went wrong.
struct SystemNumber: Error, Hashable, Sendable {
    let code: Int32
    init(_ code: Int32) { self.code = code }
    var words: String { String(cString: strerror(code)) }
}

/// The pipes to a program, and one that wakes whoever waits for it; first the end to read from.
private final class Pipes {
    private(set) var input: [Int32] = [-1, -1]
    private(set) var output: [Int32] = [-1, -1]
    private(set) var wake: [Int32] = [-1, -1]

    init?() {
        guard pipe(&input) == 0, pipe(&output) == 0, pipe(&wake) == 0 else {
            close()
            return nil
        }
        for end in input + output + wake { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        for end in [input[1], output[0]] + wake { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    func closeChildEnds() {
        Self.close(&input[0])
        Self.close(&output[1])
    }

    func closeInput() { Self.close(&input[1]) }

    func close() {
        for place in 0..<2 {
            Self.close(&input[place])
            Self.close(&output[place])
            Self.close(&wake[place])
        }
    }

    private static func close(_ descriptor: inout Int32) {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }
}

/// SIGPIPE held back on this thread, where the process does not ignore it: a program need not read its input, and whoever
/// writes on is sent one.
private struct HeldBrokenPipe {
    private var signals = sigset_t()
    private var before = sigset_t()

    init() {
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, &before)
    }

    /// Takes what was sent, and lets later ones through as before.
    func release() {
        var (signals, before, atOnce) = (signals, before, timespec())
        while sigtimedwait(&signals, nil, &atOnce) > 0 {}
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}
