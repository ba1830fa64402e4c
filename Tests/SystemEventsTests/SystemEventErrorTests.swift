import Glibc
import Testing

@testable import SystemEvents

@Suite struct `System event errors` {
    @Test func `name the call and the reason`() {
        let error = SystemEventError(call: "eventfd", code: EMFILE)

        #expect(error.description == "The system refused eventfd: Too many open files.")
    }
}
