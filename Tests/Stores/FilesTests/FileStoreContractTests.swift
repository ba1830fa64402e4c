import Glibc
import SessionModel
import StoreContract
import StoreKit
import Testing

@testable import FileStore

@Suite(.timeLimit(.minutes(5))) struct `A directory of sessions` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { FilePlace() }.check(clause)
    }
}

/// A directory of its own, written to as a framework does.
private struct FilePlace: StoreUnderTest {
    private let directory = TestDirectory(inMemory: true)
    private let layouts: [Layout] = [
        .files(FileLayout(suffix: ".json", stem: .hashedID)),
        .files(FileLayout(prefix: "sess_", suffix: ".json", stem: .plainID)),
    ]

    let keepsExpiry = false
    let resolution: Int64 = 1

    func open(isReadOnly: Bool) async throws -> any SessionStore {
        try await StoreDriver.files.open(
            StoreOpening(
                address: StoreAddress(scheme: "file", path: directory.path), layouts: layouts, isReadOnly: isReadOnly))
    }

    func key(_ word: String) -> SessionKey { SessionKey("sess_\(word).json") }

    var hostileKeys: [SessionKey] {
        let words = ["-", "_", "--help", "a", "A", "json", String(repeating: "x", count: 128), "sess_", "-rf"]
        return words.map(key) + ["0", "f"].map { SessionKey(String(repeating: $0, count: 64) + ".json") }
    }

    private func path(_ key: SessionKey) -> String { directory.path(key.text) }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        TestDirectory.write(path(key), content)
    }

    func content(_ key: SessionKey) throws -> [UInt8]? {
        let file = Glibc.open(path(key), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(file, &buffer, buffer.count), count > 0 { content += buffer[..<count] }
        return content
    }

    func deadline(_ key: SessionKey) throws -> Deadline? { nil }

    func traces(_ key: SessionKey) throws -> String {
        var status = stat()
        guard lstat(path(key), &status) == 0 else { return "-" }
        let milliseconds = status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1_000_000
        return "\(status.st_uid):\(status.st_gid) \(status.st_mode) \(milliseconds)"
    }

    /// A request that changes nothing writes the same again.
    func touch(_ key: SessionKey, lifetime: Int64) throws {
        TestDirectory.write(path(key), try content(key) ?? [])
    }

    func remove(_ key: SessionKey) throws { unlink(path(key)) }

    func putForeign(_ key: SessionKey) throws -> Bool { symlink("/etc/hostname", path(key)) == 0 }

    func putStrangers() throws {
        let hash = String(repeating: "a", count: 64)
        for name in [
            "sess_a b.json", "sess_.json", "a.json", "\(hash).json.tmp", hash, ".sess_a.json", "sess_é.json", "x",
        ] {
            directory.write(name, "{}")
        }
        mkdir(directory.path("sub.json"), 0o700)
    }
}
