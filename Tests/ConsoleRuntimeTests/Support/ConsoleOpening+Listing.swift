import Operations
import SessionModel
import StoreKit

@testable import ConsoleRuntime

extension ConsoleOpening {
    /// Opens a store that can only be listed.
    static func listing(_ store: ListedStore) -> ConsoleOpening {
        let examination = StoreExamination(version: "listed 1", abilities: .list, feed: .push("none"))
        return ConsoleOpening(
            open: {
                .success(
                    OpenedStores([
                        Opened(target: store.open, examination: examination, chosenBy: nil, listsContent: true)
                    ]))
            },
            journal: Journal(directory: "/nonexistent"), person: Operator(login: "kim"),
            now: { Timestamp(milliseconds: 0) }, themes: { [] }, environment: [:],
            edit: { text, _ in .success(text) }, keep: { _ in .success("") })
    }
}
