public import StoreKit

/// The store that was chosen, and how.
public struct ChosenStore: Hashable, Sendable {
    /// Where it is, without the options `format` and `user`.
    public var address: StoreAddress
    /// The name of the format; nil to find out.
    public var format: String?
    /// The payload paths that name the user; empty for the default rule.
    public var userPaths: [String] = []
    /// How long a session lasts without a request, in seconds, where settings say so and the format keeps no expiry.
    public var lifetime: Int?
    /// The name of the session's cookie, where settings say so.
    public var cookieName: String?
    /// The profile it was chosen by.
    public var profile: Profile?
    /// What chose it, behind "The store was": "chosen by .env in /srv/app: TINA4_SESSION_BACKEND=redis".
    public var how: String
    /// Whether nobody named it: it was found in the working directory, so it is named before anything is done with it.
    public var wasFound = false
    /// What a person should know of the settings, a sentence each.
    public var notes: [String] = []
    /// What a person should mend, a sentence each.
    public var warnings: [String] = []

    /// Which store it is and what chose it, as one sentence without secrets.
    public var sentence: String { "The store is \(address.redacted), \(how)." }

    /// Where its password comes from, where the address has none; nil for no password.
    public var password: SecretSource? { address.password == nil ? profile?.password : nil }

    init(address: StoreAddress, how: Origin) {
        var address = address
        format = address[option: "format"].flatMap { $0 == "auto" ? nil : $0 }
        userPaths = address.options.filter { $0.name == "user" }.flatMap { $0.value.commaSeparated }
        lifetime = address[option: "lifetime"].flatMap { Int($0) }
        address.options.removeAll { StoreAddressParser.commonOptions.contains($0.name) }
        self.address = address
        self.how = how.description
        wasFound = how.isFound
    }
}
