internal import SessionModel
internal import StoreKit

/// Where and how to connect: an address that made sense.
struct MemcachedTarget: Sendable {
    /// The host's name or address.
    var host: String
    /// The TCP port.
    var port: UInt16
    /// The user to log in as; nil for no login.
    var user: String?
    /// The user's password.
    var password: Secret?
    /// What the keys of sessions begin with; no two of them overlap.
    var prefixes: [[UInt8]]
    /// Which of the keys that begin so are sessions, and which are their locks.
    var keys: SessionKeys
    /// Every how many seconds the store is to be listed again for what it does not report.
    var pollInterval: Int
    /// Whether only reading commands may be sent.
    var isReadOnly: Bool
    /// How long one answer may take, in milliseconds.
    var timeout: Int

    /// Host and port as they are shown.
    var place: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// The address as it is shown: no password in it.
    var label: String { "memcached://\(user.map { "\($0)@" } ?? "")\(place)" }

    /// A command that tries the same address by hand.
    var trial: String { "printf 'version\\r\\nquit\\r\\n' | nc \(host) \(port)" }

    /// Whether a key is one of a session.
    func claims(_ key: UnsafeRawBufferPointer) -> Bool {
        keys.claims(key)
    }
}

extension MemcachedTarget {
    /// The options that addresses take.
    static let options: [StoreAddress.Option] = [
        .init("prefix", "What the keys of sessions begin with, in place of what the formats say."),
        .init("poll", "Seconds between listings for what the server does not report; 5 when not given."),
    ]

    /// Makes sense of an address.
    init(_ opening: StoreOpening) throws(StoreError) {
        let address = opening.address
        let known = Set(Self.options.map(\.name) + ["format", "user"])
        for option in address.options where !known.contains(option.name) {
            throw Self.nonsense(address, "there is no option \"\(option.name)\"")
        }
        if address.hosts.count > 1 {
            throw Self.nonsense(
                address, "it names \(address.hosts.count) hosts, not one",
                remedy: "Open each server of a pool by itself.")
        }
        guard address.path.isEmpty || address.path == "/" else {
            throw Self.nonsense(address, "\"\(address.path)\": there are no databases in memcached")
        }
        host = address.hosts.first.flatMap { $0.name.isEmpty ? nil : $0.name } ?? "localhost"
        port = address.hosts.first?.port ?? 11211
        user = address.user.flatMap { $0.isEmpty ? nil : $0 }
        password = address.password
        if (user == nil) != (password == nil) {
            throw Self.nonsense(address, "a login is a user and a password")
        }
        prefixes = try Self.prefixes(address, opening.layouts)
        keys = SessionKeys(opening.layouts, prefix: address[option: "prefix"])
        pollInterval = try Self.pollInterval(address)
        isReadOnly = opening.isReadOnly
        timeout = max(1, opening.timeout)
    }

    private static func pollInterval(_ address: StoreAddress) throws(StoreError) -> Int {
        guard let text = address[option: "poll"] else { return 5 }
        guard let seconds = Int(text), (1...86_400).contains(seconds) else {
            throw nonsense(address, "\"poll=\(text)\" is no number from 1 to 86400")
        }
        return seconds
    }

    private static func prefixes(_ address: StoreAddress, _ layouts: [Layout]) throws(StoreError) -> [[UInt8]] {
        if let prefix = address[option: "prefix"] { return [Array(prefix.utf8)] }
        var prefixes: [[UInt8]] = []
        for case .keyValue(let layout) in layouts { prefixes.append(Array(layout.prefix.utf8)) }
        guard !prefixes.isEmpty else {
            throw nonsense(
                address, "no format says how keys begin here",
                remedy: "Name a format that keeps sessions in memcached.")
        }
        var kept: [[UInt8]] = []
        for prefix in prefixes.sorted(by: { $0.count < $1.count }) {
            if !kept.contains(where: { prefix.starts(with: $0) }) { kept.append(prefix) }
        }
        return kept
    }

    private static func nonsense(_ address: StoreAddress, _ detail: String, remedy: String? = nil) -> StoreError {
        let host = address.hosts.first.map { "\($0.name)\($0.port.map { ":\($0)" } ?? "")" } ?? ""
        return StoreError(
            .badAddress, while: "reading the address", on: "\(address.scheme)://\(host)", detail: detail,
            remedy: remedy)
    }
}
