import Glibc
import TestSupport
import Testing

@Suite struct `A temporary directory` {
    @Test func `is gone with its owner and follows no link out`() throws {
        let other = try TemporaryDirectory()
        try other.write("stays", to: "file")
        var directory: TemporaryDirectory? = try TemporaryDirectory()
        let path = try #require(directory?.path)
        try directory?.makeDirectory("a/b")
        try directory?.write("goes", to: "a/b/file")
        symlink(other.path, "\(path)/a/link")

        directory = nil

        #expect(access(path, F_OK) == -1)
        #expect(try other.names() == ["file"])
    }

    @Test func `gives back what was written`() throws {
        let directory = try TemporaryDirectory()

        let path = try directory.write([0, 255], to: "bytes", mode: 0o640)

        #expect(path == "\(directory.path)/bytes")
        #expect(try directory.read("bytes") == [0, 255])
        #expect(throws: TestSupportError.self) { try directory.read("other") }
    }

    @Test func `gives out each port once`() throws {
        let ports = try (0..<100).map { _ in try FreePort.take() }

        #expect(Set(ports).count == 100)
    }

    @Test func `keeps a port that refuses`() throws {
        let closed = try ClosedPort()

        let error = #expect(throws: TestSupportError.self) { _ = try RESPConnection(port: closed.number) }
        #expect(error?.description.contains("refused") == true)
    }
}
