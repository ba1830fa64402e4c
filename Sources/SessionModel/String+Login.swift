extension String {
    /// The text as people may see it: the password of a login in it, as in `redis://app:hunter2@host` or in what was meant
    /// for that, is asterisks, and so are a whole login without a colon, one whose `@` is missing, and what secret options
    /// of a URL are set to. What is in doubt is taken for a password.
    public var hidingLogin: String {
        guard let login else {
            if let password = passwordWithoutEnd { return "\(self[..<password])\(Secret(String(self[password...])))" }
            let front = prefix { $0 != "?" }
            let mayBeURL = front.contains(":") || front.firstRange(of: "//") != nil
            return mayBeURL ? front + self[...].hidingOptions : self
        }
        let value = firstIndex(of: "?").flatMap { self[$0...].firstIndex(of: "=") }.map(index(after:))
        if let value, value <= login.upperBound {
            // The @ may stand in an option, and what is behind it be the rest of the secret.
            let start = value < login.lowerBound ? value : login.lowerBound
            return "\(self[..<start])\(Secret(String(self[start...])))"
        }
        let tail = self[login.upperBound...]
        return
            "\(self[..<login.lowerBound])\(Secret(String(self[login])))\(tail.prefix { $0 != "?" })\(tail.hidingOptions)"
    }

    /// Whether an option of this name holds a secret, or has one in it; a key's *path* is none.
    ///
    /// MongoDB's `authMechanismProperties` are a list that may hold a session token.
    public var namesSecretOption: Bool {
        let name = lowercased()
        let words = ["password", "passwd", "pwd", "secret", "token", "authmechanismproperties"]
        return words.contains { name.contains($0) } || SecretRule().hides(key: name)
    }

    /// Where a password may begin that has no `@` behind it: where a port belongs, and none is.
    private var passwordWithoutEnd: Index? {
        guard let start = firstRange(of: "//")?.upperBound else { return nil }
        let hosts = self[start...].prefix { $0 != "/" && $0 != "?" }
        for host in hosts.split(separator: ",") {
            let name = host.first == "[" ? host.prefix { $0 != "]" } : host.prefix { $0 != ":" }
            guard let colon = host[name.endIndex...].firstIndex(of: ":") else { continue }
            let port = host[colon...].dropFirst()
            guard port.utf8.allSatisfy({ (48...57).contains($0) }) else { return port.startIndex }
        }
        return nil
    }

    /// Whether a login may stand in the text.
    public var mayHoldLogin: Bool { login != nil }

    /// Where the password of a login, or a whole login without a colon, may stand: up to the last `@`.
    private var login: Range<Index>? {
        guard let end = lastIndex(of: "@") else { return nil }
        let start = self[..<end].firstRange(of: "//")?.upperBound
        let colon = self[(start ?? startIndex)..<end].firstIndex(of: ":")
        return (colon.map(index(after:)) ?? start).map { $0..<end }
    }
}

extension Substring {
    /// The options from the `?` on, with asterisks for what those are set to that may hold a secret: a misspelt name, for
    /// one, is the reason why a URL is quoted. Empty where there are none.
    fileprivate var hidingOptions: String {
        guard let mark = firstIndex(of: "?") else { return "" }
        let options = self[mark...].dropFirst().split(separator: "&", omittingEmptySubsequences: false)
        let shown = options.map { option -> String in
            guard let equals = option.firstIndex(of: "="), !Self.openOptions.contains(option[..<equals]) else {
                return String(option)
            }
            return "\(option[...equals])\(Secret(String(option[equals...].dropFirst())))"
        }
        return "?" + shown.joined(separator: "&")
    }

    /// Options of stores that hold nothing secret.
    private static let openOptions: Set<Substring> = [
        "authSource", "ca", "cert", "charset", "collection", "db", "depth", "encrypt", "format", "insecure", "lifetime",
        "poll", "prefix", "readPreference", "replicaSet", "role", "sslcert", "sslmode", "sslrootcert", "store", "table",
        "tls", "user",
    ]
}
