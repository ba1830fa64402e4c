internal import SessionFormats
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// What a survey has read of one store: only what is alive.
struct SurveyReading: Sendable {
    var table: SessionTable
    /// When the sessions that are too old were created, by row.
    var old: [Int: Int64] = [:]

    init(layouts: [Layout]) { table = SessionTable(layouts: layouts) }

    /// The rows that never end.
    var immortal: [Int] {
        (0..<table.rowLimit).filter { table.isLive($0) && table.deadline($0) == RowFacts.never }
    }

    /// Takes a page in, in which the last request stands for the creation of what is too old.
    mutating func take(_ page: RecordPage) {
        var place = 0
        table.take(page) { row, _ in
            if place < page.facts.count, page.facts[place].lastSeen != RowFacts.unknown {
                old[row] = page.facts[place].lastSeen
            }
            place += 1
        }
    }

    /// Visits every session whose key tells its id.
    func eachID(of target: OpenStore, _ visit: (String, SessionKey) -> Void) {
        for row in 0..<table.rowLimit where table.isLive(row) {
            let key = table.key(row)
            if let id = target.id(of: key) { visit(id.whole, key) }
        }
    }
}

extension OpenStore {
    /// Reads what a survey needs, or says why that can't be.
    func survey(
        _ rules: AlarmRules, now: Timestamp
    ) async -> Result<SurveyReading, OpenStores.Uncovered> {
        if let reason = await reasonAgainst(.list) {
            return .failure(.init(store: name, reason: reason, isUnreachable: false))
        }
        let reading = Mutex(SurveyReading(layouts: context.layouts))
        let request = ScanRequest(
            pace: isProduction ? .polite : .bySize, readsContent: true, glance: surveyGlance(rules, at: storeTime(now)))
        do throws(StoreError) {
            try await store.scan(request) { page in reading.withLock { $0.take(page) } }
            return .success(reading.withLock { $0 })
        } catch {
            return .failure(.init(store: name, error))
        }
    }

    /// Puts every live session on the page, with the creation of what is too old in the place of its last request.
    private func surveyGlance(_ rules: AlarmRules, at time: Timestamp) -> RecordGlance {
        { key, content, expiry, modified, page in
            let record = GlancedRecord.record(SessionKey(bytes: key), content, expiry, modified)
            guard let session = sessionIfAny(in: record), session.state(at: time) == .live else { return }
            var created = RowFacts.unknown
            if let oldest = rules.oldest, let moment = session.createdAt, time.milliseconds(since: moment) > oldest {
                created = RowFacts.value(moment)
            }
            let facts = RowFacts(deadline: session.deadline.tableValue, lastSeen: created, size: 0)
            var user = session.user ?? ""
            user.withUTF8 { page.append(key: key, facts: facts, user: UnsafeRawBufferPointer($0)) }
        }
    }
}
