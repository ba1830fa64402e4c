internal import SessionModel

/// The users of several stores on their way to becoming people.
struct Gathering {
    private var users: [String: StoreUsers.Group] = [:]
    private var anonymous: [String: StoreUsers.Group] = [:]
    /// Who carries a name beside the preferred one, store by store.
    private var carriers: [String: [Int: Set<String>]] = [:]

    /// Adds what was read in one store.
    mutating func add(_ store: StoreUsers, of place: Int) {
        for (key, group) in store.users {
            for other in group.joining.keys where other != key {
                carriers[other, default: [:]][place, default: []].insert(key)
            }
        }
        for (key, group) in store.users { users[key, default: .init(name: group.name)].add(group) }
        for (key, group) in store.anonymous { anonymous[key, default: .init(name: group.name)].add(group) }
    }

    /// Everybody, with whom each name names alone, and who carries it at all.
    func people() -> (people: [Person], owners: [String: Int], carriers: [String: [Int]]) {
        let leaders = joined()
        var members: [String: [String]] = [:]
        for (key, leader) in leaders { members[leader, default: []].append(key) }
        var people: [Person] = []
        var owners: [String: Int] = [:]
        var carriers: [String: [Int]] = [:]
        for leader in members.keys.sorted() {
            let keys = [leader] + (members[leader] ?? []).filter { $0 != leader }.sorted()
            var carried: Set<String> = []
            for key in keys {
                owners[key] = people.count
                carried.insert(key)
                carried.formUnion(users[key]?.others ?? [])
            }
            for key in carried { carriers[key, default: []].append(people.count) }
            people.append(person(keys))
        }
        // A name that nobody prefers is still one person's when only one person's sessions carry it.
        for (leader, place) in owners {
            for key in (users[leader]?.joining ?? [:]).keys where owners[key] == nil && carriers[key] == [place] {
                owners[key] = place
            }
        }
        people += anonymous.keys.sorted().compactMap { anonymous[$0] }.map { group in
            Person(
                identity: .anonymous(shape: group.name), names: [], seats: group.seats,
                addresses: group.addresses.map(\.text), moreAddresses: group.moreAddresses)
        }
        return (people, owners, carriers)
    }

    private func person(_ keys: [String]) -> Person {
        var sum = StoreUsers.Group(name: "")
        for key in keys {
            guard let group = users[key] else { continue }
            if sum.name.isEmpty { sum.name = group.name }
            sum.add(group)
        }
        return Person(
            identity: .user(sum.name), names: keys.compactMap { users[$0]?.name }, seats: sum.seats.sorted(),
            addresses: sum.addresses.map(\.text), moreAddresses: sum.moreAddresses)
    }

    /// Whom each name belongs to: the name its person goes by.
    private func joined() -> [String: String] {
        var leaders = Dictionary(uniqueKeysWithValues: users.keys.map { ($0, $0) })
        func leader(_ key: String) -> String {
            var key = key
            while let next = leaders[key], next != key { key = next }
            return key
        }
        for other in carriers.keys.sorted() {
            guard let stores = carriers[other], stores.values.allSatisfy({ $0.count == 1 }) else { continue }
            let own = users[other] == nil ? [] : [other]
            let keys = Set(stores.values.joined()).subtracting(own).sorted() + own
            for key in keys.dropFirst() {
                let (left, right) = (leader(keys[0]), leader(key))
                if left != right { leaders[right] = left }
            }
        }
        for key in users.keys { leaders[key] = leader(key) }
        return leaders
    }
}

extension StoreUsers.Group {
    fileprivate mutating func add(_ other: StoreUsers.Group) {
        joining.merge(other.joining) { mine, _ in mine }
        others.formUnion(other.others)
        seats += other.seats
        for address in other.addresses { add(address) }
        moreAddresses = moreAddresses || other.moreAddresses
    }
}

extension [Person.Seat] {
    /// In the order of the stores and of their tables.
    fileprivate func sorted() -> [Person.Seat] { sorted { ($0.store, $0.row) < ($1.store, $1.row) } }
}
