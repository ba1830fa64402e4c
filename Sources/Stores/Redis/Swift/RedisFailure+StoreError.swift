internal import StoreKit

/// All words of this store's errors.
extension RedisFailure {
    /// Puts the failure in words, for an action ("listing sessions") on a server.
    func inWords(while action: String, on target: RedisTarget) -> StoreError {
        let (reason, detail, remedy) = parts(target)
        let place =
            switch target.endpoint {
            case .host(let name, let port): "\(name.contains(":") ? "[\(name)]" : name):\(port)"
            case .socket(let path): path
            case .service(let name, let sentinels): "\(name) by \(sentinels.map(\.text).joined(separator: ", "))"
            case .cluster(let seeds): "the cluster of \(seeds.map(\.text).joined(separator: ", "))"
            }
        return StoreError(
            reason, while: action, on: "\(target.engine) at \(place)", detail: detail, remedy: remedy)
    }

    /// What to do with a node of a cluster.
    static let nameTheCluster = "Name the cluster by it: redis+cluster://HOST:PORT."

    private static func plain(_ target: RedisTarget) -> String {
        let rest = target.seeds.isEmpty && target.membership == nil ? "://" : "+cluster://"
        let name = target.engine.lowercased()
        return "Use \(name)\(rest) in place of \(name)s\(rest)."
    }

    private func parts(_ target: RedisTarget) -> (StoreError.Reason, detail: String, remedy: String?) {
        let trial = "Try: \(target.trial)"
        switch self {
        case .unreachable(let words): return (.unreachable, words, trial)
        case .lost(let words): return (.lost, words, trial)
        case .timedOut(let limit): return (.timedOut, "nothing came for \(limit) ms", trial)
        case .handshakeTimedOut(let limit):
            return (.timedOut, "no TLS handshake for \(limit) ms; it may speak no TLS", Self.plain(target))
        case .cancelled: return (.cancelled, "it was cancelled", nil)
        case .closed: return (.cancelled, "the store is closed", nil)
        case .notRedis(let looks), .garbled(let looks): return (.unsuitable, looks, "Check host and port. \(trial)")
        case .unsuitable(let why, let remedy): return (.unsuitable, why, remedy)
        case .readOnly: return (.readOnly, "nothing may be changed here", "Open it without read-only.")
        case .untrusted(let words):
            return (.untrusted, words, "Name the authority that signed its certificate with ?ca=FILE.")
        case .certificateRefused(let words):
            return (.untrusted, words, "Name a certificate it accepts with ?cert=FILE&key=FILE.")
        case .noTLS: return (.unsuitable, "it speaks no TLS", Self.plain(target))
        case .libraryMissing(let words): return (.libraryMissing, words, "apt install libssl3")
        case .badCertificate(let words): return (.badAddress, words, "Check the files that ca=, cert= and key= name.")
        case .exhausted(let words): return (.failed, words, nil)
        case .crossing:
            return (
                .notPermitted,
                "what belongs to the session beside its record is in other slots of the cluster, and can't be changed "
                    + "in one step with it", nil
            )
        case .inUse: return (.notPermitted, StoreError.heldByRequest, nil)
        case .refused(let refusal): return refusal.parts(target)
        }
    }
}

extension Refusal {
    /// Reason, words and remedy of an error reply.
    fileprivate func parts(_ target: RedisTarget) -> (StoreError.Reason, detail: String, remedy: String?) {
        switch code {
        case "WRONGPASS": return (.loginRefused, text, "Check the user and the password of the address.")
        case "NOAUTH":
            return (.loginRefused, "it wants a password", "Put it in the address: redis://USER:PASSWORD@HOST.")
        case "NOPERM":
            return (.notPermitted, text, permission(target))
        case "LOADING": return (.failed, "it is still reading its data", "Wait and try again.")
        case "BUSY": return (.failed, "a script keeps it busy", "Wait, or: SCRIPT KILL")
        case "MISCONF": return (.failed, text, "It can't save to disk, so it takes no writes. Look at its log.")
        case "OOM": return (.full, text, "Its maxmemory is reached: raise it, or end sessions.")
        case "READONLY":
            return (.notPermitted, "it is a replica and takes no writes", "Use the address of its primary.")
        case "MASTERDOWN": return (.failed, "it is a replica that has lost its primary", nil)
        case "NOREPLICAS": return (.failed, text, "Too few replicas are connected to it.")
        case "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "CROSSSLOT": return clustered(target)
        default: return ordinary(target)
        }
    }

    private func clustered(_ target: RedisTarget) -> (StoreError.Reason, detail: String, remedy: String?) {
        if target.membership == nil, target.seeds.isEmpty {
            return (.unsuitable, "it is a node of a cluster", RedisFailure.nameTheCluster)
        }
        switch code {
        case "CLUSTERDOWN": return (.failed, "some of the cluster's slots have no node", "Try: \(target.trial)")
        case "CROSSSLOT": return (.failed, "the keys are in different slots of the cluster", nil)
        default: return (.failed, "the session's slot is on its way to another node", "Try again when it has moved.")
        }
    }

    /// The command that gives the permission, as far as the refusal says what lacks.
    private func permission(_ target: RedisTarget) -> String {
        let user = "ACL SETUSER \(target.user ?? "default")"
        if let deniedCommand { return "\(user) +\(deniedCommand)" }
        guard deniesKeys else { return "Ask for the permission: \(user) +COMMAND ~KEYS." }
        return target.keyPermission ?? "Ask for the permission: \(user) ~KEYS."
    }

    /// The command that the user may not run, with its subcommand, as the ACL writes it: "client|tracking".
    private var deniedCommand: Substring? {
        let parts = text.split(separator: "'", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].hasSuffix(" run the "), !parts[1].isEmpty,
            parts[1].allSatisfy({ $0.isLetter || $0.isNumber || "|-_.".contains($0) })
        else { return nil }
        return parts[1]
    }

    private func ordinary(_ target: RedisTarget) -> (StoreError.Reason, detail: String, remedy: String?) {
        let lower = text.lowercased()
        if lower.contains("max number of clients") { return (.failed, text, "Its maxclients is reached.") }
        if lower.contains("invalid password") { return (.loginRefused, text, "Check the password of the address.") }
        if lower.contains("without any password") || lower.contains("no password is set") {
            return (.loginRefused, "it has no password set", "Leave the password out of the address.")
        }
        if lower.contains("wrong number of arguments for 'auth'") {
            return (.loginRefused, "it knows no users, only a password", "Leave the user out: redis://:PASSWORD@HOST.")
        }
        if lower.contains("db index") || lower.contains("invalid db") {
            return (.badAddress, "it has no database of that number", "Use a smaller number, as in /0.")
        }
        if lower.contains("user executing the script can't run") || lower.contains("acl failure") {
            return (.notPermitted, text, permission(target))
        }
        // Before version 7 a script's own words stand around those of what failed inside it.
        for inner in ["READONLY", "OOM", "MISCONF", "NOPERM"] where text.contains("-\(inner) ") {
            return Refusal("\(inner) inside a script").parts(target)
        }
        if code == "DENIED" { return (.notPermitted, text, "Its protected mode takes local clients only.") }
        return (.failed, text, nil)
    }
}

extension RedisFailure {
    /// What becomes of sessions under keys that the user may not use, where others may be used.
    static func someKeysForbidden(on target: RedisTarget) -> String {
        "Of sessions whose keys this user may not use only the keys are known."
            + (target.keyPermission.map { " To change that: \($0)" } ?? "")
    }
}

extension RedisTarget {
    /// The command that lets the user use the keys of all sessions; nil where it is not known what those begin with.
    fileprivate var keyPermission: String? {
        let prefixes = claims.prefixes
        guard !prefixes.contains(where: \.isEmpty), prefixes.count <= 3 else { return nil }
        let patterns = prefixes.map { "~" + String(decoding: KeyPattern.matching(prefix: $0), as: UTF8.self) }
        guard !patterns.contains(where: { $0.contains(where: \.isWhitespace) }) else { return nil }
        return "ACL SETUSER \(user ?? "default") \(patterns.joined(separator: " "))"
    }

    /// Puts failures in words, for an action ("listing sessions") on this server.
    func words(while action: String) -> @Sendable (RedisFailure) -> StoreError {
        { $0.inWords(while: action, on: self) }
    }
}
