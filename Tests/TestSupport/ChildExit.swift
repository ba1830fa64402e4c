/// How a process ended.
public enum ChildExit: Equatable, Sendable, CustomStringConvertible {
    /// It left by itself with this exit code.
    case code(Int32)
    /// A signal ended it.
    case signal(Int32)

    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .code((waitStatus >> 8) & 0xff) : .signal(signal)
    }

    /// In words, for a failed test.
    public var description: String {
        switch self {
        case .code(let code): "exit \(code)"
        case .signal(let signal): "ended by signal \(signal)"
        }
    }
}
