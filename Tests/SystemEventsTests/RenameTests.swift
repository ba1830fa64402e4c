import CLinux
import Glibc
import Testing

@Suite struct `Rename` {
    private func withDirectory(_ body: (_ path: String) throws -> Void) throws {
        var template = Array("/tmp/rename-XXXXXX".utf8CString)
        let path = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            for name in ["one", "two"] { unlink("\(path)/\(name)") }
            rmdir(path)
        }
        try body(path)
    }

    private func put(_ text: String, _ path: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    private func text(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 64)
        return String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
    }

    @Test func `exchanges two files, and only where both are`() throws {
        try withDirectory { path in
            try put("1", "\(path)/one")
            let outcome = clinux_renameat2(AT_FDCWD, "\(path)/one", AT_FDCWD, "\(path)/two", clinux_rename_exchange)
            let reason = errno
            #expect(outcome == -1)
            #expect(reason == ENOENT)
            try put("2", "\(path)/two")

            #expect(clinux_renameat2(AT_FDCWD, "\(path)/one", AT_FDCWD, "\(path)/two", clinux_rename_exchange) == 0)

            #expect(text("\(path)/one") == "2")
            #expect(text("\(path)/two") == "1")
        }
    }

    @Test func `replaces nothing when told so`() throws {
        try withDirectory { path in
            try put("1", "\(path)/one")
            try put("2", "\(path)/two")

            let outcome = clinux_renameat2(AT_FDCWD, "\(path)/one", AT_FDCWD, "\(path)/two", clinux_rename_noreplace)
            let reason = errno

            #expect(outcome == -1)
            #expect(reason == EEXIST)
            #expect(text("\(path)/two") == "2")
        }
    }
}
