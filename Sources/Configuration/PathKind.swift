internal import Glibc

/// What a path leads to.
public enum PathKind: Hashable, Sendable {
    /// A directory.
    case directory
    /// A file, or anything else that is no directory.
    case file

    /// What a path leads to now, links followed; nil for nothing.
    public static func of(_ path: String) -> PathKind? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? .directory : .file
    }
}
