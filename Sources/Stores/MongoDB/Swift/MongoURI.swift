internal import SessionModel
internal import StoreKit

/// Spells an address as the drivers of MongoDB read it.
enum MongoURI {
    static func text(_ address: StoreAddress, options: [StoreAddress.Option]) -> String {
        var login = address.user.map { escaped($0) } ?? ""
        if let password = address.password { login += ":" + escaped(password.revealed) }
        if !login.isEmpty { login += "@" }
        let hosts = address.hosts.map(host).joined(separator: ",")
        let tail = options.map { "\(escaped($0.name))=\(escaped($0.value, keeping: ",:/@"))" }.joined(separator: "&")
        return "\(address.scheme)://\(login)\(hosts)/\(escaped(address.path))\(tail.isEmpty ? "" : "?" + tail)"
    }

    /// A host as people see it.
    static func shown(_ host: StoreAddress.Host) -> String {
        let name = host.name.contains(":") ? "[\(host.name)]" : host.name
        return host.port.map { "\(name):\($0)" } ?? name
    }

    private static func host(_ host: StoreAddress.Host) -> String {
        // A path is a socket of this machine.
        let name = host.name.contains(":") ? "[\(host.name)]" : escaped(host.name)
        return host.port.map { "\(name):\($0)" } ?? name
    }

    /// Text with a percent sign and two digits for every byte that could mean something else.
    static func escaped(_ text: String, keeping marks: String = "") -> String {
        var escaped = ""
        for byte in text.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._~".utf8.contains(byte) || marks.utf8.contains(byte)
            if isPlain {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }
}
