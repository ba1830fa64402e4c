internal import SessionModel
public import StoreKit
internal import TextCodings

extension StoreAddress {
    /// The address as a URL that parses to the same address, password included: for programs, never for a screen.
    public var url: String {
        urlText(
            user: user.map { PercentCoding.encode($0) }, password: password.map { PercentCoding.encode($0.revealed) }
        ) {
            PercentCoding.encode($0.value, keeping: optionMarks)
        }
    }

    /// The address as people may see it: the password, and options that hold one, are asterisks.
    public var redacted: String {
        let login = user.map { isPasswordInPlaceOfUser ? Secret($0).description : PercentCoding.encode($0) }
        return urlText(user: login, password: password?.description) { option in
            option.isSecret
                ? Secret(option.value).description : PercentCoding.encode(option.value, keeping: optionMarks)
        }
    }

    /// Whether what stands where a user's name does may well be the password: Redis takes no user without one.
    private var isPasswordInPlaceOfUser: Bool {
        password == nil && ["redis", "valkey"].contains { scheme.hasPrefix($0) }
    }

    private func urlText(user: String?, password: String?, value: (Option) -> String) -> String {
        let login = user == nil && password == nil ? "" : (user ?? "") + (password.map { ":" + $0 } ?? "") + "@"
        let tail =
            options.isEmpty
            ? "" : "?" + options.map { "\(PercentCoding.encode($0.name))=\(value($0))" }.joined(separator: "&")
        switch AddressShape(scheme: scheme) {
        case .path:
            return "\(scheme):\(login.isEmpty ? "" : "//" + login)\(pathText(afterLogin: !login.isEmpty))\(tail)"
        case .hostsOrWord where hosts.isEmpty:
            return "\(scheme):\(PercentCoding.encode(path))\(tail)"
        case .hosts, .hostsOrWord:
            let names = hosts.map(\.text).joined(separator: ",")
            let path = path.isEmpty ? "" : "/" + PercentCoding.encode(path, keeping: "/:,+")
            return "\(scheme)://\(login)\(names)\(path)\(tail)"
        }
    }

    /// The path of a path-shaped address; a second leading slash is escaped, since `//` begins something else.
    private func pathText(afterLogin: Bool) -> String {
        let text = PercentCoding.encode(path, keeping: "/:,+@=~!$'()*")
        guard text.hasPrefix("//"), !afterLogin else { return text }
        return "/%2F" + text.dropFirst(2)
    }
}

private let optionMarks = "/:,.@"

extension StoreAddress.Host {
    /// The host as a URL has it, an IPv6 address in brackets.
    fileprivate var text: String {
        let isIPv6 =
            name.utf8.contains(UInt8(ascii: ":"))
            && name.utf8.allSatisfy { $0.hexDigit != nil || ":.%".utf8.contains($0) }
        let shown = isIPv6 ? "[\(PercentCoding.encode(name, keeping: ":"))]" : PercentCoding.encode(name)
        return shown + (port.map { ":\($0)" } ?? "")
    }
}

extension StoreAddress.Option {
    /// Whether the option's name says that its value is a secret, or has one in it.
    fileprivate var isSecret: Bool { name.namesSecretOption }
}
