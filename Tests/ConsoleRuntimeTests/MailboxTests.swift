import Dispatch
import SessionModel
import SystemEvents
import Testing

@testable import Console
@testable import ConsoleRuntime

@Suite struct `The mailbox` {
    private let mailbox: Mailbox

    init() throws {
        mailbox = try Mailbox()
    }

    @Test func `gives what came in its order, and wakes for the rest`() {
        for number in 0..<5 { mailbox.post(.themed("\(number)")) }

        #expect(texts(mailbox.take(limit: 3)) == ["0", "1", "2"])
        #expect(poll([mailbox.descriptor], timeoutMilliseconds: 0).isReady(mailbox.descriptor))
        #expect(texts(mailbox.take(limit: 3)) == ["3", "4"])
        #expect(!poll([mailbox.descriptor], timeoutMilliseconds: 0).isReady(mailbox.descriptor))
    }

    @Test func `holds few pages, and whoever brings more waits until some are taken`() {
        let bringing = bring(100)
        var sizes: [Int] = []
        var found: [Int] = []
        while found.count < 100 {
            _ = poll([mailbox.descriptor], timeoutMilliseconds: nil)
            let taken = mailbox.take(limit: 64)
            sizes.append(taken.count)
            found += taken.compactMap(looked)
        }
        bringing.wait()

        #expect(found == Array(0..<100))
        #expect(sizes.allSatisfy { $0 <= 8 })
    }

    @Test func `leaves out what may be left out while many pages wait, and nothing else`() {
        for _ in 0..<20 { mailbox.postUnlessFull(page(0)) }
        mailbox.post(page(0))
        mailbox.post(.themed("last"))
        #expect(mailbox.take(limit: 64).count == 10)
        mailbox.postUnlessFull(page(0))

        #expect(mailbox.take(limit: 64).count == 1)
    }

    @Test func `serves several that wait for room`() {
        let bringing = bring(50, threads: 4)
        var count = 0
        while count < 200 {
            _ = poll([mailbox.descriptor], timeoutMilliseconds: nil)
            count += mailbox.take(limit: 64).count
        }
        bringing.wait()

        #expect(count == 200)
    }

    @Test func `keeps nobody waiting once it is closed`() {
        let bringing = bring(20, threads: 3)
        _ = poll([mailbox.descriptor], timeoutMilliseconds: nil)
        mailbox.close()
        bringing.wait()

        #expect(mailbox.take(limit: 64).count <= 8)
    }

    /// Brings so many pages from each of some threads of their own.
    private func bring(_ count: Int, threads: Int = 1) -> DispatchGroup {
        let group = DispatchGroup()
        for thread in 0..<threads {
            DispatchQueue(label: "bringing \(thread)").async(group: group) { [mailbox] in
                for number in 0..<count { mailbox.postPage(page(number)) }
            }
        }
        return group
    }

    private func texts(_ events: [ConsoleEvent]) -> [String] {
        events.map { if case .themed(let name) = $0 { name } else { "another event" } }
    }
}

/// A page with a number on it.
private func page(_ number: Int) -> ConsoleEvent {
    .searched(
        Ticket(number: 1),
        SearchProgress(found: RecordPage(), looked: number, unreadable: 0, isOver: false, failure: nil))
}

private func looked(_ event: ConsoleEvent) -> Int? {
    if case .searched(_, let progress) = event { progress.looked } else { nil }
}
