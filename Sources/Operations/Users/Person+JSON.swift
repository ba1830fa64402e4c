public import SessionModel

extension UserDirectory {
    /// A person as the command line prints them.
    public func json(_ person: Person) -> JSONValue {
        let shape: String? =
            switch person.identity {
            case .user: nil
            case .anonymous(let shape): shape
            }
        return .object([
            .init("user", .optional(person.name)),
            .init("names", .array(person.names.map(JSONValue.string))),
            .init("shape", .optional(shape)),
            .init("sessions", .integer(Int64(person.count))),
            .init(
                "stores",
                .object(person.countByStore.map { .init(stores[$0.store], .integer(Int64($0.count))) })),
            .init("oldest_at", .optional(person.oldest)),
            .init("newest_at", .optional(person.newest)),
            .init("last_seen_at", .optional(person.lastSeen)),
            .init("expires_at", .optional(person.lastDeadline?.moment)),
            .init("addresses", .array(person.addresses.map(JSONValue.string))),
        ])
    }
}
