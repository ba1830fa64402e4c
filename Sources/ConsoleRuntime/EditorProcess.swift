internal import Console
internal import Glibc

/// The operator's own editor on a file only he can read.
struct EditorProcess {
    let environment: [String: String]
    let directory: String

    /// Writes the text, runs the editor on it at a line, and reads back what was saved; the file is gone afterwards.
    func edit(_ text: [UInt8], line: Int) -> Result<[UInt8], EditorFailure> {
        switch write(text, suffix: ".json") {
        case .failure(let failure): return .failure(failure)
        case .success(let path):
            defer { unlink(path) }
            let (status, command) = run(path, line: line)
            guard status == 0 else {
                return .failure(EditorFailure("The editor \"\(command)\" ended with \(status), so nothing was saved; set VISUAL or EDITOR to one that works."))
            }
            guard let bytes = read(path) else { return .failure(EditorFailure("The edited text at \(path) can't be read back: \(String(cString: strerror(errno))).")) }
            return .success(bytes)
        }
    }

    /// Puts a text into a file of its own, mode 0600, and gives its path.
    func write(_ text: [UInt8], suffix: String) -> Result<String, EditorFailure> {
        mkdir(directory, 0o700)
        var template = Array("\(directory)/session-XXXXXX\(suffix)".utf8CString)
        let descriptor = mkstemps(&template, Int32(suffix.utf8.count))
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0 else { return .failure(EditorFailure("No file can be written in \(directory): \(String(cString: strerror(errno))).")) }
        defer { close(descriptor) }
        fchmod(descriptor, 0o600)
        var rest = text[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return .failure(EditorFailure("The text can't be written to \(path): \(String(cString: strerror(errno))).")) }
            rest = rest.dropFirst(count)
        }
        return .success(path)
    }

    private func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// The editor's command: VISUAL, EDITOR, or the first of the usual ones.
    private var command: String {
        for name in ["VISUAL", "EDITOR"] {
            if let value = environment[name], !value.isEmpty { return value }
        }
        return "editor"
    }

    private func run(_ path: String, line: Int) -> (status: Int32, command: String) {
        let command = command
        let takesLine = ["vi", "vim", "nvim", "nano", "emacs", "editor", "pico", "micro", "hx", "kak", "joe"]
        let name = command.split(separator: " ").first?.split(separator: "/").last.map(String.init) ?? ""
        let script = "exec \(command) " + (takesLine.contains(name) && line > 1 ? "+\(line) " : "") + "\"$1\""
        return (Self.spawn(["/bin/sh", "-c", script, "sh", path]), command)
    }

    /// Runs a program in the foreground with no signal blocked, which a child would inherit, and waits for it.
    private static func spawn(_ words: [String]) -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        guard posix_spawn(&child, words[0], nil, &attributes, &arguments, environ) == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
