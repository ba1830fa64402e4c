import Configuration
import Glibc
import Testing

@Suite struct `Reading small files` {
    @Test func `gives bytes and says whether others can read them`() throws {
        let file = try TemporaryFile("A=1\n")

        chmod(file.path, 0o600)
        #expect(FileContent.read(file.path) == .success(FileContent(bytes: Array("A=1\n".utf8))))
        chmod(file.path, 0o640)
        #expect(try FileContent.read(file.path).get().isReadableByOthers)
    }

    @Test func `refuses what is too large`() throws {
        let file = try TemporaryFile("12345")

        #expect(FileContent.read(file.path, atMost: 4) == .failure(.tooLarge(bytes: 4)))
        #expect(try FileContent.read(file.path, atMost: 5).get().bytes.count == 5)
    }

    @Test func `refuses what is no file, without waiting for it`() throws {
        let file = try TemporaryFile("")
        unlink(file.path)
        #expect(mkfifo(file.path, 0o600) == 0)

        #expect(FileContent.read(file.path) == .failure(.noFile))
        #expect(FileContent.read("/") == .failure(.noFile))
    }

    @Test func `says that there is none`() throws {
        let file = try TemporaryFile("")

        #expect(FileContent.read(file.path + "/x") == .failure(.missing))
        #expect(FileContent.read(file.path + ".gone") == .failure(.missing))
    }

    @Test func `tells directories from files`() throws {
        let file = try TemporaryFile("")

        #expect(PathKind.of("/") == .directory)
        #expect(PathKind.of(file.path) == .file)
        #expect(PathKind.of(file.path + ".gone") == nil)
    }
}

/// A file of its own for a test, removed with it.
private final class TemporaryFile {
    let path: String

    init(_ text: String) throws {
        var template = Array("/tmp/curfew-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
        close(descriptor)
    }

    deinit { unlink(path) }
}
