internal import Glibc

/// How the program ends when it crashes: at once.
enum CrashBehaviour {
    /// Takes Swift's own backtracer out, unless `SWIFT_BACKTRACE` asks for it: where it is installed it keeps the terminal
    /// for half a minute, asking what to do. To be called before the screen is taken, whose guard is put above this.
    static func endAtOnce(_ environment: [String: String]) {
        guard environment["SWIFT_BACKTRACE"] == nil else { return }
        for number in [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE] { signal(number, SIG_DFL) }
    }
}
