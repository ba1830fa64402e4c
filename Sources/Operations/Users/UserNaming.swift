internal import SessionFormats
public import SessionModel

/// A name by which a session tells its user, and where it stands.
public struct UserNaming: Hashable, Sendable {
    /// The name; a number as its digits.
    public var name: String
    /// The payload's path; nil where the format has it from elsewhere.
    public var path: PayloadPath?

    /// Whether the name is one person's: a display name may be many's.
    var tellsApart: Bool { path?.lastKey != "name" }
}

/// How names of users compare.
enum UserNames {
    /// What equal names have in common: number and text alike, whatever the case, as the query `user=` has it.
    static func folded(_ name: String) -> String { name.lowercased() }
}

extension OpenStore {
    /// Every name by which a session tells its user, the preferred one first, each once.
    public func namings(of session: Session) -> [UserNaming] {
        var found: [UserNaming] = []
        for path in context.userRule.paths {
            guard let payload = session.payload else { break }
            found += UserRule(paths: [path]).names(in: payload).map { UserNaming(name: $0, path: path) }
        }
        var seen: Set<String> = []
        return session.userNames.compactMap { name in
            guard seen.insert(UserNames.folded(name)).inserted else { return nil }
            return found.first { $0.name == name } ?? UserNaming(name: name, path: nil)
        }
    }
}
