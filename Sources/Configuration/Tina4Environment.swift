public import StoreKit

/// Understands the settings of a Tina4 application as its framework does, and where only the guides know a name, as
/// they do.
public struct Tina4Environment: Sendable {
    /// The application's variables: the process's own, or those of a `.env`.
    public var variables: [String: String]
    /// The directory the application runs in; its relative paths are relative to it. Empty for our own.
    public var directory: String
    /// Whether a path exists: decides between two readings of one SQLite URL.
    public var exists: @Sendable (String) -> Bool

    /// What the settings come to.
    public struct Resolved: Hashable, Sendable {
        /// Where the sessions are.
        public var address: StoreAddress
        /// The name of the format.
        public var format = "tina4"
        /// How long a session lasts without a request, in seconds; nil for as long as its record.
        public var lifetime: Int? = 3600
        /// The name of the cookie.
        public var cookieName = "tina4_session"
        /// Which setting chose the store: "TINA4_SESSION_BACKEND=redis".
        public var decidedBy: String
        /// What a person should know about this reading, a sentence each.
        public var notes: [String] = []
    }

    /// Creates a reading of an application's variables.
    public init(
        _ variables: [String: String], directory: String = "",
        exists: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.variables = variables
        self.directory = directory
        self.exists = exists
    }

    /// Whether any of Tina4's names for sessions is set.
    public var namesSessions: Bool {
        variables.contains { $0.key.hasPrefix("TINA4_SESSION_") && !$0.value.trimmingBlanks.isEmpty }
    }

    /// Where the application keeps its sessions; nil where no variable says anything about sessions and `isCertain`
    /// does not say that this is a Tina4 application all the same.
    public func resolve(isCertain: Bool = false) throws(ConfigurationError) -> Resolved? {
        guard namesSessions || isCertain else { return nil }
        let names = Tina4Variables(variables)
        let choice = try names.backend()
        var resolved = Resolved(address: StoreAddress(scheme: "file"), decidedBy: choice.decidedBy)
        resolved.notes = choice.notes.map(\.description)
        switch choice.backend {
        case .file: resolved.address.path = joined(names["TINA4_SESSION_PATH"] ?? "data/sessions")
        case .redis, .valkey: try readKeyValue(names, choice.backend, into: &resolved)
        case .memcached: try readKeyValue(names, choice.backend, into: &resolved)
        case .mongodb: try readMongo(names, into: &resolved)
        case .database: try readDatabase(names, into: &resolved)
        }
        readLifetime(names, choice.backend, into: &resolved)
        resolved.cookieName = names["TINA4_SESSION_NAME"] ?? resolved.cookieName
        if names["TINA4_PHP_SESSION_PATH"] != nil || names["TINA4_PHP_SESSION_NAME"] != nil {
            resolved.notes.append(Tina4Note.nativeSessions.description)
        }
        return resolved
    }

    /// A path of the application as a path of ours.
    func joined(_ path: String) -> String {
        guard !path.hasPrefix("/"), !directory.isEmpty, directory != "." else { return path }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }

    private func readLifetime(_ names: Tina4Variables, _ backend: Tina4Backend, into resolved: inout Resolved) {
        let candidates =
            ["TINA4_SESSION_TTL"] + (backend == .valkey ? ["TINA4_SESSION_VALKEY_TTL"] : [])
            + ["TINA4_SESSION_LIFETIME"]
        guard let name = candidates.first(where: { names[$0] != nil }), let text = names[name] else { return }
        if name == "TINA4_SESSION_LIFETIME" {
            resolved.notes.append(Tina4Note.guideNames([name], instead: "TINA4_SESSION_TTL").description)
        }
        switch Int(text) {
        case 0?:
            resolved.lifetime = nil
            resolved.notes.append(Tina4Note.zeroLifetime(name).description)
        case let seconds? where seconds > 0: resolved.lifetime = seconds
        case _?, nil: resolved.notes.append(Tina4Note.badLifetime(name, text).description)
        }
    }
}
