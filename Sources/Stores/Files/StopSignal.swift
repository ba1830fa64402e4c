internal import CFiles
internal import Glibc

/// Wakes a thread that waits in `poll`, from any other.
final class StopSignal: Sendable {
    /// Readable once the signal is raised; it lives as long as this object.
    let descriptor: Int32

    init() throws(SystemFailure) {
        descriptor = try checked(curfew_files_signal(), .watching)
    }

    deinit {
        close(descriptor)
    }

    /// Has the waiting thread stop.
    func raise() {
        _ = curfew_files_raise(descriptor)
    }

    /// Waits until the signal is raised or the time is over; whether it was raised.
    func isRaised(within milliseconds: Int) -> Bool {
        wait(for: nil, milliseconds: milliseconds) == .stopped
    }

    /// What ended a wait.
    enum Wakening: Hashable {
        case stopped
        case readable
        case timedOut
    }

    /// Waits until the signal is raised, `other` has something to read, or the time is over.
    func wait(for other: Int32?, milliseconds: Int) -> Wakening {
        var waiting = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        if let other { waiting.append(pollfd(fd: other, events: Int16(POLLIN), revents: 0)) }
        let count = poll(&waiting, nfds_t(waiting.count), Int32(clamping: milliseconds))
        if waiting[0].revents != 0 { return .stopped }
        return count > 0 ? .readable : .timedOut
    }
}
