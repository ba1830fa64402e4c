internal import Glibc

/// What the system tells of a process, without asking the process.
struct ProcessFacts {
    /// Its number.
    let pid: Int32
    /// The user it belongs to.
    let owner: UInt32
    /// The program it runs: the last part of its path.
    let program: String
    /// Its command line's words.
    let arguments: [String]
    /// Whether it has a handler for SIGUSR1; without one the signal would end it.
    let takesSignal: Bool

    /// Looks at a process; nil when there is none.
    init?(_ pid: Int32) {
        var state = stat()
        guard stat("/proc/\(pid)", &state) == 0 else { return nil }
        self.pid = pid
        owner = state.st_uid
        program = Self.program(pid)
        arguments = Self.words("/proc/\(pid)/cmdline")
        let caught = Self.read("/proc/\(pid)/status").split(separator: 10)
            .first { $0.starts(with: "SigCgt:".utf8) }
            .map { String(decoding: $0.dropFirst("SigCgt:".utf8.count), as: UTF8.self).filter { $0.isHexDigit } }
        takesSignal = (UInt64(caught ?? "", radix: 16) ?? 0) & (1 << UInt64(SIGUSR1 - 1)) != 0
    }

    /// Whether it runs Node.
    var isNode: Bool { program == "node" || program == "nodejs" || program.hasPrefix("node-") }

    /// The port on which its inspector opens, or is open: Node's own, unless it was started with another one.
    var inspectorPort: UInt16 {
        let environment = Self.words("/proc/\(pid)/environ").first { $0.hasPrefix("NODE_OPTIONS=") } ?? ""
        let options = environment.dropFirst("NODE_OPTIONS=".count).split(separator: " ").map(String.init)
        var port: UInt16 = 9229
        for word in options + arguments.dropFirst() {
            guard word.hasPrefix("--inspect"), let value = word.split(separator: "=", maxSplits: 1).dropFirst().first,
                let number = UInt16(value.split(separator: ":").last ?? "")
            else { continue }
            port = number
        }
        return port
    }

    /// A user's name, or the number where there is none.
    static func userName(_ user: UInt32) -> String {
        guard let entry = getpwuid(user), let name = entry.pointee.pw_name else { return "user \(user)" }
        return String(cString: name)
    }

    private static func program(_ pid: Int32) -> String {
        guard let path = link("/proc/\(pid)/exe") else {
            return String(decoding: read("/proc/\(pid)/comm").prefix { $0 != 10 }, as: UTF8.self)
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // A program that was replaced on the disk runs on.
        return name.hasSuffix(" (deleted)") ? String(name.dropLast(" (deleted)".count)) : name
    }

    private static func words(_ path: String) -> [String] {
        read(path).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What a symbolic link leads to; nil where it may not be seen.
    static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What is in a file of the system's; empty where it may not be read.
    static func read(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < 16 << 20 {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count <= 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
