internal import CHiredis
internal import Glibc

/// Opens sockets: hiredis connects, and the wait for it can be ended.
struct Dial {
    /// Ends the wait.
    let waker: Waker
    /// How long a connection may take to come about, in milliseconds.
    let timeout: Int

    /// Connects to an endpoint; a host's addresses are tried one after the other.
    func connect(to endpoint: RedisTarget.Endpoint) throws(RedisFailure) -> ByteStream {
        switch endpoint {
        case .socket(let path): return try open { redisConnectUnixNonBlock(path) }
        case .host(let name, let port):
            var failure = RedisFailure.unreachable("the name has no address")
            for address in try addresses(of: name) {
                do throws(RedisFailure) {
                    return try open { redisConnectNonBlock(address, Int32(port)) }
                } catch .cancelled {
                    throw .cancelled
                } catch {
                    failure = error
                }
            }
            throw failure
        }
    }

    private func open(_ start: () -> UnsafeMutablePointer<redisContext>?) throws(RedisFailure) -> ByteStream {
        guard let context = start() else { throw .exhausted("out of memory") }
        guard context.pointee.err == 0 else {
            let words = withUnsafeBytes(of: context.pointee.errstr) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            redisFree(context)
            throw .unreachable(words)
        }
        let socket = context.pointee.fd
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        let stream = ByteStream(socket: socket, waker: waker, timeout: timeout) { redisFree(context) }
        try finish(socket)
        redisEnableKeepAlive(context)
        return stream
    }

    private func finish(_ socket: Int32) throws(RedisFailure) {
        var descriptors = [pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)]
        guard try waker.wait(for: &descriptors, nanoseconds: Int64(timeout) * 1_000_000) else {
            throw .timedOut(timeout)
        }
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &size) == 0, number == 0 else {
            throw .unreachable(systemWords(number))
        }
    }

    /// The addresses of a host, as numbers: hiredis would wait for the first of them only.
    private func addresses(of name: String) throws(RedisFailure) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let outcome = getaddrinfo(name, nil, &hints, &list)
        guard outcome == 0 else { throw .unreachable(String(cString: gai_strerror(outcome))) }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }.compactMap { entry in
            guard let entry else { return nil }
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(text.count)
            let address = entry.pointee.ai_addr
            guard getnameinfo(address, entry.pointee.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0 else {
                return nil
            }
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
