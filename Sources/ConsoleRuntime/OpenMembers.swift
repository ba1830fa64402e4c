internal import Console
internal import Operations
internal import SessionModel
internal import StoreKit

/// The open stores, and how their keys stand in the console: as they are where it is one, marked where there are several.
struct OpenMembers: Sendable {
    /// One open store.
    struct Member: Sendable {
        /// The acts on it as it was opened, and all that is read.
        let reading: Operations
        let follower: ChangeFollower
        /// Opens it once more, for writing; nil where that may not be.
        let unlock: ConsoleOpening.Unlocking?
        /// The acts on it while it is open for writing, over connections of their own.
        var writing: Operations?
        var target: OpenStore { reading.target }
        fileprivate var operations: Operations { writing ?? reading }
    }

    private(set) var members: [Member]
    /// The stores that were to be open as well.
    let uncovered: [OpenStores.Uncovered]

    private var isShared: Bool { members.count > 1 }

    /// All of them, for what goes over all.
    var open: OpenStores { OpenStores(members.map(\.operations.target), uncovered: uncovered) }

    /// The acts on a store as it is open now, as the others are that may hold copies of its sessions.
    func desk(_ place: Int) -> Operations {
        var desk = members[place].operations
        desk.beside = desk.beside.map { other in
            members.first { $0.target.name == other.name }?.operations.target ?? other
        }
        return desk
    }

    init(members: [Member], uncovered: [OpenStores.Uncovered]) {
        self.members = members
        self.uncovered = uncovered
    }

    /// Lets a store be written to by these operations, or no longer.
    mutating func write(to place: Int, with operations: Operations?) { members[place].writing = operations }

    // MARK: Into the console

    func shared(_ key: SessionKey, of place: Int) -> SessionKey {
        isShared ? SharedKey.make(key, of: place) : key
    }

    func shared(_ session: Session, of place: Int) -> Session {
        guard isShared else { return session }
        var session = session
        session.record.key = SharedKey.make(session.key, of: place)
        return session
    }

    func shared(_ page: RecordPage, of place: Int) -> RecordPage {
        guard isShared else { return page }
        var marked = RecordPage()
        marked.reserve(page.count)
        marked.progress = page.progress
        for row in 0..<page.count {
            SharedKey.make(page.key(row), of: place).bytes.withUnsafeBytes { key in
                guard row < page.facts.count else { return marked.append(key: key, deadline: page.deadlines[row]) }
                let facts = page.facts[row]
                let user = page.userBytes[Int(facts.user.lowerBound)..<Int(facts.user.upperBound)]
                user.withUnsafeBytes { marked.append(key: key, facts: facts, user: $0) }
            }
        }
        return marked
    }

    func shared(_ observations: [Observation], of place: Int) -> [Observation] {
        guard isShared else { return observations }
        return observations.map { observation in
            var observation = observation
            observation.key = shared(observation.key, of: place)
            observation.session = observation.session.map { shared($0, of: place) }
            return observation
        }
    }

    func shared(_ news: ChangeNews, of place: Int) -> ChangeNews {
        switch news {
        case .observed(let observations): .observed(shared(observations, of: place))
        case .connected, .measured, .gap, .due, .lost: news
        }
    }

    func shared(_ receipt: Receipt, of place: Int) -> Receipt {
        guard isShared else { return receipt }
        var receipt = receipt
        for line in receipt.lines.indices { receipt.lines[line].key = shared(receipt.lines[line].key, of: place) }
        receipt.newKey = receipt.newKey.map { shared($0, of: place) }
        return receipt
    }

    // MARK: Out of the console

    /// The store's place and the key as it has it; nil for a key of no open store.
    func stored(_ key: SessionKey) -> (place: Int, key: SessionKey)? {
        guard isShared else { return members.isEmpty ? nil : (0, key) }
        let place = SharedKey.place(of: key)
        return members.indices.contains(place) ? (place, SharedKey.bare(key)) : nil
    }

    /// The store's place and the session as it has it; nil for a session of no open store.
    func stored(_ session: Session) -> (place: Int, session: Session)? {
        guard let (place, key) = stored(session.key) else { return nil }
        var session = session
        session.record.key = key
        return (place, session)
    }

    /// The keys of each store, in their order.
    func byStore(_ keys: [SessionKey]) -> [(place: Int, keys: [SessionKey])] {
        var places: [Int: [SessionKey]] = [:]
        for key in keys {
            if let (place, key) = stored(key) { places[place, default: []].append(key) }
        }
        return places.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
