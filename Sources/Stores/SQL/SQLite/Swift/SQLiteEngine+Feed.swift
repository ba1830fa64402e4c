internal import SQLStore
internal import StoreKit

extension SQLiteEngine {
    func feedSetup(_ table: SQLTable, _ connection: SQLiteConnection) throws(SQLFailure) -> FeedSetup? {
        FeedSetup(
            kind: .push("inotify + read"), state: .builtIn,
            effects: [
                "The kernel tells when the file or its log is written to; the table is then read and compared.",
                "On a file system that other machines write to, only what this machine writes is told at once; the"
                    + " rest is found every \(pollInterval) s.",
            ])
    }

    func pushSource(_ table: SQLTable) throws(SQLFailure) -> (any SQLPushSource)? { try SQLiteWatch(path) }
}
