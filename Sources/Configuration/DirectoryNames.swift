internal import Glibc

/// The names in a directory.
public enum DirectoryNames {
    /// Reads the names in a directory, in no order; what the program passes wherever this module asks for a reader.
    public static func read(_ path: String) -> Result<[String], FileProblem> {
        guard let stream = opendir(path) else { return .failure(FileProblem(errno: errno)) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(validating: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let name { names.append(name) }
        }
        return .success(names)
    }
}

/// Reads the names in a directory.
public typealias DirectoryReader = @Sendable (_ path: String) -> Result<[String], FileProblem>
