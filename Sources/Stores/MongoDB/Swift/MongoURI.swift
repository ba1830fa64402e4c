internal import SessionModel
internal import StoreKit
internal import TextCodings

/// Spells an address as the drivers of MongoDB read it.
enum MongoURI {
    static func text(_ address: StoreAddress, options: [StoreAddress.Option]) -> String {
        var login = address.user.map { PercentCoding.encode($0) } ?? ""
        if let password = address.password { login += ":" + PercentCoding.encode(password.revealed) }
        if !login.isEmpty { login += "@" }
        let hosts = address.hosts.map(host).joined(separator: ",")
        let tail = options.map { option in
            "\(PercentCoding.encode(option.name))=\(PercentCoding.encode(option.value, keeping: ",:/@"))"
        }.joined(separator: "&")
        let path = PercentCoding.encode(address.path)
        return "\(address.scheme)://\(login)\(hosts)/\(path)\(tail.isEmpty ? "" : "?" + tail)"
    }

    /// A host as people see it.
    static func shown(_ host: StoreAddress.Host) -> String {
        let name = host.name.contains(":") ? "[\(host.name)]" : host.name
        return host.port.map { "\(name):\($0)" } ?? name
    }

    private static func host(_ host: StoreAddress.Host) -> String {
        // A path is a socket of this machine.
        let name = host.name.contains(":") ? "[\(host.name)]" : PercentCoding.encode(host.name)
        return host.port.map { "\(name):\($0)" } ?? name
    }
}
