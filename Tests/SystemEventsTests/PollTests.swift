import Dispatch
import Glibc
import SystemEvents
import Testing

@Suite struct `Poll` {
    @Test func `tells a closed descriptor from a ready one`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        var byte: UInt8 = 1
        write(ends[1], &byte, 1)
        close(ends[1])

        let withData = poll([ends[0]], timeoutMilliseconds: 10_000)
        read(ends[0], &byte, 1)
        let empty = poll([ends[0]], timeoutMilliseconds: 10_000)

        #expect(withData.isReady(ends[0]))
        #expect(empty == PollResult.closed(ends[0]))
    }

    @Test func `waits out its time`() {
        let start = monotonicMilliseconds()

        let result = poll([], timeoutMilliseconds: 20)

        #expect(result.isTimeout)
        #expect(monotonicMilliseconds() - start >= 19)
    }

    @Test func `goes on waiting after a signal`() throws {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        sigaction(SIGUSR2, &action, nil)
        let thread = pthread_self()
        let start = monotonicMilliseconds()
        DispatchQueue.global().async { pthread_kill(thread, SIGUSR2) }

        let result = poll([], timeoutMilliseconds: 60)

        #expect(result.isTimeout)
        #expect(monotonicMilliseconds() - start >= 59)
    }
}

extension PollResult {
    fileprivate static func closed(_ descriptor: Int32) -> PollResult {
        PollResult(ready: [], closed: [descriptor])
    }
}
