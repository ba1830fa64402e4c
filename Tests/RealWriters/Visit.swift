import Operations
import SessionFormats
import SessionModel
import Synchronization

/// A console's eye on a shop: the events, one after the other.
final class Visit: Sendable {
    private let events: AsyncStream<SessionEvent>
    private let task: Task<Void, Never>
    private let view: View

    /// What a console knows: the table, and what came and went of late.
    private final class View: Sendable {
        private let state: Mutex<(interpreter: ChangeInterpreter, table: SessionTable)>

        init(_ layouts: [Layout]) {
            state = Mutex((ChangeInterpreter(), SessionTable(layouts: layouts)))
        }

        var count: Int { state.withLock { $0.table.count } }

        func event(of observation: Observation) -> SessionEvent? {
            let now = Clock.wall()
            return state.withLock {
                $0.interpreter.interpret(observation, source: .push, table: &$0.table, at: now, storeTime: now)
            }
        }
    }

    /// Begins to follow, and waits until the feed runs.
    init(_ shop: Shop) async {
        let (events, sink) = AsyncStream<SessionEvent>.makeStream()
        let (starts, start) = AsyncStream<Void>.makeStream()
        let view = View(shop.target.context.layouts)
        let follower = ChangeFollower(shop.target)
        self.events = events
        self.view = view
        task = Task {
            defer {
                sink.finish()
                start.finish()
            }
            try? await follower.follow { news in
                if case .connected = news { start.finish() }
                guard case .observed(let observations) = news else { return }
                for event in observations.compactMap(view.event) { sink.yield(event) }
            }
        }
        for await _ in starts {}
    }

    deinit { task.cancel() }

    /// How many sessions the table holds.
    var count: Int { view.count }

    /// The first event of a kind; the test's time limit ends a wait for one that never comes.
    func next(_ kind: SessionEvent.Kind) async throws -> SessionEvent {
        for await event in events where event.kind == kind { return event }
        throw NoSession()
    }
}
