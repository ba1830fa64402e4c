import Glibc
import SessionModel
import StoreKit

@testable import FileStore

/// A directory of a test's own, removed with all that is in it when the test is over.
final class TestDirectory: Sendable {
    let path: String
    let layout = FileLayout(suffix: ".json", stem: .hashedID)

    /// Creates a directory, in memory where it is for many files or many writes that would each wait for a disk.
    init(inMemory: Bool = false) {
        let parent = inMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(parent)/curfew-files-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, let made = mkdtemp(start) else { preconditionFailure("no directory") }
            return String(cString: made)
        }
    }

    deinit {
        Self.remove(path)
    }

    /// The name of the session with this number.
    static func name(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits + ".json"
    }

    /// The key of the session with this number.
    static func key(_ number: Int) -> SessionKey { SessionKey(name(number)) }

    func path(_ name: String) -> String { path + "/" + name }

    /// Writes a session's file, as its framework does: in place.
    func write(_ number: Int, _ content: String) { write(Self.name(number), content) }

    /// Writes a file in place.
    func write(_ name: String, _ content: String) { Self.write(path(name), Array(content.utf8)) }

    static func write(_ path: String, _ content: [UInt8]) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        precondition(file >= 0, "\(path) can't be written")
        _ = content.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    /// What is in a session's file; nil when there is none.
    func content(_ number: Int) -> String? { content(Self.name(number)) }

    /// What is in a file; nil when there is none.
    func content(_ name: String) -> String? {
        let file = open(path(name), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// All that is in a file, however large; nil when there is none.
    static func content(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(file, &buffer, buffer.count), count > 0 { content += buffer[..<count] }
        return content
    }

    /// What an act must leave as it was: a file's owner, rights and time of change.
    static func traces(of path: String) -> String {
        var status = stat()
        guard lstat(path, &status) == 0 else { return "-" }
        let milliseconds = status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1_000_000
        return "\(status.st_uid):\(status.st_gid) \(status.st_mode) \(milliseconds)"
    }

    /// What the system says of a session's file.
    func status(_ number: Int) -> stat {
        var facts = stat()
        lstat(path(Self.name(number)), &facts)
        return facts
    }

    /// Sets a session file's modification time.
    func setModified(_ number: Int, seconds: Int, nanoseconds: Int = 0) {
        let time = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
        utimensat(AT_FDCWD, path(Self.name(number)), [time, time], 0)
    }

    /// All names, sorted.
    var names: [String] {
        guard let listing = opendir(path) else { return [] }
        defer { closedir(listing) }
        var found: [String] = []
        while let entry = readdir(listing) {
            let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            let name = String(decoding: bytes, as: UTF8.self)
            if name != ".", name != ".." { found.append(name) }
        }
        return found.sorted()
    }

    /// Opens the directory as a store.
    func store(isReadOnly: Bool = false, options: [StoreAddress.Option] = []) async throws -> any SessionStore {
        try await StoreDriver.files.open(opening(isReadOnly: isReadOnly, options: options))
    }

    func opening(isReadOnly: Bool = false, options: [StoreAddress.Option] = []) -> StoreOpening {
        StoreOpening(
            address: StoreAddress(scheme: "file", path: path, options: options), layouts: [.files(layout)],
            isReadOnly: isReadOnly)
    }

    /// The operations below the store, on the caller's thread; `reached` comes in between their steps.
    func sessions(
        lacksExchange: Bool = false, reached: @escaping @Sendable (SessionDirectory.Moment) -> Void = { _ in }
    ) throws -> SessionDirectory {
        SessionDirectory(
            directory: try Directory(path: path), fileNames: FileNames([layout]),
            words: FileStoreWords(path: path),
            lacksExchange: lacksExchange, reached: reached)
    }

    private static func remove(_ path: String) {
        guard let listing = opendir(path) else {
            unlink(path)
            return
        }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [46] || name == [46, 46] { continue }
            let isDirectory = Int(entry.pointee.d_type) == 4
            let inside = Array(path.utf8CString.dropLast()) + [47] + name.map { CChar(bitPattern: $0) } + [0]
            if isDirectory {
                remove(path + "/" + String(decoding: name, as: UTF8.self))
            } else {
                unlink(inside)
            }
        }
        closedir(listing)
        rmdir(path)
    }
}

extension Revision {
    init(_ text: String) { self.init(content: Array(text.utf8)) }
}

extension RecordContent {
    static func text(_ text: String) -> RecordContent { .bytes(Array(text.utf8)) }
}
