extension RedisFailure {
    /// Whether a node of a cluster said that the key's slot is elsewhere; it has done nothing then.
    var isElsewhere: Bool {
        if case .refused(let refusal) = self { refusal.isElsewhere } else { false }
    }

    /// Whether nothing has been done, and another node may be the one to ask.
    var isWorthAnotherNode: Bool {
        switch self {
        case .unreachable: true
        case .refused(let refusal): refusal.isElsewhere || refusal.code == "READONLY"
        case .lost, .timedOut, .handshakeTimedOut, .cancelled, .closed, .notRedis, .unsuitable, .garbled, .readOnly,
            .untrusted, .certificateRefused, .noTLS, .libraryMissing, .badCertificate, .inUse, .exhausted, .crossing:
            false
        }
    }

    /// Whether what was asked may have been done all the same.
    var leavesDoubt: Bool {
        switch self {
        case .lost, .timedOut, .cancelled, .closed, .garbled: true
        case .unreachable, .refused, .handshakeTimedOut, .notRedis, .unsuitable, .readOnly, .untrusted,
            .certificateRefused, .noTLS, .libraryMissing, .badCertificate, .inUse, .exhausted, .crossing:
            false
        }
    }

    /// Whether the connection broke in the middle.
    var isLoss: Bool {
        if case .lost = self { true } else { false }
    }

    /// The same, with the node it happened at.
    func at(_ node: RedisTarget.Server) -> RedisFailure {
        switch self {
        case .unreachable(let words): .unreachable("\(node.text): \(words)")
        case .lost(let words): .lost("\(node.text): \(words)")
        case .timedOut, .refused, .handshakeTimedOut, .cancelled, .closed, .notRedis, .unsuitable, .garbled, .readOnly,
            .untrusted, .certificateRefused, .noTLS, .libraryMissing, .badCertificate, .inUse, .exhausted, .crossing:
            self
        }
    }
}

extension Refusal {
    /// Whether a node of a cluster said that the key's slot is elsewhere, or that of several keys of one that is on its
    /// way some are.
    var isElsewhere: Bool { code == "MOVED" || code == "ASK" || code == "TRYAGAIN" }

    /// The node that is to be asked this once, by "ASK 3999 127.0.0.1:6381"; `node` said so.
    func asked(by node: RedisTarget.Server) -> RedisTarget.Server? {
        let words = text.split(separator: " ")
        guard code == "ASK", words.count >= 3, let colon = words[2].lastIndex(of: ":"),
            let port = UInt16(words[2][words[2].index(after: colon)...])
        else { return nil }
        let host = String(words[2][..<colon])
        return RedisTarget.Server(host: host.isEmpty ? node.host : host, port: port)
    }
}
