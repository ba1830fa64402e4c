/// What follows the colon of a scheme.
enum AddressShape: Hashable {
    /// A path: `file:data/sessions`.
    case path
    /// Two slashes, a login, hosts, and a path or database: `redis://localhost/2`.
    case hosts
    /// Hosts behind two slashes, a plain word without them: `node:4711`.
    case hostsOrWord

    /// The shape of a scheme's addresses.
    init(scheme: String) {
        switch scheme {
        case "file", "sqlite", "sqlite3": self = .path
        case "node": self = .hostsOrWord
        default: self = scheme.hasSuffix("+unix") ? .path : .hosts
        }
    }
}

/// The schemes whose addresses may leave the host out, since their clients then take a local socket.
let schemesWithoutHost: Set<String> = ["postgresql", "postgres", "pgsql"]
