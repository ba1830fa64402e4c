internal import Glibc

/// One address of a host, as the system resolved it.
public struct HostAddress: Sendable {
    let family: Int32
    let kind: Int32
    let `protocol`: Int32
    /// The socket address, byte by byte.
    let bytes: [UInt8]

    /// The addresses of a host for streams, in the order in which they are to be tried. Blocks while the name is looked
    /// up.
    ///
    /// - Throws: `unreachable`, with the resolver's words.
    public static func all<Failure: SocketFailure>(
        of host: String, port: UInt16? = nil, _ failure: Failure.Type
    ) throws(Failure) -> [HostAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let outcome = getaddrinfo(host, port.map { String($0) }, &hints, &list)
        guard outcome == 0 else { throw .unreachable(String(cString: gai_strerror(outcome))) }
        defer { freeaddrinfo(list) }
        var found: [HostAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = HostAddress(entry) { found.append(address) }
            next = entry.ai_next
        }
        guard !found.isEmpty else { throw .unreachable("the name has no address") }
        return found
    }

    private init?(_ entry: addrinfo) {
        guard let address = entry.ai_addr else { return nil }
        family = entry.ai_family
        kind = entry.ai_socktype
        self.protocol = entry.ai_protocol
        bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen)))
    }

    /// The address in numbers; nil where it has none.
    public var numericHost: String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let length = socklen_t(text.count)
        let outcome = withAddress { address, size in
            getnameinfo(address, size, &text, length, nil, 0, NI_NUMERICHOST)
        }
        guard outcome == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func withAddress<Result>(_ body: (UnsafePointer<sockaddr>?, socklen_t) -> Result) -> Result {
        bytes.withUnsafeBytes { bytes in
            body(bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
    }
}
