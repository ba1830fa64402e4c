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
    /// Which keys are sessions.
    var claims: KeyClaims
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
        claims = try Self.claims(address, opening.layouts)
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

    private static func claims(_ address: StoreAddress, _ layouts: [Layout]) throws(StoreError) -> KeyClaims {
        guard let claims = KeyClaims(layouts, prefix: address[option: "prefix"]) else {
            throw nonsense(
                address, "no format says how keys begin here",
                remedy: "Name a format that keeps sessions in memcached.")
        }
        return claims
    }

    private static func nonsense(_ address: StoreAddress, _ detail: String, remedy: String? = nil) -> StoreError {
        let host = address.hosts.first.map { "\($0.name)\($0.port.map { ":\($0)" } ?? "")" } ?? ""
        return StoreError(
            .badAddress, while: "reading the address", on: "\(address.scheme)://\(host)", detail: detail,
            remedy: remedy)
    }
}
