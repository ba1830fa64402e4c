internal import SessionFormats
public import SessionModel
internal import StoreKit

/// Every user with live sessions over several stores, and the anonymous sessions by shape.
///
/// Sessions belong to one person when they prefer the same name: number and text alike, whatever the case and the path.
/// Two names are one person's when sessions under the one also carry the other, unless sessions of somebody else in the
/// same store carry it too; a display name (a path that ends in `name`) joins nobody.
public struct UserDirectory: Sendable {
    /// The stores' names, in order.
    public let stores: [String]
    /// Everybody: users by name, then the anonymous by shape.
    public let people: [Person]
    /// How many records of each store could not be read, so that nobody knows whose they are.
    public let unreadable: [Int]
    /// How many sessions of each store have expired though it still holds them.
    public let expired: [Int]
    /// The stores that it does not cover.
    public let uncovered: [OpenStores.Uncovered]
    private let tables: [SessionTable]
    /// Whose sessions carry a name: by the name in lower case, the places among `people`.
    private let carriers: [String: [Int]]
    /// Whom a name names alone.
    private let owners: [String: Int]

    /// Reads all stores at once, and everything in them once.
    ///
    /// - Parameters:
    ///   - now: Our own time.
    ///   - progress: Told now and then how many records of how many were read, all stores together.
    public static func read(
        _ open: OpenStores, now: Timestamp, progress: @escaping @Sendable (_ read: Int, _ of: Int) -> Void = { _, _ in }
    ) async -> UserDirectory {
        let counter = ProgressCounter(stores: open.stores.count)
        let readings = await withTaskGroup(of: (Int, Result<StoreUsers, OpenStores.Uncovered>).self) { group in
            for (place, target) in open.stores.enumerated() {
                group.addTask {
                    let reading = await target.users(place: place, now: now) { read, total in
                        counter.expect(total, at: place)
                        let sums = counter.note(read, at: place)
                        progress(sums.done, sums.total)
                    }
                    return (place, reading)
                }
            }
            var readings: [Int: Result<StoreUsers, OpenStores.Uncovered>] = [:]
            for await (place, reading) in group { readings[place] = reading }
            return readings
        }
        return UserDirectory(open, readings)
    }

    /// A directory of people who are known already, whom nobody can look up.
    init(
        stores: [String], people: [Person], uncovered: [OpenStores.Uncovered] = [], unreadable: [Int]? = nil
    ) {
        self.stores = stores
        self.people = people
        self.uncovered = uncovered
        self.unreadable = unreadable ?? stores.map { _ in 0 }
        expired = stores.map { _ in 0 }
        tables = []
        (owners, carriers) = ([:], [:])
    }

    private init(_ open: OpenStores, _ readings: [Int: Result<StoreUsers, OpenStores.Uncovered>]) {
        stores = open.stores.map(\.name)
        var gathering = Gathering()
        var uncovered = open.uncovered
        var tables: [SessionTable] = []
        var unreadable: [Int] = []
        var expired: [Int] = []
        for (place, target) in open.stores.enumerated() {
            switch readings[place] {
            case .success(let users):
                gathering.add(users, of: place)
                tables.append(users.table)
                unreadable.append(users.unreadable)
                expired.append(users.expired)
            case .failure(let reason):
                uncovered.append(reason)
                tables.append(SessionTable(layouts: target.context.layouts))
                unreadable.append(0)
                expired.append(0)
            case nil: continue
            }
        }
        (people, owners, carriers) = gathering.people()
        self.tables = tables
        self.unreadable = unreadable
        self.expired = expired
        self.uncovered = uncovered
    }

    /// The key of a session.
    public func key(_ seat: Person.Seat) -> SessionKey { tables[seat.store].key(Int(seat.row)) }

    /// Whom a name names: one person, and nobody else. nil where nobody carries it, or several do.
    public func person(named name: String) -> Person? { owners[UserNames.folded(name)].map { people[$0] } }

    /// Everybody with a session that carries a name, in whatever path of the user rule.
    func people(carrying name: String) -> [Person] { carriers[UserNames.folded(name), default: []].map { people[$0] } }
}

extension OpenStore {
    /// Its users, or why they can't be told.
    fileprivate func users(
        place: Int, now: Timestamp, progress: @Sendable (Int, Int) -> Void
    ) async -> Result<StoreUsers, OpenStores.Uncovered> {
        if let reason = await reasonAgainst(.list) {
            return .failure(.init(store: name, reason: reason, isUnreachable: false))
        }
        do throws(StoreError) {
            return .success(try await StoreUsers(of: self, place: place, now: now, progress: progress))
        } catch {
            return .failure(.init(store: name, error))
        }
    }

    /// Why something may not be done here, in a sentence; nil where it may.
    func reasonAgainst(_ ability: StoreAbilities) async -> String? {
        guard await !store.abilities.contains(ability) else { return nil }
        let examination = try? await store.examine()
        let restriction = examination?.restrictions.first { !$0.ability.isDisjoint(with: ability) }
        return restriction?.reason ?? "\(store.identity.engine) does not allow it."
    }
}
