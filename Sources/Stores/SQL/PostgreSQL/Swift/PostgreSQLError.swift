internal import CPostgreSQL
internal import SQLStore

/// What a server or libpq says went wrong.
struct PostgreSQLError {
    /// The five characters that say what kind it is.
    let state: String
    /// The server's sentence.
    let words: String

    /// Takes the error of a result.
    init(_ result: OpaquePointer) {
        func field(_ letter: cpostgresql_numbers) -> String? {
            cPQresultErrorField(result, Int32(letter.rawValue)).map { String(cString: $0) }
        }
        state = field(cpostgresql_state) ?? ""
        words = field(cpostgresql_primary) ?? "the connection was closed"
    }

    /// The failure it is.
    func failure(timeout: Int) -> SQLFailure {
        switch state {
        case "": return .lost(words)
        case "23505": return .taken
        case "57014": return .timedOut(timeout)
        case "40001", "40P01": return .conflict(words)
        case "55P03": return .locked(timeout)
        case "42501": return .notPermitted(words, remedy: "Ask for it: GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE.")
        case "25006": return .notPermitted(words, remedy: "Use the address of its primary.")
        case "53100", "53200": return .full(words)
        default: break
        }
        switch state.prefix(2) {
        case "28": return .loginRefused(words)
        case "08", "57": return .lost(words)
        default: return .refused(words)
        }
    }

    /// The failure of a connection that did not come about: libpq tells it in words only.
    static func connecting(_ message: String, timeout: Int) -> SQLFailure {
        let words = plain(message)
        let lower = words.lowercased()
        func has(_ parts: String...) -> Bool { parts.contains { lower.contains($0) } }
        if has("password authentication", "no password supplied", "pg_hba.conf", "authentication failed") {
            return .loginRefused(words)
        }
        if lower.hasPrefix("role "), has("does not exist") { return .loginRefused(words) }
        if has("database \""), has("does not exist") {
            return .unsuitable(words, remedy: "Name a database that is there: postgresql://HOST/DATABASE.")
        }
        if has("invalid response to ssl negotiation", "expected authentication request from server") {
            return .unsuitable("what answers is no PostgreSQL", remedy: "Check host and port.")
        }
        if has("server closed the connection", "connection reset by peer") { return .lost(words) }
        if has("timeout expired") { return .timedOut(timeout) }
        if has("certificate", "ssl error") { return .untrusted(words) }
        if has("too many clients", "connection slots") { return .refused(words) }
        return .unreachable(words)
    }

    /// The server's own sentence out of libpq's lines, without the host, which is named already.
    static func plain(_ message: String) -> String {
        let lines = message.split(separator: "\n").map(String.init)
        guard var line = lines.first else { return "no reason given" }
        for mark in ["FATAL:", "ERROR:", "failed: "] {
            if let end = line.firstRange(of: mark)?.upperBound { line = String(line[end...]) }
        }
        return String(line.drop { $0 == " " })
    }
}
