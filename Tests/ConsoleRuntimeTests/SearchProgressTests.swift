import Operations
import SessionModel
import SessionQuery
import StoreKit
import Synchronization
import TerminalKit
import Testing

@testable import Console
@testable import ConsoleRuntime

@Suite(.timeLimit(.minutes(5))) struct `How far a search is` {
    @Test func `is told as time goes by, though nothing is found`() async throws {
        let (release, released) = AsyncStream<Void>.makeStream()
        let store = ListedStore { request, _ in
            var page = RecordPage()
            for _ in 0..<7 { page.add("sess:aaaaaaaa", #"{"cookie":{"originalMaxAge":null}}"#, to: request.glance) }
            for await _ in release { break }
        }
        let mailbox = try Mailbox()
        let runner = EffectRunner(.listing(store), mailbox: mailbox)
        runner.run(.open)
        _ = try await mailbox.next { if case .opened = $0 { true } else { false } }
        let ticket = Ticket(number: 7)
        runner.run(.search(ticket, try Query.parse("role=nosuch")))

        let first = try await mailbox.next { $0.search?.looked == 7 }
        #expect(first.search?.isOver == false)
        released.finish()
        let last = try await mailbox.next { $0.search?.isOver == true }
        #expect(last.search?.looked == 7)
        #expect(!mailbox.take(limit: 64).contains { $0.search != nil })
        await runner.close()
    }
}

extension ConsoleEvent {
    fileprivate var search: SearchProgress? {
        if case .searched(_, let progress) = self { progress } else { nil }
    }
}
