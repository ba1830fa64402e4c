public import SessionModel

/// Where a store is: a URL taken apart, with its options. Which schemes and options there are, the drivers say.
public struct StoreAddress: Hashable, Sendable {
    /// The scheme, in lower case, without `://`.
    public var scheme: String
    /// The user's name, percent-decoded; nil when there is none.
    public var user: String?
    /// The password, percent-decoded; nil when there is none. Never printed.
    public var password: Secret?
    /// The hosts, each with its port if one was given; empty for a path.
    public var hosts: [Host]
    /// What follows the hosts, percent-decoded: a path, or a database's name or number without its slash.
    public var path: String
    /// The options behind `?`, percent-decoded, in order.
    public var options: [Option]

    /// A host and its port.
    public struct Host: Hashable, Sendable {
        /// The name or address; an IPv6 address without brackets.
        public var name: String
        /// The port; nil for the engine's own.
        public var port: UInt16?

        /// Creates a host.
        public init(_ name: String, port: UInt16? = nil) {
            self.name = name
            self.port = port
        }
    }

    /// One `name=value`.
    public struct Option: Hashable, Sendable {
        /// The option's name.
        public var name: String
        /// Its value.
        public var value: String

        /// Creates an option.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Creates an address.
    public init(
        scheme: String, user: String? = nil, password: Secret? = nil, hosts: [Host] = [], path: String = "",
        options: [Option] = []
    ) {
        self.scheme = scheme
        self.user = user
        self.password = password
        self.hosts = hosts
        self.path = path
        self.options = options
    }

    /// The value of an option; the last one where it is given twice.
    public subscript(option name: String) -> String? {
        options.last { $0.name == name }?.value
    }
}
