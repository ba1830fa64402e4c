internal import SessionFormats
public import SessionModel
internal import StoreKit
internal import Synchronization

extension WhatIf {
    /// A whole store, as progress counts it.
    private static let whole = 1000

    /// Reads every record of several stores once.
    ///
    /// - Parameters:
    ///   - lifetime: How long sessions would live after a request, in milliseconds.
    ///   - now: Our own time.
    ///   - progress: Told now and then how far it is, from 0 to 1.
    public static func read(
        _ open: OpenStores, lifetime: Int64, now: Timestamp,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async -> WhatIf {
        let counter = ProgressCounter(stores: open.stores.count)
        for place in open.stores.indices { counter.expect(whole, at: place) }
        return await withTaskGroup(of: (Int, Result<WhatIfReading, OpenStores.Uncovered>).self) { group in
            for (place, target) in open.stores.enumerated() {
                group.addTask {
                    let reading = await target.ends(under: lifetime, now: now) { part in
                        let sums = counter.note(Int(part * Double(whole)), at: place)
                        progress(Double(sums.done) / Double(max(1, sums.total)))
                    }
                    return (place, reading)
                }
            }
            var whatIf = WhatIf(lifetime: lifetime, readAt: now)
            var failures: [(place: Int, reason: OpenStores.Uncovered)] = []
            for await (place, result) in group {
                switch result {
                case .success(let reading): reading.pour(into: &whatIf, skew: open.stores[place].clockSkew)
                case .failure(let reason): failures.append((place, reason))
                }
            }
            whatIf.uncovered = open.uncovered + failures.sorted { $0.place < $1.place }.map(\.reason)
            return whatIf
        }
    }
}

/// When the sessions of one store would end. A listing may name a record twice, so they are told apart by their keys.
private struct WhatIfReading: Sendable {
    private var table: SessionTable
    private var reckoned: Set<Int> = []

    init(layouts: [Layout]) { table = SessionTable(layouts: layouts) }

    /// Takes a page in, in which deadlines are hypothetical and only what is not reckoned has a last request.
    mutating func take(_ page: RecordPage) {
        var place = 0
        table.take(page) { row, _ in
            let isSeen = place < page.facts.count && page.facts[place].lastSeen != RowFacts.unknown
            if isSeen { reckoned.remove(row) } else { reckoned.insert(row) }
            place += 1
        }
    }

    /// - Parameter skew: How far the store's clock is ahead of ours, in milliseconds.
    func pour(into whatIf: inout WhatIf, skew: Int64) {
        for row in 0..<table.rowLimit where table.isLive(row) {
            guard let moment = Deadline(tableValue: table.deadline(row))?.moment else {
                whatIf.add(nil)
                continue
            }
            whatIf.add((moment.adding(milliseconds: -skew), reckoned.contains(row) ? .reckoned : .seen))
        }
    }
}

extension OpenStore {
    fileprivate func ends(
        under lifetime: Int64, now: Timestamp, progress: @escaping @Sendable (Double) -> Void
    ) async -> Result<WhatIfReading, OpenStores.Uncovered> {
        if let reason = await reasonAgainst(.list) {
            return .failure(.init(store: name, reason: reason, isUnreachable: false))
        }
        let reading = Mutex(WhatIfReading(layouts: context.layouts))
        let request = ScanRequest(
            pace: isProduction ? .polite : .bySize, readsContent: true,
            glance: whatIfGlance(lifetime, at: storeTime(now)))
        do throws(StoreError) {
            try await store.scan(request) { page in
                reading.withLock { $0.take(page) }
                progress(page.progress)
            }
            return .success(reading.withLock { $0 })
        } catch {
            return .failure(.init(store: name, error))
        }
    }

    /// Puts every live session on the page with the deadline it would have.
    private func whatIfGlance(_ lifetime: Int64, at time: Timestamp) -> RecordGlance {
        { key, content, expiry, modified, page in
            let record = GlancedRecord.record(SessionKey(bytes: key), content, expiry, modified)
            guard let session = sessionIfAny(in: record), session.state(at: time) != .expired else { return }
            let end = WhatIf.end(of: session, under: lifetime, known: context.lifetime)
            let facts = RowFacts(
                deadline: end.map { RowFacts.value($0.moment) } ?? RowFacts.unknown,
                lastSeen: end?.ground == .seen ? time.milliseconds : RowFacts.unknown, size: 0)
            page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(rebasing: content[0..<0]))
        }
    }
}
