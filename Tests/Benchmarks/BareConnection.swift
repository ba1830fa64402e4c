internal import Glibc
internal import TestSupport

/// A connection to a server with nothing in between: bytes out, bytes in.
final class BareConnection {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// Connects to a port on loopback.
    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw TestSupportError("connect to port \(port): errno \(errno)") }
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Sends everything.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let part = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent) }
            guard part > 0 else { throw TestSupportError("write: errno \(errno)") }
            sent += part
        }
    }

    /// Takes in exactly so many bytes of answers, unseen.
    func skip(_ count: Int) throws {
        var left = count
        while left > 0 {
            let got = read(descriptor, &buffer, min(left, buffer.count))
            guard got > 0 else { throw TestSupportError("read: errno \(errno)") }
            left -= got
        }
    }

    /// Takes in everything up to the line that is this word alone, unseen.
    func skip(past word: String) throws {
        let end = Array("\n\(word)\r\n".utf8)
        var tail: [UInt8] = [10]
        while tail != end {
            let got = read(descriptor, &buffer, buffer.count)
            guard got > 0 else { throw TestSupportError("read: errno \(errno)") }
            tail = Array((tail + buffer[max(0, got - end.count)..<got]).suffix(end.count))
        }
    }

    /// Takes in one bulk.
    func skipBulk() throws {
        var filled = 0
        while true {
            let got = read(descriptor, &buffer[filled], buffer.count - filled)
            guard got > 0 else { throw TestSupportError("read: errno \(errno)") }
            filled += got
            guard let end = buffer[..<filled].firstIndex(of: 13) else { continue }
            let length = Int(String(decoding: buffer[1..<end], as: UTF8.self)) ?? -1
            if length < 0 || filled >= end + length + 4 { return }
        }
    }
}
