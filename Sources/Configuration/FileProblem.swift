/// Why a file can't be read.
public enum FileProblem: Error, Hashable, Sendable {
    /// There is none.
    case missing
    /// We may not read it.
    case notPermitted
    /// It is a directory, a socket or the like.
    case noFile
    /// It is larger than `bytes`, the most that is read.
    case tooLarge(bytes: Int)
    /// Something else, in the system's words.
    case failed(String)
}
