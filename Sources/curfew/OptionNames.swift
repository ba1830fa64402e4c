/// Every option of every verb: what the look through the arguments knows before they are parsed.
///
/// A test compares it with what the parser itself says.
enum OptionNames {
    /// Options that stand alone.
    static let flags: Set<String> = [
        "--read-only", "--json", "--yes", "--dry-run", "--payload", "--reveal", "--raw", "--watch", "--help", "-h",
        "--version", "--ascii", "--slow", "--all-profiles", "--exact", "--again", "--why",
    ]

    /// Options that take the next argument.
    static let valued: Set<String> = [
        "--store", "--profile", "--env", "--timeout", "--reason", "--confirm", "--where", "--sort", "--limit",
        "--format", "--export", "--from", "--poll", "--seed", "--theme", "--keep", "--also", "--for",
        "--span", "--what-if", "--columns", "--wait",
    ]

    /// Options that stand alone elsewhere, and take the next argument behind this verb.
    static let valuedBehind: [String: Set<String>] = ["logout": ["--watch"]]

    /// Whether arguments ask for data as JSON, and so for errors as JSON too; told before they are parsed, since what
    /// is wrong may be the arguments.
    static func wantJSON(_ arguments: [String]) -> Bool {
        let options = arguments.prefix { $0 != "--" }
        return options.contains { ["--json", "--format=json", "--format=jsonl"].contains($0) }
            || zip(options, options.dropFirst()).contains { $0 == "--format" && ["json", "jsonl"].contains($1) }
    }

    /// The verbs whose operands may begin with a dash: an id, a start of one, a cookie, a length of time, JSON.
    static let verbsWithDashes: Set<String> = [
        "show", "find", "edit", "set", "unset", "ttl", "regenerate", "destroy", "logout", "why", "run",
    ]
}
