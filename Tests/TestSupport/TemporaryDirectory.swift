import Glibc

/// A fresh directory, mode 0700, removed with all that is in it when the last reference goes.
public final class TemporaryDirectory: Sendable {
    /// The absolute path, without a slash at the end.
    public let path: String

    /// Creates a directory under `$TMPDIR` or `/tmp`.
    public init() throws {
        let parent = ProcessEnvironment.value("TMPDIR") ?? "/tmp"
        var template = Array("\(parent)/curfew-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemCallFailure("mkdtemp in \(parent)").error }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        Reaper.shared.watch(directory: path)
    }

    deinit {
        Self.remove(path)
        Reaper.shared.forget(directory: path)
    }

    /// The absolute path of something in the directory.
    public func file(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes a file, replacing what was there, and gives back its absolute path.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o600) throws -> String {
        try FileBytes.write(bytes, to: file(name), mode: mode)
        return file(name)
    }

    /// Writes a text file, replacing what was there, and gives back its absolute path.
    @discardableResult
    public func write(_ text: String, to name: String, mode: UInt32 = 0o600) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// Everything in a file.
    public func read(_ name: String) throws -> [UInt8] {
        try FileBytes.read(file(name))
    }

    /// Creates a directory and those above it, and gives back its absolute path.
    @discardableResult
    public func makeDirectory(_ name: String) throws -> String {
        var partial = path
        for part in name.split(separator: "/") {
            partial += "/\(part)"
            guard mkdir(partial, 0o700) == 0 || errno == EEXIST else {
                throw SystemCallFailure("mkdir \(partial)").error
            }
        }
        return partial
    }

    /// The names in the directory, or in a directory in it, sorted.
    public func names(in directory: String = ".") throws -> [String] {
        try Self.names(file(directory)).sorted()
    }

    static func names(_ directory: String) throws -> [String] {
        guard let stream = opendir(directory) else { throw SystemCallFailure("opendir \(directory)").error }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in (try? names(path)) ?? [] { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
