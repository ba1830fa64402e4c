internal import SessionModel
internal import Synchronization

/// What a listing delivered, from whichever thread.
final class Pages: Sendable {
    private let page = Mutex(RecordPage())
    private let number = Mutex(0)

    var all: RecordPage { page.withLock { $0 } }
    var count: Int { number.withLock { $0 } }

    func append(_ other: RecordPage) {
        page.withLock { $0.append(other) }
        number.withLock { $0 += 1 }
    }
}

extension RecordPage {
    /// The keys with their deadlines as the table keeps them, in the order of the keys.
    var rows: [(key: SessionKey, deadline: Int64)] {
        (0..<count).map { (key($0), deadlines[$0]) }.sorted { $0.key < $1.key }
    }
}
