internal import Operations
internal import SessionModel
internal import StoreKit

/// A look into some records of a store: which formats wrote them.
struct Sample {
    /// How many records of each format were seen, the most frequent first.
    private(set) var counts: [(name: String, count: Int)] = []
    /// How many could not be read.
    private(set) var unreadable = 0
    private var total = 0

    private static let size = 20

    /// Nothing was looked into.
    init() {}

    /// Looks into the first records that a listing names.
    init(of target: OpenStore) async throws(StoreError) {
        let keys = try await target.firstKeys(Self.size)
        let sessions = try await target.sessions(keys).compactMap { $0 }
        total = sessions.count
        var found: [String: Int] = [:]
        for session in sessions {
            if session.payload == nil {
                unreadable += 1
            } else {
                found[session.writer.map { "\(session.format) \($0)" } ?? session.format, default: 0] += 1
            }
        }
        counts = found.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// The findings for a person.
    var words: String {
        guard total > 0 else { return "no records to look at" }
        var parts = counts.map { "\($0.name) (\($0.count) of \(total))" }
        if unreadable > 0 { parts.append("\(unreadable) unreadable") }
        return parts.joined(separator: ", ")
    }
}
