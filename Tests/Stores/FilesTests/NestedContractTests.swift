import Glibc
import SessionModel
import StoreContract
import StoreKit
import Testing

@testable import FileStore

@Suite(.timeLimit(.minutes(5))) struct `Directories of directories of sessions` {
    @Test(arguments: ContractClause.all) func `as PHP nests them keep`(_ clause: ContractClause) async throws {
        try await StoreContract { NestedPlace(.leadingCharacters) }.check(clause)
    }

    @Test(arguments: ContractClause.all) func `as Rails' cache nests them keep`(_ clause: ContractClause) async throws {
        try await StoreContract { NestedPlace(.checksum) }.check(clause)
    }
}

/// A directory of its own with directories in it, written to as a framework does.
private struct NestedPlace: StoreUnderTest {
    private let directory = TestDirectory(inMemory: true)
    private let layout: FileLayout

    let keepsExpiry = false
    let resolution: Int64 = 1

    init(_ nesting: FileLayout.Nesting) {
        switch nesting {
        case .flat, .leadingCharacters:
            layout = FileLayout(
                prefix: "sess_", suffix: "", stem: .id(StemShape(.php, 1...250)), nesting: .leadingCharacters)
            for path in ["a", "a/b"] { mkdir(directory.path(path), 0o700) }
        case .checksum: layout = FileLayout(prefix: "sess_ab", suffix: "", stem: .plainID, nesting: .checksum)
        }
    }

    func open(isReadOnly: Bool) async throws -> any SessionStore {
        let options = layout.nesting == .checksum ? [] : [StoreAddress.Option("depth", "2")]
        return try await StoreDriver.files.open(
            StoreOpening(
                address: StoreAddress(scheme: "file", path: directory.path, options: options),
                layouts: [.files(layout)], isReadOnly: isReadOnly))
    }

    func key(_ word: String) -> SessionKey { SessionKey("sess_ab\(word)") }

    var hostileKeys: [SessionKey] {
        let words = ["-", "0", "--help", "A", "json", String(repeating: "x", count: 128), "-rf"]
        return words.map(key) + (layout.nesting == .checksum ? ["_", "sess_"] : [",", ",a"]).map(key)
    }

    private func place(_ key: SessionKey) -> String {
        FileNames([layout]).directories(of: key, depth: 2) ?? "nowhere"
    }

    private func path(_ key: SessionKey) -> String { directory.path("\(place(key))/\(key.text)") }

    /// Rails makes a missing directory.
    private func pathToWrite(_ key: SessionKey) -> String {
        let parts = place(key).split(separator: "/")
        mkdir(directory.path(String(parts[0])), 0o700)
        mkdir(directory.path(place(key)), 0o700)
        return path(key)
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        TestDirectory.write(pathToWrite(key), content)
    }

    func content(_ key: SessionKey) throws -> [UInt8]? { TestDirectory.content(of: path(key)) }

    func deadline(_ key: SessionKey) throws -> Deadline? { nil }

    func traces(_ key: SessionKey) throws -> String { TestDirectory.traces(of: path(key)) }

    /// A request that changes nothing writes the same again.
    func touch(_ key: SessionKey, lifetime: Int64) throws {
        TestDirectory.write(path(key), try content(key) ?? [])
    }

    func remove(_ key: SessionKey) throws { unlink(path(key)) }

    func putForeign(_ key: SessionKey) throws -> Bool { symlink("/etc/hostname", pathToWrite(key)) == 0 }

    /// Names of sessions in directories that are not theirs, and directories that only look like theirs.
    func putStrangers() throws {
        let elsewhere = layout.nesting == .checksum ? "0AF" : "b"
        mkdir(directory.path(elsewhere), 0o700)
        for name in ["sess_abother", "\(elsewhere)/sess_abother", "sess_b"] { directory.write(name, "{}") }
        mkdir(directory.path("sub"), 0o700)
        directory.write("sub/sess_abother", "{}")
        symlink(directory.path, directory.path(layout.nesting == .checksum ? "0AE" : "a/z"))
    }
}
