import CFiles
import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite struct `Rights on session files` {
    let directory = TestDirectory()
    let key = TestDirectory.key(1)
    private var path: String { directory.path(TestDirectory.name(1)) }

    private func write(_ old: String, _ new: String) -> RecordWrite {
        RecordWrite(key: key, expecting: Revision(old), content: Array(new.utf8))
    }

    @Test(.enabled(if: OtherUser.isPossible, "takes root"))
    func `can't look into a directory without the right to`() throws {
        let place = DirectoryPlace(path: directory.path)

        let error = #expect(throws: StoreError.self) {
            try OtherUser.act { _ = try place.directory(while: "opening it") }
        }

        #expect(
            error?.description
                == "Not permitted on the directory \(directory.path) while opening it: Permission denied.")
        #expect(
            error?.remedy
                == "Run curfew as the directory's owner; who that is: ls -ld \(directory.path)")
    }

    @Test(.enabled(if: OtherUser.isPossible, "takes root"))
    func `can't open a directory it may list but not search`() throws {
        chmod(directory.path, 0o744)
        let place = DirectoryPlace(path: directory.path)

        let error = #expect(throws: StoreError.self) {
            try OtherUser.act {
                try DirectoryRights(place.directory(while: "opening it")).check(place.words)
            }
        }

        #expect(error?.reason == .notPermitted)
    }

    @Test(.enabled(if: OtherUser.isPossible, "takes root"))
    func `shows a file it may not read as such, and reads the others`() throws {
        directory.write(1, "mine alone")
        directory.write(2, "for all")
        chmod(directory.path, 0o777)
        chmod(path, 0o600)
        chmod(directory.path(TestDirectory.name(2)), 0o644)
        let sessions = try directory.sessions()

        let records = try OtherUser.act { try sessions.records([key, TestDirectory.key(2)], limit: 100) }
        let ending = OtherUser.act { sessions.end(EndRequest(key)) }

        #expect(records[0]?.content == .foreign("file of user 0 that you may not read"))
        #expect(records[1]?.content == .text("for all"))
        guard case .failed = ending else { return #expect(Bool(false), "\(ending)") }
        #expect(directory.content(1) == "mine alone")
    }

    @Test(.enabled(if: OtherUser.isPossible, "takes root"))
    func `refuses an edit that would change the owner`() throws {
        directory.write(1, "old")
        chmod(directory.path, 0o777)
        chmod(path, 0o666)
        let sessions = try directory.sessions()

        let error = #expect(throws: StoreError.self) {
            try OtherUser.act { _ = try sessions.write(write("old", "new")) }
        }

        #expect(error?.reason == .notPermitted)
        #expect(error?.detail == "the file's owner and group can't be kept: Operation not permitted")
        #expect(directory.content(1) == "old")
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test(.enabled(if: OtherUser.isPossible, "takes root"))
    func `leaves all as it was where it may not write`() throws {
        directory.write(1, "old")
        chmod(directory.path, 0o755)
        chmod(path, 0o644)
        let sessions = try directory.sessions()

        OtherUser.act {
            let error = #expect(throws: StoreError.self) { try sessions.write(write("old", "new")) }
            #expect(error?.detail == "a new file can't be made: Permission denied")
            let outcome = sessions.end(EndRequest(key))
            guard case .failed(let refused) = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(refused.reason == .notPermitted)
            #expect(throws: StoreError.self) {
                try sessions.move(key, to: TestDirectory.key(2), expecting: Revision("old"))
            }
        }

        #expect(directory.content(1) == "old")
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test(.enabled(if: OtherUser.isPossible, "takes root"))
    func `does not end what it can't read to keep`() throws {
        directory.write(1, "old")
        chmod(directory.path, 0o777)
        let sessions = try directory.sessions()

        let outcome = OtherUser.act { sessions.end(EndRequest(key)) }

        guard case .failed(let error) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(error.reason == .notPermitted)
        #expect(directory.names == [TestDirectory.name(1)])
    }

    @Test(.enabled(if: OtherUser.isPossible, "takes root"))
    func `does not bring back for another owner`() throws {
        chmod(directory.path, 0o777)
        let sessions = try directory.sessions()
        let record = ArchivedRecord(
            key: key, content: [1], ownership: FileOwnership(user: 0, group: 0, mode: 0o600))

        let error = #expect(throws: StoreError.self) { try OtherUser.act { _ = try sessions.restore(record) } }

        #expect(error?.reason == .notPermitted)
        #expect(directory.names.isEmpty)
    }

    @Test func `carries the access control list over an edit, an end and a return`() async throws {
        directory.write(1, "old")
        let list = Self.accessList
        try #require(Self.set(list, on: path), "this file system keeps no access control lists")
        let store = try await directory.store()

        _ = try await store.write(write("old", "new"))
        let afterEdit = Self.list(of: path)
        guard case .done(let record) = try await store.end([EndRequest(key)])[0] else {
            return #expect(Bool(false), "not ended")
        }
        _ = try await store.restore(record)

        #expect(directory.content(1) == "new")
        #expect(afterEdit == list)
        #expect(record.ownership?.attributes["system.posix_acl_access"] == list)
        #expect(Self.list(of: path) == list)
    }

    @Test func `does not take on a list the directory would have it inherit`() async throws {
        directory.write(1, "old")
        let file = open(directory.path, O_RDONLY)
        defer { close(file) }
        let list = Self.accessList
        let result = list.withUnsafeBytes {
            curfew_files_set_attribute(file, "system.posix_acl_default", $0.baseAddress, $0.count)
        }
        try #require(result == 0, "this file system keeps no access control lists")

        _ = try await directory.store().write(write("old", "new"))

        #expect(directory.content(1) == "new")
        #expect(Self.list(of: path).isEmpty)
        #expect(directory.status(1).st_mode & 0o7777 == 0o600)
    }

    @Test func `lends nobody's rights to who runs a file`() async throws {
        directory.write(1, "old")
        chmod(path, 0o4755)

        _ = try await directory.store().write(write("old", "new"))

        #expect(directory.status(1).st_mode & 0o7777 == 0o755)
    }

    /// Owner rw, user 1234 r, group none, mask r, others none.
    private static let accessList: [UInt8] = {
        let none = UInt32.max
        let entries: [(tag: UInt16, rights: UInt16, id: UInt32)] = [
            (1, 6, none), (2, 4, 1234), (4, 0, none), (16, 4, none), (32, 0, none),
        ]
        var bytes: [UInt8] = [2, 0, 0, 0]
        for entry in entries {
            withUnsafeBytes(of: entry.tag.littleEndian) { bytes += $0 }
            withUnsafeBytes(of: entry.rights.littleEndian) { bytes += $0 }
            withUnsafeBytes(of: entry.id.littleEndian) { bytes += $0 }
        }
        return bytes
    }()

    private static func set(_ list: [UInt8], on path: String) -> Bool {
        let file = open(path, O_RDONLY)
        defer { close(file) }
        return list.withUnsafeBytes {
            curfew_files_set_attribute(file, "system.posix_acl_access", $0.baseAddress, $0.count) == 0
        }
    }

    private static func list(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY)
        defer { close(file) }
        return [UInt8](unsafeUninitializedCapacity: 1024) { buffer, count in
            count = max(0, curfew_files_attribute(file, "system.posix_acl_access", buffer.baseAddress, 1024))
        }
    }
}
