internal import SessionModel
internal import StoreKit
internal import TextCodings

/// Takes the text of an address apart, whatever stores there are.
///
/// - `file:data/sessions`, `file:/abs`, `file:///abs`, `file://localhost/abs`; `file://rel/x` is the relative `rel/x`.
/// - `sqlite:rel`, `sqlite:/abs`; with slashes as Tina4 and most libraries read them: `sqlite:///rel`, `sqlite:////abs`.
/// - `redis+unix:/path`, `redis+unix://user:password@/path`.
/// - `scheme://[user[:password]@]host[:port],…[/path][?name=value&…]`; one slash is taken off the path.
struct AddressText {
    let scheme: String
    private let rest: ArraySlice<UInt8>
    private let shape: AddressShape

    /// Splits off the scheme; nil where the text has none, so that it can only be a path.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.first?.isLetter == true,
            bytes[..<colon].allSatisfy({ $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) })
        else { return nil }
        scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        rest = bytes[(colon + 1)...]
        shape = AddressShape(scheme: scheme)
    }

    /// Whether what follows the colon is a number, as in `localhost:6379`: then the scheme is a host.
    var isHostAndPort: Bool { !rest.isEmpty && rest.allSatisfy(\.isDigit) }

    /// The address, its parts decoded.
    func address() throws(AddressError) -> StoreAddress {
        guard rest.allSatisfy({ $0 > 32 && $0 != 127 || $0 == 32 && shape == .path }) else { throw .blank }
        let mark = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        var address = StoreAddress(scheme: scheme)
        switch (shape, rest.starts(with: "//".utf8)) {
        case (.path, _): try readPath(rest[..<mark], into: &address)
        case (.hosts, true), (.hostsOrWord, true): try readHosts(rest[..<mark].dropFirst(2), into: &address)
        case (.hosts, false): throw .missingSlashes(scheme: scheme, example: "\(scheme)://localhost")
        case (.hostsOrWord, false):
            address.path = try PercentCoding.decode(rest[..<mark], in: .path)
            guard !address.path.isEmpty else { throw .missingPath(scheme: scheme) }
        }
        address.options = try options(rest[mark...].dropFirst())
        return address
    }

    // MARK: Paths

    private func readPath(_ text: ArraySlice<UInt8>, into address: inout StoreAddress) throws(AddressError) {
        var path = text
        if path.starts(with: "//".utf8) {
            path = path.dropFirst(2)
            if !scheme.hasSuffix("+unix"), Self.hasLogin(path.prefix { $0 != slash }) { throw .login(scheme: scheme) }
            if scheme.hasPrefix("sqlite") {
                if path.first == slash { path = path.dropFirst() }
            } else if scheme == "file" {
                if path.starts(with: "localhost/".utf8) { path = path.dropFirst("localhost".utf8.count) }
            } else if let at = path.prefix(while: { $0 != slash }).lastIndex(of: UInt8(ascii: "@")) {
                try readLogin(path[..<at], into: &address)
                path = path[(at + 1)...]
            }
        }
        address.path = try PercentCoding.decode(path, in: .path)
        guard !address.path.isEmpty else { throw .missingPath(scheme: scheme) }
    }

    /// Whether a user and a password stand there.
    private static func hasLogin(_ text: ArraySlice<UInt8>) -> Bool {
        text.lastIndex(of: UInt8(ascii: "@")).map { text[..<$0].contains(UInt8(ascii: ":")) } ?? false
    }

    // MARK: Logins and hosts

    private func readHosts(_ text: ArraySlice<UInt8>, into address: inout StoreAddress) throws(AddressError) {
        let end = text.firstIndex(of: slash) ?? text.endIndex
        var names = text[..<end]
        if let at = names.lastIndex(of: UInt8(ascii: "@")) {
            try readLogin(names[..<at], into: &address)
            names = names[(at + 1)...]
        } else if text[end...].contains(UInt8(ascii: "@")) || hasLoginInOptionName {
            throw .unescapedLogin
        }
        address.path = try PercentCoding.decode(text[end...].dropFirst(), in: .path)
        if names.isEmpty, schemesWithoutHost.contains(scheme) { return }
        do {
            address.hosts = try hosts(names)
        } catch {
            // An `@` further on means that this was a login cut in two, which an error must not quote.
            throw address.password == nil && text.endIndex < rest.endIndex && rest.contains(UInt8(ascii: "@"))
                ? .unescapedLogin : error
        }
    }

    /// Whether an option's name holds an `@`: then the `?` before it belongs to a password.
    private var hasLoginInOptionName: Bool {
        guard let mark = rest.firstIndex(of: UInt8(ascii: "?")) else { return false }
        return rest[(mark + 1)...].split(separator: UInt8(ascii: "&")).contains { option in
            option.prefix { $0 != UInt8(ascii: "=") }.contains(UInt8(ascii: "@"))
        }
    }

    private func hosts(_ names: ArraySlice<UInt8>) throws(AddressError) -> [StoreAddress.Host] {
        var hosts: [StoreAddress.Host] = []
        for name in names.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            hosts.append(try host(name))
        }
        return hosts
    }

    private func readLogin(_ text: ArraySlice<UInt8>, into address: inout StoreAddress) throws(AddressError) {
        let colon = text.firstIndex(of: UInt8(ascii: ":"))
        let user = try PercentCoding.decode(text[..<(colon ?? text.endIndex)], in: .user)
        address.user = user.isEmpty ? nil : user
        if let colon { address.password = Secret(try PercentCoding.decode(text[(colon + 1)...], in: .password)) }
    }

    private func host(_ text: ArraySlice<UInt8>) throws(AddressError) -> StoreAddress.Host {
        if text.first == UInt8(ascii: "[") { return try bracketedHost(text) }
        let colons = text.count { $0 == UInt8(ascii: ":") }
        guard colons < 2 else { throw .bareIPv6 }
        let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        let name = try PercentCoding.decode(text[..<colon], in: .host)
        guard !name.isEmpty else { throw .missingHost(scheme: scheme) }
        guard text[..<colon].allSatisfy(\.fitsHost) else { throw .badHost(name) }
        return StoreAddress.Host(name, port: try port(text[colon...], of: name))
    }

    private func bracketedHost(_ text: ArraySlice<UInt8>) throws(AddressError) -> StoreAddress.Host {
        let shown = String(decoding: text, as: UTF8.self)
        guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { throw .badHost(shown) }
        let name = try PercentCoding.decode(text[..<end].dropFirst(), in: .host)
        let after = text[(end + 1)...]
        guard name.utf8.contains(UInt8(ascii: ":")), after.isEmpty || after.first == UInt8(ascii: ":") else {
            throw .badHost(shown)
        }
        return StoreAddress.Host(name, port: try port(after, of: "[\(name)]"))
    }

    /// The port of `:6379`; nil where there is not even a colon.
    private func port(_ text: ArraySlice<UInt8>, of host: String) throws(AddressError) -> UInt16? {
        guard !text.isEmpty else { return nil }
        let digits = text.dropFirst()
        guard !digits.isEmpty else { throw .missingPort(host: host) }
        guard digits.allSatisfy(\.isDigit), let port = UInt16(String(decoding: digits, as: UTF8.self)), port > 0 else {
            throw .badPort(host: host)
        }
        return port
    }

    // MARK: Options

    private func options(_ text: ArraySlice<UInt8>) throws(AddressError) -> [StoreAddress.Option] {
        var options: [StoreAddress.Option] = []
        for pair in text.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try PercentCoding.decode(pair[..<equals], in: .option)
            options.append(.init(name, try PercentCoding.decode(pair[equals...].dropFirst(), in: .option)))
        }
        return options
    }
}

private let slash = UInt8(ascii: "/")

extension UInt8 {
    /// Whether a host's name may hold the byte, escapes and letters of any script included.
    fileprivate var fitsHost: Bool { isLetter || isDigit || self > 127 || "-._~%".utf8.contains(self) }
}
