import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `A search that fails` {
    private static let failure = "Cannot read web while searching: timed out."

    /// Bob and his role searched for, and no answer yet.
    private func searching(_ text: String = "bob") -> (stage: Stage, ticket: Ticket)? {
        var stage = Stage(Sample.shop)
        stage.press("/")
        stage.type(text)
        stage.send(.keys([.enter]))
        return searchTicket(&stage).map { (stage, $0) }
    }

    private func searchTicket(_ stage: inout Stage) -> Ticket? {
        stage.takeWaiting().lazy.compactMap { if case .search(let ticket, _) = $0 { ticket } else { nil } }.first
    }

    private func end(_ found: [Session] = [], failure: String? = failure) -> SearchProgress {
        SearchProgress(found: Sample.page(found), looked: 4, unreadable: 0, isOver: true, failure: failure)
    }

    @Test func `keeps what the list knows to fit, and says that it is not all`() throws {
        var (stage, ticket) = try #require(searching())
        #expect(stage.shows("1 of 9 shown"))
        stage.send(.searched(ticket, end()))

        #expect(stage.row("a7c4..0f3e")?.contains("bob") == true)
        #expect(stage.shows("search incomplete  1 of 9 shown"))
        #expect(stage.shows(Self.failure))
    }

    @Test func `does not say that nothing fits`() throws {
        var (stage, ticket) = try #require(searching("role=admin"))
        stage.send(.searched(ticket, end()))

        #expect(!stage.shows("No session fits"))
        #expect(stage.shows("The search failed, and is done again: what it has not seen may fit."))
    }

    @Test func `is done again after a while, and takes its failure back`() throws {
        var (stage, ticket) = try #require(searching("role=admin"))
        stage.send(.searched(ticket, end([Sample.shop[0]])))
        stage.advance(milliseconds: 4_900)
        #expect(searchTicket(&stage) == nil)
        stage.advance(milliseconds: 200)
        let again = try #require(searchTicket(&stage))
        #expect(stage.shows("3f9a..c21e"))
        stage.send(.searched(again, end([Sample.shop[2]], failure: nil)))

        #expect(stage.shows("1 of 9 shown"))
        #expect(stage.shows("a7c4..0f3e"))
        #expect(!stage.shows(Self.failure))
        #expect(!stage.shows("incomplete"))
    }

    @Test func `is done again when the store is back, and not before`() throws {
        var (stage, ticket) = try #require(searching("role=admin"))
        stage.send(.searched(ticket, end()))
        stage.send(.news(.lost(StoreError(.lost, while: "following changes", on: "web", detail: "closed"))))
        stage.advance(milliseconds: 60_000)
        #expect(searchTicket(&stage) == nil)
        stage.send(.news(.connected(.push("tracking"))))

        #expect(searchTicket(&stage) != nil)
    }

    @Test func `waits longer each time, and tells of it once`() throws {
        var (stage, ticket) = try #require(searching("role=admin"))
        stage.send(.searched(ticket, end()))
        for pause in [5_000, 10_000, 20_000, 40_000, 60_000, 60_000] as [Int64] {
            stage.advance(milliseconds: pause - 100)
            #expect(searchTicket(&stage) == nil)
            stage.advance(milliseconds: 100)
            stage.send(.searched(try #require(searchTicket(&stage)), end()))
        }

        #expect(stage.console.messages.unreadCount == 1)
    }

    @Test func `drops what only the list took to fit once all was seen`() throws {
        var (stage, ticket) = try #require(searching())
        stage.send(.searched(ticket, end(failure: nil)))

        #expect(stage.shows("No session fits the filter"))
    }

    @Test func `is not taken for whole where it was stopped`() throws {
        var (stage, _) = try #require(searching("role=admin"))
        stage.press("Esc")

        #expect(stage.shows("The search was stopped: what it has not seen may fit."))
        #expect(stage.shows("search incomplete"))
    }
}
