internal import SessionModel

extension FieldChange {
    /// Whether it gives a session more rights than it had, as far as names and values of fields tell.
    ///
    /// A field counts where a name on its way is one of rights (`role`, `is_admin`, `permissions`). More is: true after
    /// false, a higher number, a word of more power (`user` to `admin`), an entry more in a list of permissions.
    var raisesRights: Bool {
        guard let new, let name = Self.name(of: path) else { return false }
        let (before, after) = (RightsValue(old), RightsValue(new))
        switch (before, after) {
        case (_, .switch(true)): return before != .switch(true)
        case (.number(let low), .number(let high)): return high > low
        case (.nothing, .number(let number)): return number > 0 && Self.switches.contains(name)
        case (_, .words(let words)):
            let old = before.words
            if Self.lists.contains(name), before != .nothing || isEntry { return words.isStrictSuperset(of: old) }
            let rank = words.map(RightsValue.rank).max() ?? 0
            return rank >= 2 && rank > (old.map(RightsValue.rank).max() ?? 0)
        case (_, .switch(false)), (_, .number), (_, .nothing): return false
        }
    }

    /// Whether it is about what a visitor may do.
    var isAboutRights: Bool { Self.name(of: path) != nil }

    /// Whether it is about one entry of a list.
    private var isEntry: Bool {
        if case .index? = path.steps.last { true } else { false }
    }

    /// The name of rights that a path goes through; nil where it goes through none.
    private static func name(of path: PayloadPath) -> String? {
        path.steps.lazy.compactMap { step -> String? in
            guard case .key(let key) = step else { return nil }
            let folded = String(key.lowercased().filter { $0 != "_" && $0 != "-" })
            return names.contains(folded) ? folded : nil
        }.first
    }

    private static let switches: Set<String> = [
        "isadmin", "admin", "isstaff", "isroot", "issuperuser", "superuser", "isowner", "ismoderator",
    ]
    private static let lists: Set<String> = [
        "permissions", "permission", "perms", "scopes", "scope", "privileges", "rights", "grants", "capabilities",
    ]
    private static let names =
        switches.union(lists).union([
            "role", "roles", "group", "groups", "level", "accesslevel", "userrole", "usertype",
        ])
}

/// A value of a field of rights.
private enum RightsValue: Equatable {
    case nothing
    case `switch`(Bool)
    case number(Double)
    case words(Set<String>)

    init(_ json: String?) {
        guard let json, let root = (try? Payload(parsing: json))?.root else {
            self = .nothing
            return
        }
        switch root.kind {
        case .null: self = .nothing
        case .boolean: self = .switch(root.rawText == "true")
        case .number: self = Double(root.rawText).map(Self.number) ?? .nothing
        case .string: self = .words(Self.split(root.string ?? ""))
        case .array, .object:
            self = .words(Set(root.payload.allNodes.compactMap(\.string).flatMap(Self.split)))
        }
    }

    var words: Set<String> {
        if case .words(let words) = self { words } else { [] }
    }

    private static func split(_ text: String) -> Set<String> {
        Set(text.lowercased().split { $0 == " " || $0 == "," || $0 == ";" }.map(String.init))
    }

    /// How much power a word tells of: 0 for nobody's, 1 for everybody's or unknown, 3 for the highest.
    static func rank(_ word: String) -> Int {
        let word = word.hasPrefix("role_") ? String(word.dropFirst(5)) : word
        if highest.contains(word) { return 3 }
        if higher.contains(word) { return 2 }
        return lowest.contains(word) ? 0 : 1
    }

    private static let highest: Set<String> = [
        "admin", "administrator", "root", "superuser", "superadmin", "super_admin", "owner", "sysadmin", "god",
    ]
    private static let higher: Set<String> = [
        "staff", "manager", "moderator", "mod", "editor", "operator", "support", "supervisor", "developer", "auditor",
        "maintainer",
    ]
    private static let lowest: Set<String> = ["guest", "anonymous", "none", "nobody", "visitor"]
}
