import Glibc
import SystemEvents
import Testing

@Suite struct `Signal descriptor` {
    @Test func `tells the signals that arrived`() throws {
        let signals = try SignalDescriptor([SIGUSR1, SIGURG])
        #expect(signals.pending().isEmpty)

        pthread_kill(pthread_self(), SIGUSR1)

        #expect(poll([signals.descriptor], timeoutMilliseconds: 10_000).isReady(signals.descriptor))
        #expect(signals.pending() == [SIGUSR1])
        #expect(signals.pending().isEmpty)
    }
}
