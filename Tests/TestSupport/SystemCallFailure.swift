import Glibc

/// A failed system call: takes `errno` on the spot.
struct SystemCallFailure {
    let error: TestSupportError

    /// Describes the failure of `call`, for example `open /tmp/x`.
    init(_ call: String, errno code: Int32 = errno) {
        error = TestSupportError("\(call): \(String(cString: strerror(code)))")
    }
}
