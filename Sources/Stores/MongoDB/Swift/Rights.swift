internal import BSON
internal import CMongo
internal import StoreKit

/// What the user who is logged in may do with the collection.
struct Rights: Sendable {
    let place: DocumentPlace

    private static let needs: [(ability: StoreAbilities, actions: [String])] = [
        (.list, ["find"]), (.edit, ["find", "update"]), (.setDeadline, ["find", "update"]),
        (.move, ["find", "insert", "remove"]), (.end, ["find", "remove"]), (.restore, ["find", "insert"]),
    ]

    /// What may not be done, and the command that would change it.
    func restrictions(_ connection: MongoConnection) throws(MongoFailure) -> [StoreExamination.Restriction] {
        let reply = try connection.run(["connectionStatus": 1, "showPrivileges": true], on: "admin", cmongo_read)
        // Where nobody is logged in, everybody may do everything, or could not have come this far.
        guard let user = reply.value(at: ["authInfo", "authenticatedUsers"])?.array?.first?.document else { return [] }
        let actions = granted(reply)
        return Self.needs.compactMap { need in
            let missing = need.actions.filter { !actions.contains($0) }
            guard !missing.isEmpty else { return nil }
            return .init(
                need.ability, reason: "the user may not \(missing.joined(separator: " or ")) there", remedy: grant(user)
            )
        }
    }

    private func granted(_ reply: BSONDocument) -> Set<String> {
        var actions: Set<String> = []
        let privileges = reply.value(at: ["authInfo", "authenticatedUserPrivileges"])?.array ?? []
        for privilege in privileges.compactMap(\.document) {
            guard let resource = privilege["resource"]?.document, covers(resource) else { continue }
            actions.formUnion(privilege["actions"]?.array?.compactMap(\.string) ?? [])
        }
        return actions
    }

    /// An empty name stands for all databases, or all collections.
    private func covers(_ resource: BSONDocument) -> Bool {
        if resource["anyResource"]?.boolean == true { return true }
        guard let database = resource["db"]?.string, let collection = resource["collection"]?.string else {
            return false
        }
        return [place.database, ""].contains(database) && [place.collection, ""].contains(collection)
    }

    private func grant(_ user: BSONDocument) -> String {
        let name = user["user"]?.string ?? "USER"
        let home = user["db"]?.string ?? "admin"
        return "db.getSiblingDB(\"\(home)\").grantRolesToUser(\"\(name)\","
            + " [{role: \"readWrite\", db: \"\(place.database)\"}])"
    }
}
