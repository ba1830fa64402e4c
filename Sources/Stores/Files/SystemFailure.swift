internal import Glibc

/// A system call that said no: which step it was for, and the error's number.
struct SystemFailure: Error, Hashable {
    /// What the call was for; the words for it are in `FileStoreWords`.
    enum Step: Hashable {
        case opening
        case listing
        case reading
        case creating
        case writing
        case keepingOwner
        case keepingRights
        case settingTime
        case renaming
        case removing
        case watching
    }

    /// What the call was for.
    let step: Step
    /// The error's number, as in `errno`.
    let number: Int32

    /// The file system can't exchange two files.
    static let noExchange = SystemFailure(step: .renaming, number: EINVAL)
    /// A file was written to as often as it was looked at.
    static let tooBusy = SystemFailure(step: .renaming, number: EBUSY)

    /// There are more directories than are watched.
    static let tooManyDirectories = SystemFailure(step: .watching, number: E2BIG)

    /// Whether what was named is not there (any more).
    var isMissing: Bool { number == ENOENT || number == ESTALE }

    /// Whether the file system does not know this form of the call.
    var isUnsupported: Bool { number == EINVAL || number == ENOSYS || number == EOPNOTSUPP }
}

/// The result of a call that gives its errno negated, or the failure.
func checked<Result: SignedInteger>(_ result: Result, _ step: SystemFailure.Step) throws(SystemFailure) -> Result {
    guard result >= 0 else { throw SystemFailure(step: step, number: Int32(-result)) }
    return result
}

/// The result of a call that gives -1 and sets errno, or the failure.
func checkedErrno<Result: SignedInteger>(
    _ result: Result, _ step: SystemFailure.Step
) throws(SystemFailure) -> Result {
    guard result >= 0 else { throw SystemFailure(step: step, number: errno) }
    return result
}
