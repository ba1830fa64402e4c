import Glibc
import Operations
import TestSupport
import Testing

@Suite struct `A private directory` {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `is made with all above it, for its owner alone`() throws {
        #expect(PrivateDirectory.make(directory.file("a/b")) == nil)
        #expect(PrivateDirectory.make(directory.file("a/b")) == nil)

        for path in ["a", "a/b"] {
            var status = stat()
            #expect(lstat(directory.file(path), &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o700)
        }
    }

    @Test func `can't be made under a file, and says where`() throws {
        try directory.write("", to: "file")

        let failure = try #require(PrivateDirectory.make(directory.file("file/a")))

        #expect(failure.path == directory.file("file/a"))
        #expect(failure.code == ENOTDIR)
    }
}
