/// Why an exchange with a server failed, before it is put in words.
enum RedisFailure: Error, Equatable {
    /// No connection came about; the system's words.
    case unreachable(String)
    /// The connection broke; the system's words.
    case lost(String)
    /// No answer within so many milliseconds.
    case timedOut(Int)
    /// No TLS handshake within so many milliseconds.
    case handshakeTimedOut(Int)
    /// The task was cancelled.
    case cancelled
    /// The store was closed.
    case closed
    /// What answers is something else; what it looks like.
    case notRedis(String)
    /// It is Redis, but can't be used as it is; why and what else to do.
    case unsuitable(String, remedy: String)
    /// An answer breaks the protocol.
    case garbled(String)
    /// The server said no.
    case refused(Refusal)
    /// A command that changes something, or is not known to change nothing, on a read-only store.
    case readOnly(Command)
    /// The server's certificate can't be trusted.
    case untrusted(String)
    /// The server refused our certificate, or wants one.
    case certificateRefused(String)
    /// The server speaks no TLS.
    case noTLS
    /// OpenSSL is not on this machine, or can't be loaded.
    case libraryMissing(String)
    /// A certificate or key can't be used.
    case badCertificate(String)
    /// A request of the application holds the session's lock.
    case inUse
    /// What would have to be changed in one step is in several slots of a cluster.
    case crossing
    /// The machine has run out of something.
    case exhausted(String)

    /// Whether the user may not use a key that was named; nothing has been done then.
    var deniesKeys: Bool {
        if case .refused(let refusal) = self { refusal.deniesKeys } else { false }
    }

    /// Whether the connection can go on being used after it.
    var leavesConnectionUsable: Bool {
        switch self {
        // Where a node sends us elsewhere, a key may still be watched.
        case .refused(let refusal): !refusal.isElsewhere
        case .readOnly, .inUse, .crossing: true
        case .unreachable, .lost, .timedOut, .handshakeTimedOut, .cancelled, .closed, .notRedis, .unsuitable, .garbled,
            .untrusted,
            .certificateRefused, .noTLS, .libraryMissing, .badCertificate, .exhausted:
            false
        }
    }
}

/// An error reply: a word that says what kind it is, and the server's sentence.
struct Refusal: Error, Equatable {
    /// The first word: "ERR", "NOPERM".
    let code: String
    /// The whole line.
    let text: String

    /// Takes an error line apart.
    init(_ text: String) {
        self.text = text
        code = String(text.prefix { $0 != " " })
    }

    /// Whether the user may not use a key that the command names; the second words are those from 7.2 on.
    var deniesKeys: Bool {
        code == "NOPERM" && (text.contains("access one of the keys") || text.contains("access a key"))
    }

    /// Whether the server does not have this command, or not for this user.
    func denies(_ command: Command) -> Bool {
        let name = command.words[0].lowercased()
        let text = text.lowercased()
        // The command is in quotes; an error inside a script names another command. From 7.2 on the user is named too.
        let names = ["'\(name)'", "`\(name)`", "'\(name)|", "'\(command.words.joined(separator: "|").lowercased())'"]
        guard names.contains(where: { text.contains($0) }) else { return false }
        return code == "NOPERM" || text.contains("unknown command") || text.contains("unknown subcommand")
    }
}
