internal import SessionFormats
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// The users of one store: read from a listing, and from every record once.
struct StoreUsers: Sendable {
    /// The keys; seats name their rows.
    var table: SessionTable
    /// The users, by their preferred name in lower case.
    var users: [String: Group] = [:]
    /// The anonymous sessions, by shape.
    var anonymous: [String: Group] = [:]
    /// How many records could not be read, so that nobody knows whose they are.
    var unreadable = 0
    /// How many have expired though the store still holds them.
    var expired = 0

    /// Sessions that prefer the same name.
    struct Group: Sendable {
        /// The name as the first of them writes it.
        var name: String
        /// What other names they carry that tell people apart, by those names in lower case.
        var joining: [String: String] = [:]
        /// All other names they carry, in lower case.
        var others: Set<String> = []
        var seats: [Person.Seat] = []
        /// The addresses seen last, the newest last.
        private(set) var addresses: [SeenAddress] = []
        var moreAddresses = false

        /// Adds an address; of more than are kept the one that was seen longest ago is dropped.
        mutating func add(_ address: SeenAddress) {
            var address = address
            if let place = addresses.firstIndex(where: { $0.text == address.text }) {
                address.seen = max(address.seen, addresses.remove(at: place).seen)
            }
            let place = addresses.lastIndex { $0.seen <= address.seen }.map { $0 + 1 } ?? 0
            addresses.insert(address, at: place)
            guard addresses.count > Person.mostAddresses else { return }
            addresses.removeFirst()
            moreAddresses = true
        }
    }

    /// An address, and when it was last seen, in milliseconds since 1970; `RowFacts.unknown` where nothing tells.
    struct SeenAddress: Hashable, Sendable {
        var text: String
        var seen: Int64
    }

    /// Creates what was read of a store: nothing yet.
    init(table: SessionTable) { self.table = table }

    /// Lists a store and reads what it holds.
    ///
    /// - Parameters:
    ///   - place: The store's place among the stores of the directory.
    ///   - progress: Told now and then how many records of how many were read.
    init(
        of target: OpenStore, place: Int, now: Timestamp, progress: @Sendable (_ read: Int, _ of: Int) -> Void
    ) async throws(StoreError) {
        table = try await target.table()
        let rows = (0..<table.rowLimit).filter(table.isLive)
        let pacing = Pacing(target)
        for start in stride(from: 0, to: rows.count, by: OpenStore.batch) {
            guard !Task.isCancelled else { throw .stopped(while: "reading sessions", on: target.name) }
            let began = ContinuousClock.now
            let batch = rows[start..<min(start + OpenStore.batch, rows.count)]
            let sessions = try await target.sessions(batch.map { table.key($0) })
            for (row, session) in zip(batch, sessions) {
                if let session { take(session, row: row, of: target, place: place, at: target.storeTime(now)) }
            }
            progress(min(start + OpenStore.batch, rows.count), rows.count)
            await pacing.rest(since: began)
        }
    }

    private mutating func take(_ session: Session, row: Int, of target: OpenStore, place: Int, at time: Timestamp) {
        switch session.state(at: time) {
        case .unreadable: unreadable += 1
        case .expired: expired += 1
        case .live:
            let seat = Person.Seat(
                store: place, row: Int32(row), created: session.createdAt?.milliseconds ?? RowFacts.unknown,
                seen: session.lastSeen(at: time)?.milliseconds ?? RowFacts.unknown,
                deadline: session.deadline.tableValue)
            let namings = target.namings(of: session)
            if let preferred = namings.first {
                let key = UserNames.folded(preferred.name)
                users[key, default: Group(name: preferred.name)].take(seat, session, namings.dropFirst())
            } else {
                let shape = session.shape
                anonymous[shape, default: Group(name: shape)].take(seat, session, [])
            }
        }
    }
}

extension StoreUsers.Group {
    fileprivate mutating func take(_ seat: Person.Seat, _ session: Session, _ others: ArraySlice<UserNaming>) {
        seats.append(seat)
        if let address = session.visitorAddress {
            add(.init(text: address, seen: seat.seen == RowFacts.unknown ? seat.created : seat.seen))
        }
        for naming in others {
            let key = UserNames.folded(naming.name)
            self.others.insert(key)
            if naming.tellsApart, joining[key] == nil { joining[key] = naming.name }
        }
    }
}

extension OpenStore {
    /// Every record once, as keys and deadlines.
    func table(readsContent: Bool = false) async throws(StoreError) -> SessionTable {
        let table = Mutex(SessionTable(layouts: context.layouts))
        try await store.scan(
            ScanRequest(pace: isProduction ? .bySize : .full, readsContent: readsContent, glance: glance)
        ) { page in
            table.withLock { $0.take(page) }
        }
        return table.withLock { $0 }
    }
}

extension StoreError {
    /// What a task that was cancelled ends with.
    static func stopped(while action: String, on store: String) -> StoreError {
        StoreError(.cancelled, while: action, on: store, detail: "it was stopped")
    }
}
