public import SessionModel

extension Session {
    /// The network address its visitor was last seen at, where the payload keeps one.
    public var visitorAddress: String? {
        guard let payload else { return nil }
        return Self.addressPaths.lazy
            .compactMap { payload.node(at: $0)?.string }
            .first(where: Self.isAddress)
    }

    static let addressPaths: [PayloadPath] = [
        ["ip"], ["ip_address"], ["ipAddress"], ["remote_addr"], ["remoteAddr"], ["remoteAddress"], ["REMOTE_ADDR"],
        ["client_ip"], ["clientIp"], ["clientIP"], ["last_ip"], ["lastIp"], ["user", "ip"], ["meta", "ip"],
        ["client", "ip"], ["_ip"],
    ].map { PayloadPath($0.map(PayloadPath.Step.key)) }

    /// Only what looks like an address: a payload may hold anything under such a name.
    private static func isAddress(_ text: String) -> Bool {
        (3...45).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."), UInt8(ascii: ":"):
                    true
                default: false
                }
            }
    }
}
