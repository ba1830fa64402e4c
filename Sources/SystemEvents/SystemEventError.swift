internal import Glibc

/// A system call that failed, and the system's reason.
public struct SystemEventError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The call's name, as in its manual page.
    public let call: String
    /// The value of `errno` right after it.
    public let code: Int32

    /// Creates the error from what `errno` says now.
    init(call: String, code: Int32 = errno) {
        self.call = call
        self.code = code
    }

    /// A sentence that names the call and the reason.
    public var description: String {
        "The system refused \(call): \(String(cString: strerror(code)))."
    }
}
