internal import SessionModel
public import StoreKit
internal import TextCodings

extension StoreAddress {
    /// The address as a URL that parses to the same address, password included: for programs, never for a screen.
    public var url: String {
        urlText(password: password.map { PercentCoding.encode($0.revealed) }) {
            PercentCoding.encode($0.value, keeping: optionMarks)
        }
    }

    /// The address as people may see it: the password, and options that hold one, are asterisks.
    public var redacted: String {
        urlText(password: password?.description) { option in
            option.isSecret
                ? Secret(option.value).description : PercentCoding.encode(option.value, keeping: optionMarks)
        }
    }

    private func urlText(password: String?, value: (Option) -> String) -> String {
        let login = loginText(password: password)
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

    private func loginText(password: String?) -> String {
        guard user != nil || password != nil else { return "" }
        return PercentCoding.encode(user ?? "") + (password.map { ":" + $0 } ?? "") + "@"
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
    /// Whether the option's name says that its value is a secret, or has one in it; a key's *path* is none.
    ///
    /// MongoDB's `authMechanismProperties` are a list that may hold a session token.
    fileprivate var isSecret: Bool {
        let name = name.lowercased()
        let words = ["password", "passwd", "pwd", "secret", "token", "authmechanismproperties"]
        return words.contains { name.contains($0) } || SecretRule().hides(key: name)
    }
}
