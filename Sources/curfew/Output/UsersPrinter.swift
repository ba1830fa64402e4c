internal import Operations
internal import SessionModel

/// Prints a directory of users.
struct UsersPrinter {
    let directory: UserDirectory
    let json: Bool
    let now: Timestamp

    /// Prints it, those with most sessions first.
    ///
    /// - Throws: Partly done where a store is not covered.
    func print() throws(Failure) {
        let people = directory.people.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            if (first.name == nil) != (second.name == nil) { return second.name == nil }
            return first.count == second.count ? left.offset < right.offset : first.count > second.count
        }.map(\.element)
        var output = DataOutput()
        if json {
            try output.line(.array(people.map(directory.json)))
        } else {
            for line in table(people) { try output.line(line) }
        }
        try output.flush()
        if people.isEmpty, directory.uncovered.isEmpty { Notice.write("Nobody has a live session.") }
        try tellRest()
    }

    private func table(_ people: [Person]) -> [String] {
        guard !people.isEmpty else { return [] }
        var table = TextTable("USER", "LIVE ", "STORES", "OLDEST ", "NEWEST ", "SEEN ", "ADDRESSES")
        for person in people {
            let stores = person.countByStore.map { "\(directory.stores[$0.store]) \($0.count)" }
            table.add(
                name(person), String(person.count), stores.joined(separator: ", "), ago(person.oldest),
                ago(person.newest), ago(person.lastSeen),
                person.addresses.joined(separator: " ") + (person.moreAddresses ? " .." : ""))
        }
        return table.lines
    }

    private func name(_ person: Person) -> String {
        switch person.identity {
        case .user: person.names.joined(separator: " = ")
        case .anonymous(let shape): "(anonymous: \(shape))"
        }
    }

    private func ago(_ moment: Timestamp?) -> String {
        moment.map { DurationText.compact(milliseconds: now.milliseconds(since: $0)) } ?? "-"
    }

    private func tellRest() throws(Failure) {
        for (store, count) in zip(directory.stores, directory.unreadable) where count > 0 {
            Notice.write("\(store): \(count) record\(count == 1 ? "" : "s") can't be read, so nobody knows whose.")
        }
        try directory.uncovered.tell(besides: directory.stores.count)
    }
}
