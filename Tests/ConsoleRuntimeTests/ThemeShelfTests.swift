import Synchronization
import TerminalKit
import Testing

@testable import ConsoleRuntime

@Suite struct `A shelf of themes` {
    @Test func `reads them once, whoever asks first`() {
        let count = Mutex(0)
        let shelf = ThemeShelf(known: nil) {
            count.withLock { $0 += 1 }
            return [.monochrome]
        }

        shelf.fill()
        let all = [shelf.all, shelf.all]

        #expect(all == [[.monochrome], [.monochrome]])
        #expect(count.withLock { $0 } == 1)
    }

    @Test func `reads none where all are known`() {
        let shelf = ThemeShelf(known: [.monochrome]) {
            Issue.record("they were read")
            return []
        }
        #expect(shelf.all == [.monochrome])
    }
}
