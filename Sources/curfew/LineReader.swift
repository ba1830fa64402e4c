internal import Glibc

/// Reads what a person types, and whole inputs.
enum LineReader {
    /// A line without its end; nil at the end of the input.
    static func line(from descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
            if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
            if bytes.count < 1 << 16 { bytes.append(byte) }
        }
    }

    /// All of standard input.
    static func standardInput() throws(Failure) -> [UInt8] {
        try all(of: 0, named: "standard input")
    }

    /// All of a file.
    static func file(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(.failed, "Cannot read \(path): \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        return try all(of: descriptor, named: path)
    }

    private static func all(of descriptor: Int32, named name: String) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure(.failed, "Cannot read \(name): \(String(cString: strerror(errno))).")
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}
