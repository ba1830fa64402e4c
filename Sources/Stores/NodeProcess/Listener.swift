internal import Glibc

/// A socket of this machine that listens on a TCP port.
struct Listener {
    /// The port.
    let port: UInt16
    private let inode: Substring

    /// The sockets that listen.
    static func all() -> [Listener] {
        ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
            String(decoding: ProcessFacts.read(path), as: UTF8.self).split(separator: "\n").dropFirst()
                .compactMap(Listener.init)
        }
    }

    /// A line of the system's table: number, address and port, the other side's, the state (0A listens), …, the inode.
    private init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count > 9, words[3] == "0A", let text = words[1].split(separator: ":").last,
            let number = UInt16(text, radix: 16)
        else { return nil }
        port = number
        inode = words[9]
    }

    /// Whether a process holds it; false where its descriptors may not be seen.
    func isHeld(by pid: Int32) -> Bool {
        guard let directory = opendir("/proc/\(pid)/fd") else { return false }
        defer { closedir(directory) }
        let wanted = "socket:[\(inode)]"
        while let entry = readdir(directory) {
            if ProcessFacts.link("/proc/\(pid)/fd/\(Self.name(entry))") == wanted { return true }
        }
        return false
    }

    /// The process that holds it, if that can be seen.
    func holder() -> Int32? {
        guard let directory = opendir("/proc") else { return nil }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            if let pid = Int32(Self.name(entry)), isHeld(by: pid) { return pid }
        }
        return nil
    }

    private static func name(_ entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
