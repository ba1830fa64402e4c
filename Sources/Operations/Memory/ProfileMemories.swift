internal import Glibc
internal import SessionModel
internal import StoreKit

/// The memories of all profiles: a file each in the state directory, mode 0600, changed whole and under a lock, so that
/// two consoles lose nothing of one another's.
public actor ProfileMemories {
    private let directory: String
    private let executor = BlockingExecutor(label: "memory")

    /// Runs on a thread of its own: a lock held by another console may make it wait.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// More than this is no memory of ours, in bytes.
    private static let largest = 1 << 20

    /// Creates the memories under a state directory, which is made when something is remembered first.
    public init(directory: String) {
        self.directory = directory + "/profiles"
    }

    /// What is remembered of a profile, or of a store that has none, by its name.
    public func recall(_ name: String) throws(MemoryError) -> ProfileMemory {
        let path = path(name)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return ProfileMemory() }
            throw MemoryError(.notReadable(errno), path: path)
        }
        defer { close(descriptor) }
        return try memory(of: descriptor, path)
    }

    /// Remembers something of a profile.
    public func remember(_ change: ProfileMemory.Change, of name: String) throws(MemoryError) {
        let path = path(name)
        if let failure = PrivateDirectory.make(directory) {
            throw MemoryError(.notWritable(failure.code), path: failure.path)
        }
        let lock = open(path + ".lock", O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw MemoryError(.notWritable(errno), path: path) }
        defer { close(lock) }
        guard flock(lock, LOCK_EX) == 0 else { throw MemoryError(.notWritable(errno), path: path) }
        var memory = try recall(name)
        let before = memory
        memory.take(change)
        if memory != before { try replace(path, with: memory.json.bytes + [10]) }
    }

    private func path(_ name: String) -> String { "\(directory)/\(Self.fileName(name)).json" }

    /// A profile's name as a file's: what is no letter, digit, `-` or `_` is written `%2F`, and a long one is cut and
    /// told apart by a hash (FNV-1a).
    static func fileName(_ name: String) -> String {
        let written = name.utf8.map { byte in
            let scalar = UnicodeScalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if isPlain || scalar == "-" || scalar == "_" { return String(scalar) }
            return (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }.joined()
        guard written.utf8.count > 160 else { return written }
        let hash = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return written.prefix(140) + "-" + String(hash, radix: 16)
    }

    private func memory(of descriptor: Int32, _ path: String) throws(MemoryError) -> ProfileMemory {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while bytes.count <= Self.largest {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw MemoryError(.notReadable(errno), path: path) }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        guard bytes.count <= Self.largest, let memory = ProfileMemory(json: bytes) else {
            throw MemoryError(.damaged, path: path)
        }
        return memory
    }

    /// Writes the file under another name first: whoever reads it reads all of it.
    private func replace(_ path: String, with bytes: [UInt8]) throws(MemoryError) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw MemoryError(.notWritable(errno), path: path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        let code = errno
        close(descriptor)
        guard rest.isEmpty, rename(temporary, path) == 0 else {
            let number = rest.isEmpty ? errno : code
            unlink(temporary)
            throw MemoryError(.notWritable(number), path: path)
        }
    }
}

/// Why nothing can be remembered of a profile, or recalled.
public struct MemoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed; with the system's error number.
    public enum Reason: Hashable, Sendable {
        case notReadable(Int32)
        case notWritable(Int32)
        /// What stands there is no memory.
        case damaged
    }

    /// What failed.
    public var reason: Reason
    /// On which file.
    public var path: String

    init(_ reason: Reason, path: String) {
        self.reason = reason
        self.path = path
    }

    /// One sentence, with what to do.
    public var description: String {
        switch reason {
        case .notReadable(let code):
            "What was remembered of this profile can't be read from \(path): \(String(cString: strerror(code)))."
        case .notWritable(let code):
            "Columns, filters and commands are forgotten on leaving: \(path) can't be written: "
                + "\(String(cString: strerror(code))). Set XDG_STATE_HOME to a directory that can be."
        case .damaged:
            "\(path) is damaged, so nothing is remembered of this profile; mend the file or move it away."
        }
    }
}
