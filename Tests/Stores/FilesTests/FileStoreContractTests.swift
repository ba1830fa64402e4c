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

    func content(_ key: SessionKey) throws -> [UInt8]? { TestDirectory.content(of: path(key)) }

    func deadline(_ key: SessionKey) throws -> Deadline? { nil }

    func traces(_ key: SessionKey) throws -> String { TestDirectory.traces(of: path(key)) }

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
