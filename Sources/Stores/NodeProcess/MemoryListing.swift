internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// A listing of a process's sessions, slice after slice.
struct MemoryListing: Sendable {
    private static let action = "listing sessions"
    /// Records of a slice at the most.
    private static let rows = 1000
    /// How long a slice may keep the process from its own work, in milliseconds.
    private static let slice = 4
    /// How much of a record's content the glance gets, in UTF-16 units: 1 Mi.
    private static let limit = 1 << 20
    /// Above so many records a listing goes gently by itself.
    private static let gentleAbove = 100_000

    private let store: NodeStore
    private let request: ScanRequest
    private let deliver: @Sendable (RecordPage) -> Void

    /// Creates a listing.
    init(_ store: NodeStore, _ request: ScanRequest, _ deliver: @escaping @Sendable (RecordPage) -> Void) {
        self.store = store
        self.request = request
        self.deliver = deliver
    }

    /// Delivers all records.
    func run() async throws(StoreError) {
        let walk = try await store.perform(Self.action) { attached throws(NodeFailure) in
            Int64(try attached.run("list").rawText) ?? 0
        }
        do throws(StoreError) {
            while try await step(walk) {}
        } catch {
            _ = try? await store.perform(Self.action) { attached throws(NodeFailure) in
                try attached.run("leave", ["walk": .integer(walk)]).kind
            }
            throw error
        }
    }

    /// Delivers a slice; false when it was the last one.
    private func step(_ walk: Int64) async throws(StoreError) -> Bool {
        let start = LocalClock.monotonic()
        let (page, total, done) = try await store.perform(Self.action) { attached throws(NodeFailure) in
            let answer = try attached.run(
                "page",
                [
                    "walk": .integer(walk), "rows": .integer(Int64(Self.rows)), "limit": .integer(Int64(Self.limit)),
                    "milliseconds": .integer(Int64(Self.slice)),
                ])
            return try read(answer)
        }
        deliver(page)
        guard done < total else { return false }
        if isGentle(total) { try await store.rest((LocalClock.monotonic() - start) * 3, while: Self.action) }
        return true
    }

    private func isGentle(_ total: Int) -> Bool {
        switch request.pace {
        case .full: false
        case .polite: true
        case .bySize: total > Self.gentleAbove
        }
    }

    private func read(_ answer: PayloadNode) throws(NodeFailure) -> (RecordPage, total: Int, done: Int) {
        guard let rows = answer.child(.key("page")),
            let total = answer.child(.key("total")).flatMap({ Int($0.rawText) }),
            let done = answer.child(.key("done")).flatMap({ Int($0.rawText) })
        else { throw .garbled("a page that is none") }
        var page = RecordPage()
        for row in rows.children {
            let values = Array(row.children)
            guard let key = values.first?.string, let record = MemoryRecord(values.dropFirst()) else { continue }
            add(key, record, to: &page)
        }
        page.progress = total == 0 ? 1 : Double(done) / Double(total)
        return (page, total, done)
    }

    private func add(_ key: String, _ record: MemoryRecord, to page: inout RecordPage) {
        var key = key
        let deadline = record.expiry?.tableValue ?? RowFacts.unknown
        key.withUTF8 { key in
            let key = UnsafeRawBufferPointer(key)
            guard record.kind != .foreign else {
                let facts = RowFacts(deadline: deadline, size: record.size, isReadable: false)
                return page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(rebasing: key[0..<0]))
            }
            record.content.withUnsafeBytes { request.glance(key, $0, deadline, RowFacts.unknown, &page) }
        }
    }
}
