/// Every option of every verb: what the look through the arguments knows before they are parsed.
///
/// A test compares it with what the parser itself says.
enum OptionNames {
    /// Options that stand alone.
    static let flags: Set<String> = [
        "--read-only", "--json", "--yes", "--dry-run", "--payload", "--reveal", "--raw", "--watch", "--help", "-h",
        "--version", "--ascii", "--slow", "--all-profiles", "--exact", "--again",
    ]

    /// Options that take the next argument.
    static let valued: Set<String> = [
        "--store", "--profile", "--env", "--timeout", "--reason", "--confirm", "--where", "--sort", "--limit",
        "--format", "--export", "--from", "--poll", "--seed", "--theme", "--keep", "--also", "--for",
        "--span", "--what-if", "--columns", "--wait",
    ]

    /// Options that stand alone elsewhere, and take the next argument behind this verb.
    static let valuedBehind: [String: Set<String>] = ["logout": ["--watch"]]

    /// The verbs whose operands may begin with a dash: an id, a start of one, a cookie, a length of time, JSON.
    static let verbsWithDashes: Set<String> = [
        "show", "find", "edit", "set", "unset", "ttl", "regenerate", "destroy", "logout", "why", "run",
    ]
}
