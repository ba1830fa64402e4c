internal import Glibc

/// Opens sockets without blocking; the wait for them can be ended.
public struct SocketDial<Failure: SocketFailure> {
    private let waker: Waker<Failure>
    private let timeout: Int

    /// Creates a dial whose waits a waker ends.
    ///
    /// - Parameter timeout: How long a connection may take to come about, in milliseconds.
    public init(waker: Waker<Failure>, timeout: Int) {
        self.waker = waker
        self.timeout = timeout
    }

    /// Connects to a port; a host's addresses are tried one after the other.
    public func connect(to host: String, port: UInt16) throws(Failure) -> ServerSocket<Failure> {
        try attempt(HostAddress.all(of: host, port: port, Failure.self)) { address throws(Failure) in
            try connect(to: address)
        }
    }

    /// Tries one address after the other; the last failure counts.
    public func attempt<Value>(
        _ addresses: [HostAddress], _ body: (HostAddress) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var failure = Failure.unreachable("the name has no address")
        for address in addresses {
            do throws(Failure) {
                return try body(address)
            } catch {
                if error == .cancelled || error == .closed { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func connect(to address: HostAddress) throws(Failure) -> ServerSocket<Failure> {
        let kind = address.kind | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, address.protocol)
        guard descriptor >= 0 else { throw .exhausted(systemWords(errno)) }
        let opened = ServerSocket<Failure>(descriptor, waker: waker, timeout: timeout)
        let started = address.withAddress { Glibc.connect(descriptor, $0, $1) }
        if started != 0 {
            guard errno == EINPROGRESS || errno == EINTR else { throw .unreachable(systemWords(errno)) }
            try awaitConnection(descriptor)
        }
        keepAlive(descriptor)
        return opened
    }

    /// Waits until a socket that began to connect is connected.
    public func awaitConnection(_ descriptor: Int32) throws(Failure) {
        try waker.wait(for: descriptor, events: POLLOUT, timeout: timeout)
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size) == 0, number == 0 else {
            throw .unreachable(systemWords(number))
        }
    }

    /// A watcher asks nothing, so only the system can notice that its server is gone without a word.
    private func keepAlive(_ descriptor: Int32) {
        let size = socklen_t(MemoryLayout<Int32>.size)
        let settings: [(level: Int32, name: Int32, value: Int32)] = [
            (SOL_SOCKET, SO_KEEPALIVE, 1), (Int32(IPPROTO_TCP), TCP_NODELAY, 1), (Int32(IPPROTO_TCP), TCP_KEEPIDLE, 5),
            (Int32(IPPROTO_TCP), TCP_KEEPINTVL, 3), (Int32(IPPROTO_TCP), TCP_KEEPCNT, 3),
        ]
        for setting in settings {
            var value = setting.value
            setsockopt(descriptor, setting.level, setting.name, &value, size)
        }
    }
}
