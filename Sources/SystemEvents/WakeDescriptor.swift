internal import CLinux
internal import Glibc

/// Wakes a thread that sleeps in `poll`, from any thread. Stands on `eventfd(2)`; closed with its last reference.
public final class WakeDescriptor: Sendable {
    /// What to poll for reading. Owned by this object: do not close it.
    public let descriptor: Int32

    /// Creates a descriptor that nobody has signalled yet.
    ///
    /// - Throws: `SystemEventError` when the process has no descriptor left.
    public init() throws(SystemEventError) {
        descriptor = clinux_eventfd()
        guard descriptor >= 0 else { throw SystemEventError(call: "eventfd") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Makes the descriptor readable until it is drained. Signals that nobody has seen yet become one.
    public func signal() {
        var one: UInt64 = 1
        while write(descriptor, &one, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
    }

    /// Makes the descriptor wait for the next signal, and gives whether there was one.
    @discardableResult
    public func drain() -> Bool {
        var count: UInt64 = 0
        while true {
            let size = read(descriptor, &count, MemoryLayout<UInt64>.size)
            if size < 0, errno == EINTR { continue }
            return size > 0
        }
    }
}
