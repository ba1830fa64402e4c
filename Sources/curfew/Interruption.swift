internal import Glibc
internal import Synchronization

/// Ctrl-C and its kin: blocked in all threads from the start, taken by the main thread alone.
enum Interruption {
    private static let state = Mutex(State())

    private struct State {
        var signal: Int32?
        var isAsking = false
    }

    /// How long something that was stopped may take to end, in seconds.
    private static let patience = 3

    /// Blocks the signals; before any thread is started.
    static func block() {
        signal(SIGPIPE, SIG_IGN)
        var signals = set
        // The console takes these from a descriptor; no other thread may swallow them.
        for number in [SIGWINCH, SIGCONT] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// The signals that stop the program.
    static var set: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        return signals
    }

    /// Waits for signals for ever: the first one stops the task, and the program ends soon after, if need be by force.
    static func wait(stopping task: Task<Void, Never>) -> Never {
        var signals = set
        var number: Int32 = 0
        while sigwait(&signals, &number) != 0 {}
        let isAsking = state.withLock { state in
            state.signal = number
            return state.isAsking
        }
        // Nothing has been done while a question is open, and the thread that asks can't be woken.
        if isAsking { _exit(128 + number) }
        task.cancel()
        var time = timespec(tv_sec: patience, tv_nsec: 0)
        while sigtimedwait(&signals, nil, &time) < 0, errno == EINTR {}
        _exit(128 + number)
    }

    /// The code to end with when a signal came; nil when none did.
    static var exitCode: Int32? { state.withLock { $0.signal.map { 128 + $0 } } }

    /// Runs something that waits for a person.
    static func whileAsking<Result>(_ body: () -> Result) -> Result {
        state.withLock { $0.isAsking = true }
        defer { state.withLock { $0.isAsking = false } }
        return body()
    }
}
