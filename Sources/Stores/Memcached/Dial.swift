internal import Glibc

/// Opens sockets without blocking; the wait for them can be ended.
struct Dial {
    /// Ends the wait.
    let waker: Waker
    /// How long a connection may take to come about, in milliseconds.
    let timeout: Int

    /// Connects to a port; a host's addresses are tried one after the other. The caller owns the socket.
    func connect(to host: String, port: UInt16) throws(MemcachedFailure) -> Int32 {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let outcome = getaddrinfo(host, String(port), &hints, &list)
        guard outcome == 0 else { throw .unreachable(String(cString: gai_strerror(outcome))) }
        defer { freeaddrinfo(list) }
        var failure = MemcachedFailure.unreachable("the name has no address")
        var next = list
        while let address = next {
            do throws(MemcachedFailure) {
                return try connect(address.pointee)
            } catch .cancelled {
                throw .cancelled
            } catch .closed {
                throw .closed
            } catch {
                failure = error
            }
            next = address.pointee.ai_next
        }
        throw failure
    }

    private func connect(_ address: addrinfo) throws(MemcachedFailure) -> Int32 {
        let kind = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(address.ai_family, kind, address.ai_protocol)
        guard socket >= 0 else { throw .exhausted(systemWords(errno)) }
        do throws(MemcachedFailure) {
            try finish(socket, Glibc.connect(socket, address.ai_addr, address.ai_addrlen))
        } catch {
            close(socket)
            throw error
        }
        keepAlive(socket)
        return socket
    }

    private func finish(_ socket: Int32, _ started: Int32) throws(MemcachedFailure) {
        if started == 0 { return }
        guard errno == EINPROGRESS || errno == EINTR else { throw .unreachable(systemWords(errno)) }
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

    /// A watcher asks nothing, so only the system can notice that its server is gone without a word.
    private func keepAlive(_ socket: Int32) {
        let size = socklen_t(MemoryLayout<Int32>.size)
        let settings: [(level: Int32, name: Int32, value: Int32)] = [
            (SOL_SOCKET, SO_KEEPALIVE, 1), (Int32(IPPROTO_TCP), TCP_NODELAY, 1), (Int32(IPPROTO_TCP), TCP_KEEPIDLE, 5),
            (Int32(IPPROTO_TCP), TCP_KEEPINTVL, 3), (Int32(IPPROTO_TCP), TCP_KEEPCNT, 3),
        ]
        for setting in settings {
            var value = setting.value
            setsockopt(socket, setting.level, setting.name, &value, size)
        }
    }
}

/// The C library's words for an error number.
func systemWords(_ number: Int32) -> String { String(cString: strerror(number)) }
