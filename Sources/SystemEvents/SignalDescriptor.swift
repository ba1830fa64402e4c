internal import CLinux
internal import Glibc

/// Signals as something to poll for. Stands on `signalfd(2)`; closed with its last reference.
///
/// Create it before any other thread starts: the signals are blocked in the calling thread, and later threads
/// inherit that. Children inherit it too, so start them with a cleared mask.
public final class SignalDescriptor: Sendable {
    /// What to poll for reading. Owned by this object: do not close it.
    public let descriptor: Int32

    /// Blocks the signals in this thread and creates a descriptor that becomes readable when one arrives.
    ///
    /// - Throws: `SystemEventError` when the process has no descriptor left.
    public init(_ signals: [Int32]) throws(SystemEventError) {
        guard clinux_block_signals(signals, signals.count) == 0 else {
            throw SystemEventError(call: "pthread_sigmask")
        }
        descriptor = clinux_signalfd(signals, signals.count)
        guard descriptor >= 0 else { throw SystemEventError(call: "signalfd") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The numbers of the signals that arrived since the last call; never waits.
    public func pending() -> [Int32] {
        var numbers: [Int32] = []
        while true {
            let number = clinux_next_signal(descriptor)
            guard number > 0 else { return numbers }
            numbers.append(number)
        }
    }
}
