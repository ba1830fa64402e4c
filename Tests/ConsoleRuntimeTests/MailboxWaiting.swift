@testable import Console
@testable import ConsoleRuntime

extension Mailbox {
    /// The next event of a kind; what comes before it is dropped.
    ///
    /// No thread waits meanwhile: those that tests and what they wait for run on are as few as there are processors.
    func next(where isWanted: (ConsoleEvent) -> Bool = { _ in true }) async throws -> ConsoleEvent {
        while true {
            guard let event = take(limit: 1).first else {
                try await Task.sleep(for: .milliseconds(1))
                continue
            }
            if isWanted(event) { return event }
        }
    }
}
