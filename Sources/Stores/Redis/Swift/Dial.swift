internal import CHiredis
internal import Glibc
internal import StoreSockets

/// Opens connections: hiredis makes the sockets, and the wait for them can be ended.
///
/// It is given a host's addresses one by one: left to itself it would wait for the first of them only.
struct Dial {
    /// Ends the wait.
    let waker: Waker
    /// How long a connection may take to come about, in milliseconds.
    let timeout: Int

    /// Connects to an endpoint; a host's addresses are tried one after the other.
    func connect(to endpoint: RedisTarget.Endpoint) throws(RedisFailure) -> ByteStream {
        switch endpoint {
        case .service(let name, _): throw .unreachable("which server \(name) is has not been asked")
        case .cluster: throw .unreachable("which of its nodes is meant was not said")
        case .socket(let path): return try open { redisConnectUnixNonBlock(path) }
        case .host(let name, let port):
            return try sockets.attempt(HostAddress.all(of: name, RedisFailure.self)) { address throws(RedisFailure) in
                guard let host = address.numericHost else { throw .unreachable("the name has no address") }
                return try open { redisConnectNonBlock(host, Int32(port)) }
            }
        }
    }

    private var sockets: SocketDial<RedisFailure> { SocketDial(waker: waker, timeout: timeout) }

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
        let stream = ByteStream(ServerSocket(socket, waker: waker, timeout: timeout) { redisFree(context) })
        try sockets.awaitConnection(socket)
        redisEnableKeepAlive(context)
        return stream
    }
}
