import Glibc

/// Programs by name.
public enum Executable {
    /// The absolute path of a program on PATH or in the tests' own tool directory; nil when there is none.
    public static func find(_ name: String) -> String? {
        let path = ProcessEnvironment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        let directories = path.split(separator: ":").map(String.init) + ["\(Tool.cacheDirectory)/bin"]
        return directories.lazy.map { "\($0)/\(name)" }.first { isProgram($0) }
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
