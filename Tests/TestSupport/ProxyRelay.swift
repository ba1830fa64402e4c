import Glibc
import Synchronization

/// The thread of a ``RecordingProxy``: one poll over its listener, its connections, and a pipe that wakes it.
final class ProxyRelay: Sendable {
    /// What the proxy's owner wants.
    struct Wishes {
        var cuts = 0
        var isRefusing = false
        var isHolding = false
        var delay = Duration.zero
        var isStopped = false
        fileprivate var told = 0
    }

    private let port: Int
    private let server: Int
    private let wake: (read: Int32, write: Int32)
    private let wishes = Mutex(Wishes())
    private let listener: Mutex<Int32>
    private let seen = Mutex<(told: Int, recordings: [RecordingProxy.Recording])>((0, []))

    init(port: Int, server: Int) throws {
        self.port = port
        self.server = server
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemCallFailure("pipe").error }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        wake = (ends[0], ends[1])
        // Here, so that a client can connect as soon as there is a proxy.
        listener = Mutex(try LoopbackSocket.listen(port: port))
    }

    deinit {
        close(wake.read)
        close(wake.write)
    }

    var recordings: [RecordingProxy.Recording] {
        // What was relayed before this call is to be seen by it.
        tell { _ in }
        return seen.withLock { $0.recordings }
    }

    /// Changes the wishes and waits until the thread has acted on them.
    func tell(_ change: (inout Wishes) -> Void) {
        let told = wishes.withLock { wishes in
            change(&wishes)
            wishes.told += 1
            return wishes.told
        }
        write(wake.write, "!", 1)
        _ = Patience(.seconds(5), pause: .milliseconds(1)).wait { seen.withLock { $0.told >= told ? true : nil } }
    }

    /// Relays until stopped. Takes the thread.
    func run() {
        var links: [ProxyLink] = []
        var cuts = 0
        while true {
            let wishes = wishes.withLock { $0 }
            if wishes.isStopped || wishes.cuts > cuts {
                for index in links.indices { links[index].close() }
                cuts = wishes.cuts
            }
            listen(!wishes.isRefusing && !wishes.isStopped)
            for index in links.indices { links[index].pump(isHolding: wishes.isHolding, delay: wishes.delay) }
            seen.withLock { seen in
                // Only when asked: what is shared is copied as soon as more comes in.
                if wishes.told > seen.told { seen = (wishes.told, links.map(RecordingProxy.Recording.init)) }
            }
            if wishes.isStopped { return }
            wait(for: links, wishes)
            while let client = accept() { links.append(client) }
        }
    }

    private func listen(_ wanted: Bool) {
        listener.withLock { listener in
            if wanted && listener < 0 {
                listener = (try? LoopbackSocket.listen(port: port)) ?? -1
            } else if !wanted && listener >= 0 {
                close(listener)
                listener = -1
            }
        }
    }

    private func accept() -> ProxyLink? {
        listener.withLock { listener in
            guard listener >= 0 else { return nil }
            var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 0) > 0 else { return nil }
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return nil }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            guard let server = try? LoopbackSocket.connect(port: server) else {
                close(client)
                return nil
            }
            return ProxyLink(client: client, server: server)
        }
    }

    private func wait(for links: [ProxyLink], _ wishes: Wishes) {
        let open = links.filter(\.isOpen)
        var interests = [pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)]
        interests.append(pollfd(fd: listener.withLock { $0 }, events: Int16(POLLIN), revents: 0))
        for link in open { interests += link.interests(isHolding: wishes.isHolding) }
        let due = wishes.isHolding ? nil : open.compactMap(\.nextDue).min()
        poll(&interests, nfds_t(interests.count), milliseconds(until: due))
        var drained = [UInt8](repeating: 0, count: 64)
        while read(wake.read, &drained, drained.count) > 0 {}
    }

    private func milliseconds(until due: ContinuousClock.Instant?) -> Int32 {
        guard let due else { return -1 }
        let left = due - .now
        // An answer that is due but finds no room is waited for by POLLOUT.
        return left <= .zero ? 100 : Int32(left / .milliseconds(1)) + 1
    }
}
