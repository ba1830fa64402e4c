internal import Operations
internal import SessionModel
internal import SessionQuery
internal import StoreKit

/// The sessions of a store that a query means, in an order, read in batches.
struct Selection {
    let target: OpenStore
    var query = Query.everything
    var order = SortOrder.standard
    var limit = Int.max
    /// Whether the query may look into hidden values.
    var reveals = false
    let now: @Sendable () -> Timestamp

    /// What was found.
    struct Summary {
        /// How many sessions fit.
        var matched = 0
        /// How many could not be read, so that nobody knows whether they fit.
        var unreadable = 0
        /// How many don't tell what is asked for, as an age where the framework notes none.
        var silent = 0

        /// Of how many it is not known whether they fit.
        var unknown: Int { unreadable + silent }

        /// Why it is not known of some whether they fit: the beginning of a sentence.
        var doubt: String {
            let parts = [
                unreadable > 0 ? "\(ActGate.sessions(unreadable)) could not be read" : nil,
                silent == 0
                    ? nil : "\(ActGate.sessions(silent)) \(silent == 1 ? "does" : "do") not tell what was asked for",
            ]
            return parts.compactMap { $0 }.joined(separator: ", and ")
        }
    }

    /// Hands over the sessions that fit, a batch at a time.
    ///
    /// - Throws: Usage, where the query asks for what is hidden: by asking often enough it could be had letter by letter.
    func read(_ deliver: ([Session]) async throws(Failure) -> Void) async throws(Failure) -> Summary {
        if !reveals, let field = query.hiddenField(by: target.secrets) {
            throw Failure(
                .usage,
                "The query asks for '\(SafeText.line(field))', which is hidden: only list --reveal looks into hidden values."
            )
        }
        let census = try await Census.take(target)
        var summary = Summary()
        if order.needsSessions {
            try await readSorted(census, &summary, deliver)
        } else {
            try await readInOrder(census, &summary, deliver)
        }
        return summary
    }

    /// The keys of all sessions in order, where nothing else is wanted.
    func keys() async throws(Failure) -> [SessionKey] {
        let census = try await Census.take(target)
        return census.rows(order).prefix(limit).map { census.table.key(Int($0)) }
    }

    private func readInOrder(
        _ census: Census, _ summary: inout Summary, _ deliver: ([Session]) async throws(Failure) -> Void
    ) async throws(Failure) {
        var rows = census.rows(order)[...]
        while !rows.isEmpty, summary.matched < limit {
            let wanted = query == .everything ? min(limit - summary.matched, OpenStore.batch) : OpenStore.batch
            let keys = rows.prefix(wanted).map { census.table.key(Int($0)) }
            rows = rows.dropFirst(keys.count)
            let fitting = try await sessions(keys, &summary)
            let batch = fitting.prefix(limit - summary.matched)
            summary.matched += batch.count
            if !batch.isEmpty { try await deliver(Array(batch)) }
        }
    }

    private func sessions(_ keys: [SessionKey], _ summary: inout Summary) async throws(Failure) -> [Session] {
        guard !Task.isCancelled else { throw Failure(.interrupted, "") }
        let found: [Session]
        do throws(StoreError) {
            found = try await target.sessions(keys).compactMap { $0 }
        } catch {
            throw Failure(error)
        }
        guard query != .everything else { return found }
        let time = target.storeTime(now())
        return found.filter { session in
            switch query.matches(SessionSubject(session, at: time, hiding: reveals ? nil : target.secrets)) {
            case .yes: return true
            case .no: return false
            case .unknown:
                if session.payload == nil { summary.unreadable += 1 } else { summary.silent += 1 }
                return false
            }
        }
    }

    /// Reads all, keeps what they are sorted by, sorts, and reads those again that are wanted.
    private func readSorted(
        _ census: Census, _ summary: inout Summary, _ deliver: ([Session]) async throws(Failure) -> Void
    ) async throws(Failure) {
        var places: [(value: SortValue, row: Int32)] = []
        let rows = census.rows(.standard)
        for start in stride(from: 0, to: rows.count, by: OpenStore.batch) {
            let batch = rows[start..<min(start + OpenStore.batch, rows.count)]
            let time = target.storeTime(now())
            for session in try await sessions(batch.map { census.table.key(Int($0)) }, &summary) {
                guard let row = census.table.row(of: session.key) else { continue }
                places.append((SortValue(session, by: order, hiding: target.secrets, at: time), Int32(row)))
            }
        }
        places.sortStably { $0.value.comes(before: $1.value, reversed: order.isReversed) }
        let wanted = places.prefix(limit).map { census.table.key(Int($0.row)) }
        var ignored = Summary()
        for start in stride(from: 0, to: wanted.count, by: OpenStore.batch) {
            let batch = Array(wanted[start..<min(start + OpenStore.batch, wanted.count)])
            let sessions = try await sessions(batch, &ignored)
            summary.matched += sessions.count
            if !sessions.isEmpty { try await deliver(sessions) }
        }
    }
}

/// What a session is sorted by; what is not there comes last.
private enum SortValue: Comparable {
    case number(Int64)
    case fraction(Double)
    case text(String)
    case missing

    init(_ session: Session, by order: SortOrder, hiding secrets: SecretRule, at now: Timestamp) {
        if let column = order.column {
            self.init(session.value(at: column.path, hiding: secrets))
            return
        }
        switch order.field {
        case .user: self = session.user.map { .text($0.lowercased()) } ?? .missing
        case .size: self = .number(Int64(session.record.size))
        case .age: self = session.createdAt.map { .number(-$0.milliseconds) } ?? .missing
        case .idle: self = session.lastSeen(at: now).map { .number(-$0.milliseconds) } ?? .missing
        case .created: self = session.createdAt.map { .number($0.milliseconds) } ?? .missing
        case .seen: self = session.lastSeen(at: now).map { .number($0.milliseconds) } ?? .missing
        case .state: self = .text(session.state(at: now).rawValue)
        case .format: self = .text(session.format)
        case .ttl, .id, .key: self = .missing
        }
    }

    private init(_ value: ColumnValue) {
        switch value {
        case .number(let number, _): self = .fraction(number)
        case .text(let text): self = .text(text.lowercased())
        case .missing, .unreadable, .hidden: self = .missing
        }
    }

    /// Turned round or not, what is missing comes last.
    func comes(before other: SortValue, reversed: Bool) -> Bool {
        guard self != .missing, other != .missing else { return self < other }
        return reversed ? other < self : self < other
    }
}

extension Array {
    /// Sorts, equal elements staying in their order.
    fileprivate mutating func sortStably(by isBefore: (Element, Element) -> Bool) {
        self = enumerated().sorted { left, right in
            if isBefore(left.element, right.element) { return true }
            return !isBefore(right.element, left.element) && left.offset < right.offset
        }.map(\.element)
    }
}
