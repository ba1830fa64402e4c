internal import SessionModel
public import StoreKit

/// Reads addresses of stores, as far as there are drivers for them.
public struct StoreAddressParser: Sendable {
    /// The options every address takes.
    public static let commonOptions = ["format", "user"]
    /// The name of a driver's option that stands for any name: its client checks them itself.
    public static let anyOption = "*"

    /// The schemes that can be opened, in the drivers' order.
    public let schemes: [String]
    private let options: [String: [String]]

    /// Creates a parser for the addresses these drivers open.
    public init(drivers: [StoreDriver]) {
        schemes = drivers.flatMap(\.schemes)
        options = Dictionary(
            drivers.flatMap { driver in driver.schemes.map { ($0, driver.options.map(\.name)) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The address a text stands for: a URL, or the path of a directory as it is, also as PHP's `session.save_path`
    /// writes it.
    ///
    /// - Throws: `AddressError`, which never holds the password.
    public func parse(_ text: String) throws(AddressError) -> StoreAddress {
        let text = text.trimmingBlanks
        guard !text.isEmpty else { throw .empty }
        guard let parts = AddressText(text) else {
            if let suggestion = suggestion(forHostAndPort: text) { throw .noScheme(text: text, suggestion: suggestion) }
            return Self.directory(text).readingSavePath
        }
        if options[parts.scheme] == nil, parts.isHostAndPort, let suggestion = suggestion(forHostAndPort: text) {
            throw .noScheme(text: text, suggestion: suggestion)
        }
        try check(scheme: parts.scheme)
        let address = try parts.address().readingSavePath
        try check(optionsOf: address)
        return address
    }

    /// The address of a directory, its path taken as it is.
    public static func directory(_ path: String) -> StoreAddress { StoreAddress(scheme: "file", path: path) }

    /// Whether a text begins with a scheme that can be opened.
    public func recognizes(_ text: String) -> Bool {
        AddressText(text.trimmingBlanks).map { options[$0.scheme] != nil } ?? false
    }

    /// Checks that some driver opens an address, and takes its options.
    public func check(_ address: StoreAddress) throws(AddressError) {
        try check(scheme: address.scheme)
        try check(optionsOf: address)
    }

    /// The address without the options that its driver does not take, and their names.
    func droppingUnknownOptions(_ address: StoreAddress) -> (StoreAddress, dropped: [String]) {
        let own = options[address.scheme] ?? []
        guard !own.contains(Self.anyOption) else { return (address, []) }
        var kept = address
        kept.options.removeAll { !own.contains($0.name) }
        return (kept, address.options.map(\.name).filter { !own.contains($0) })
    }

    private func check(scheme: String) throws(AddressError) {
        guard options[scheme] == nil else { return }
        throw .unknownScheme(scheme, nearest: NearestName.of(scheme, among: schemes), known: schemes)
    }

    private func check(optionsOf address: StoreAddress) throws(AddressError) {
        let own = options[address.scheme] ?? []
        let known = own.filter { $0 != Self.anyOption } + Self.commonOptions.filter { !own.contains($0) }
        for option in address.options {
            guard known.contains(option.name) || own.contains(Self.anyOption) else {
                throw .unknownOption(
                    option.name, scheme: address.scheme, nearest: NearestName.of(option.name, among: known),
                    known: known)
            }
            // No prefix at all is a way to keep keys; anything else left empty is a shell variable that was not set.
            guard !option.value.isEmpty || option.name == "prefix" else { throw .emptyOption(option.name) }
        }
    }

    /// The URL for a bare `host:port`, by the port where it is a well-known one; nil for any other text.
    private func suggestion(forHostAndPort text: String) -> String? {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let port = text[text.index(after: colon)...]
        guard !port.isEmpty, port.utf8.allSatisfy(\.isDigit), !text.utf8.contains(UInt8(ascii: "/")) else { return nil }
        let scheme = wellKnownPorts[String(port)].flatMap { schemes.contains($0) ? $0 : nil } ?? "redis"
        return "\(scheme)://\(text)"
    }
}

private let wellKnownPorts = [
    "6379": "redis", "11211": "memcached", "27017": "mongodb", "5432": "postgresql", "3306": "mysql", "1433": "mssql",
    "3050": "firebird",
]
