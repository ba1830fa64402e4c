import Dispatch
import Glibc
import StoreSockets

@testable import RedisStore

/// The two ends of a connection without a server: what the test writes, the reader gets.
struct Wire: ~Copyable {
    private let far: Int32
    /// The reader's end.
    let stream: ByteStream

    /// Makes both ends.
    init(timeout: Int = 2000) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0,
            let waker = StoreSockets.Waker<RedisFailure>()
        else {
            throw RedisFailure.exhausted("no sockets")
        }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        let near = ends[0]
        far = ends[1]
        stream = ByteStream(ServerSocket(near, waker: waker, timeout: timeout))
    }

    deinit { close(far) }

    /// Writes from the far end.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(far, bytes, bytes.count)
    }

    /// Writes byte by byte from another thread, each on its own.
    func writeSlowly(_ text: String) {
        let far = dup(far)
        let bytes = Array(text.utf8)
        // On a thread of its own: the test's waits for it.
        DispatchQueue(label: "slow writer").async {
            for byte in bytes {
                var byte = byte
                _ = Glibc.send(far, &byte, 1, Int32(MSG_NOSIGNAL))
                sched_yield()
            }
            close(far)
        }
    }

    /// Closes the far end for writing.
    func finish() { shutdown(far, Int32(SHUT_WR)) }
}
