public import SessionModel

/// Why a database did not do what it was asked, before it is put in words.
public enum SQLFailure: Error, Hashable, Sendable {
    /// Nobody answers there, or the file is missing; the client's words.
    case unreachable(String)
    /// The connection broke; the client's words.
    case lost(String)
    /// No answer within so many milliseconds.
    case timedOut(Int)
    /// Somebody else held a lock for so many milliseconds.
    case locked(Int)
    /// The name or the password is not accepted; the database's words.
    case loginRefused(String)
    /// It does not allow this; its words, and what would change that.
    case notPermitted(String, remedy: String?)
    /// What is there can't be used; why, and what else to do.
    case unsuitable(String, remedy: String?)
    /// The certificate can't be trusted; the client's words.
    case untrusted(String)
    /// The address makes no sense; why.
    case badAddress(String)
    /// A client library is missing; the loader's words, and the package to install.
    case libraryMissing(String, package: String)
    /// No room left; the database's words.
    case full(String)
    /// Content of so many bytes, or of whatever is counted, is more than the column holds.
    case tooLarge(Int, limit: Int, unit: String = "bytes")
    /// A moment later than the last one that this column of moments can tell.
    case tooLate(String, end: Timestamp)
    /// Somebody else changed the same row in the same moment; nothing was done. The database's words.
    case conflict(String)
    /// The key is taken.
    case taken
    /// The task was cancelled.
    case cancelled
    /// The store was closed.
    case closed
    /// A change on a store that was opened read-only.
    case readOnly
    /// Anything else it said no to; its words.
    case refused(String)

    /// A client library that can't be used: missing, or another one of that name.
    ///
    /// - Parameters:
    ///   - words: The loader's own.
    ///   - title: Whose library it should be: "MariaDB's client library".
    ///   - package: The package to install.
    public static func library(_ words: String, title: String, package: String) -> SQLFailure {
        guard words.contains("undefined symbol") else { return .libraryMissing(words, package: package) }
        return .libraryMissing("what is there is not \(title) (\(words))", package: package)
    }
}
