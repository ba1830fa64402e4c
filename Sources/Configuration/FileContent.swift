internal import Glibc

/// The content of a small file, and who else can read it.
public struct FileContent: Hashable, Sendable {
    /// The bytes, whole.
    public var bytes: [UInt8]
    /// Whether its group or everybody may read it.
    public var isReadableByOthers: Bool

    /// Creates a content.
    public init(bytes: [UInt8], isReadableByOthers: Bool = false) {
        self.bytes = bytes
        self.isReadableByOthers = isReadableByOthers
    }

    /// Reads a file; what the program passes wherever this module asks for a reader.
    public static func read(_ path: String) -> Result<FileContent, FileProblem> {
        read(path, atMost: DotEnv.largest)
    }

    /// Reads a file of at most `limit` bytes. Never waits: a pipe is no file, and anything larger is refused unread.
    public static func read(_ path: String, atMost limit: Int) -> Result<FileContent, FileProblem> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return .failure(FileProblem(errno: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(FileProblem(errno: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failure(.noFile) }
        guard status.st_size <= limit else { return .failure(.tooLarge(bytes: limit)) }
        return bytes(of: descriptor, atMost: limit).map {
            FileContent(bytes: $0, isReadableByOthers: status.st_mode & (S_IRGRP | S_IROTH) != 0)
        }
    }

    private static func bytes(of descriptor: Int32, atMost limit: Int) -> Result<[UInt8], FileProblem> {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while content.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return .success(content) }
            if count > 0 {
                content += buffer[..<count]
            } else if errno != EINTR {
                return .failure(FileProblem(errno: errno))
            }
        }
        return .failure(.tooLarge(bytes: limit))
    }
}

/// Reads a small file.
public typealias FileReader = @Sendable (_ path: String) -> Result<FileContent, FileProblem>

extension FileProblem {
    /// The problem behind a number of the system's.
    init(errno code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .notPermitted
        case EISDIR, ENXIO: self = .noFile
        default: self = .failed(String(cString: strerror(code)))
        }
    }
}
