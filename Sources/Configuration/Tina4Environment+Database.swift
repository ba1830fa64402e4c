internal import SessionModel
internal import StoreKit

extension Tina4Environment {
    /// Reads which database the sessions are in.
    func readDatabase(_ names: Tina4Variables, into resolved: inout Resolved) throws(ConfigurationError) {
        guard let name = names.set(of: ["TINA4_DATABASE_URL", "DATABASE_URL"]).first, let text = names[name] else {
            resolved.address = StoreAddress(scheme: "sqlite", path: joined("data/tina4_sessions.db"))
            resolved.notes.append(Tina4Note.noDatabase.description)
            return
        }
        if name == "DATABASE_URL" { resolved.notes.append(Tina4Note.bareDatabaseURL.description) }
        guard let colon = text.firstIndex(of: ":") else { throw .unreachableSessions(variable: name, reason: .noURL) }
        let scheme = try scheme(String(text[..<colon]).lowercased(), name)
        if scheme == "sqlite" {
            let path = try sqlitePath(text[text.index(after: colon)...], name, into: &resolved)
            resolved.address = StoreAddress(scheme: scheme, path: path)
            return
        }
        resolved.address = try address(names, name)
        resolved.address.scheme = scheme
        if resolved.address.user == nil { resolved.address.user = names["TINA4_DATABASE_USERNAME"] }
        if resolved.address.password == nil {
            resolved.address.password = names.password("TINA4_DATABASE_PASSWORD").map { Secret($0) }
        }
        if scheme == "firebird" { completeFirebird(names, &resolved.address) }
    }

    /// Tina4 takes what looks like a path for one from the root, and logs in as every Firebird lets one in at first.
    private func completeFirebird(_ names: Tina4Variables, _ address: inout StoreAddress) {
        if let path = names["TINA4_DATABASE_FIREBIRD_PATH"] { address.path = path }
        let isDrive = address.path.dropFirst().first == ":"
        if address.path.contains("/"), !address.path.hasPrefix("/"), !isDrive { address.path = "/" + address.path }
        if address.user == nil { address.user = "SYSDBA" }
        if address.password == nil { address.password = Secret("masterkey") }
    }

    /// Our scheme for one of Tina4's.
    private func scheme(_ text: String, _ name: String) throws(ConfigurationError) -> String {
        switch text {
        case "sqlite", "sqlite3": "sqlite"
        case "postgres", "postgresql", "pgsql": "postgresql"
        case "mysql": "mysql"
        case "mssql", "sqlserver": "mssql"
        case "firebird": "firebird"
        case "mongodb", "mongo": "mongodb"
        case "odbc", "mongodb+srv": throw .unreachableSessions(variable: name, reason: .noClient(text))
        default:
            // The text may be a password without its scheme, so it is not quoted.
            throw .unreachableSessions(variable: name, reason: .noURL)
        }
    }

    /// The file of a SQLite URL: three slashes are relative and four absolute, but Node's own session handler takes
    /// three for absolute, so that the file that is there decides.
    private func sqlitePath(
        _ rest: Substring, _ name: String, into resolved: inout Resolved
    ) throws(ConfigurationError) -> String {
        let path = rest.prefix { $0 != "?" }
        guard !path.contains(":memory:") else { throw .unreachableSessions(variable: name, reason: .memory) }
        guard path.hasPrefix("//") else { return joined(String(path)) }
        guard path.hasPrefix("///"), !path.hasPrefix("////") else {
            return joined(String(path.dropFirst(path.hasPrefix("////") ? 3 : 2)))
        }
        let relative = joined(String(path.dropFirst(3)))
        let absolute = String(path.dropFirst(2))
        switch (exists(relative), exists(absolute)) {
        case (false, true):
            resolved.notes.append(Tina4Note.sqliteOfNode(absolute, other: relative).description)
            return absolute
        case (true, true):
            resolved.notes.append(Tina4Note.twoSQLiteFiles(relative, other: absolute).description)
            return relative
        case (_, false): return relative
        }
    }
}
