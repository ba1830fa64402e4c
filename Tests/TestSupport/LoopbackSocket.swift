import Glibc

/// Stream sockets on 127.0.0.1 and in the file system. Every descriptor given back is the caller's to close.
enum LoopbackSocket {
    /// A socket that listens on a port; 0 lets the kernel choose.
    static func listen(port: Int) throws -> Int32 {
        let descriptor = try make(AF_INET)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, port: port) == 0, Glibc.listen(descriptor, 64) == 0 else {
            let failure = SystemCallFailure("listen on port \(port)")
            close(descriptor)
            throw failure.error
        }
        return descriptor
    }

    /// A socket that has a port and does not listen: connections to it are refused.
    static func hold(port: Int) throws -> Int32 {
        let descriptor = try make(AF_INET)
        guard bind(descriptor, port: port) == 0 else {
            let failure = SystemCallFailure("take port \(port)")
            close(descriptor)
            throw failure.error
        }
        return descriptor
    }

    /// The local port of a socket.
    static func port(of descriptor: Int32) throws -> Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes in
            getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard code == 0 else { throw SystemCallFailure("getsockname").error }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// A socket connected to a port of 127.0.0.1.
    static func connect(port: Int) throws -> Int32 {
        let descriptor = try make(AF_INET)
        var address = ipv4(port)
        return try connect(descriptor, to: &address, named: "port \(port)")
    }

    /// A socket connected to a socket file; its path is at most 107 bytes.
    static func connect(path: String) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            guard path.utf8.count < bytes.count else { return false }
            bytes.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { throw TestSupportError("The socket path is too long: \(path)") }
        return try connect(try make(AF_UNIX), to: &address, named: path)
    }

    private static func make(_ family: Int32) throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw SystemCallFailure("socket").error }
        return descriptor
    }

    private static func connect<Address>(
        _ descriptor: Int32, to address: inout Address, named name: String
    ) throws -> Int32 {
        let code = withUnsafeMutableBytes(of: &address) { bytes in
            Glibc.connect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard code == 0 else {
            let failure = SystemCallFailure("connect to \(name)")
            close(descriptor)
            throw failure.error
        }
        return descriptor
    }

    private static func bind(_ descriptor: Int32, port: Int) -> Int32 {
        var address = ipv4(port)
        return withUnsafeMutableBytes(of: &address) { bytes in
            Glibc.bind(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
    }

    private static func ipv4(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
