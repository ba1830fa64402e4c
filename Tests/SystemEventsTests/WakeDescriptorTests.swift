import Dispatch
import SystemEvents
import Testing

@Suite struct `Wake descriptor` {
    @Test func `is readable once signalled, until drained`() throws {
        let wake = try WakeDescriptor()
        #expect(poll([wake.descriptor], timeoutMilliseconds: 0).isTimeout)

        wake.signal()
        wake.signal()

        #expect(poll([wake.descriptor], timeoutMilliseconds: 10_000).isReady(wake.descriptor))
        #expect(wake.drain())
        #expect(!wake.drain())
        #expect(poll([wake.descriptor], timeoutMilliseconds: 0).isTimeout)
    }

    @Test func `wakes a sleeping thread from another one`() throws {
        let wake = try WakeDescriptor()

        DispatchQueue.global().async { wake.signal() }

        #expect(poll([wake.descriptor], timeoutMilliseconds: 10_000).ready == [wake.descriptor])
    }
}
