internal import SessionModel
internal import StoreKit

/// Where and how to connect: an address that made sense.
struct RedisTarget: Sendable {
    /// A place to connect to.
    enum Endpoint: Hashable, Sendable {
        /// A host's name or address, and a port.
        case host(String, port: UInt16)
        /// A socket in the file system.
        case socket(String)
        /// The primary of a service, as the first of these sentinels tells that answers.
        case service(String, sentinels: [Server])
        /// A cluster, by some of its nodes.
        case cluster([Server])
    }

    /// A server, or a sentinel that knows where one is.
    struct Server: Hashable, Sendable {
        /// Its host's name or address.
        var host: String
        /// Its port.
        var port: UInt16

        /// It as a person writes it.
        var text: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    }

    /// The place.
    var endpoint: Endpoint
    /// How the connection is encrypted; nil for not at all.
    var tls: TLSOptions?
    /// The user to log in as; nil for the default one.
    var user: String?
    /// The password; nil for no login.
    var password: Secret?
    /// The database's number.
    var database: Int
    /// What the person says that keys begin with; nil where the layouts say it.
    var prefix: String?
    /// Which keys are sessions.
    var claims: KeyClaims
    /// Which keys may be those of sessions that are brought back, or were.
    var allowedClaims: KeyClaims
    /// Every how many seconds the store is to be listed again when it reports nothing by itself.
    var pollInterval: Int
    /// Whether only reading commands may be sent.
    var isReadOnly: Bool
    /// How long one answer may take, in milliseconds.
    var timeout: Int
    /// The engine's name, as the scheme says.
    var engine: String
    /// The address as it is shown: no password in it.
    var label: String

    /// What there is to know of it as a node of a cluster; nil for a server that stands alone, and for a whole cluster.
    var membership: ClusterMembership?

    /// A command that tries the same address by hand.
    var trial: String {
        let tool = engine == "Valkey" ? "valkey-cli" : "redis-cli"
        let flags = tls == nil ? "" : " --tls"
        switch endpoint {
        case .host("localhost", let port), .host("127.0.0.1", let port): return "\(tool) -p \(port)\(flags) ping"
        case .host(let name, let port): return "\(tool) -h \(name) -p \(port)\(flags) ping"
        case .socket(let path): return "\(tool) -s \(path) ping"
        case .service(let name, let sentinels):
            let first = sentinels.first.map { " -h \($0.host) -p \($0.port)" } ?? ""
            return "\(tool)\(first) SENTINEL GET-MASTER-ADDR-BY-NAME \(name)"
        case .cluster(let seeds):
            let first = seeds.first.map { " -h \($0.host) -p \($0.port)" } ?? ""
            return "\(tool)\(first)\(flags) CLUSTER INFO"
        }
    }

    /// The nodes of a cluster that were named.
    var seeds: [Server] {
        if case .cluster(let seeds) = endpoint { seeds } else { [] }
    }

    /// One of a cluster's nodes.
    func at(_ node: Server, _ membership: ClusterMembership = ClusterMembership()) -> RedisTarget {
        var target = self
        target.endpoint = .host(node.host, port: node.port)
        target.membership = membership
        return target
    }

    /// A key like those of sessions that nobody has, for finding out what may be done.
    var probeKey: [UInt8] { claims.prefixes[0] + Array((membership ?? ClusterMembership()).probe.utf8) }
}

extension RedisTarget {
    /// The options that addresses take.
    static let options: [StoreAddress.Option] = [
        .init("prefix", "What the keys of sessions begin with, in place of what the formats say."),
        .init("db", "The database's number, where the path is a socket's."),
        .init("ca", "File of certificate authorities (TLS); the system's when not given."),
        .init("cert", "File of our own certificate (TLS)."),
        .init("key", "File of our own private key (TLS)."),
        .init("insecure", "1 accepts any certificate (TLS)."),
        .init("poll", "Seconds between listings where the server reports no changes; 5 when not given."),
    ]

    /// The numbers a database may have. Servers have 16 of them unless they are told otherwise, and say what they lack.
    private static let databases = 0...65_535

    private struct Scheme {
        let name: String
        let engine: String
        var isEncrypted = false
        var isSocket = false
        var isWatched = false
        var isCluster = false
    }

    private static let schemes = [
        Scheme(name: "redis", engine: "Redis"),
        Scheme(name: "rediss", engine: "Redis", isEncrypted: true),
        Scheme(name: "redis+unix", engine: "Redis", isSocket: true),
        Scheme(name: "redis+sentinel", engine: "Redis", isWatched: true),
        Scheme(name: "redis+cluster", engine: "Redis", isCluster: true),
        Scheme(name: "rediss+cluster", engine: "Redis", isEncrypted: true, isCluster: true),
        Scheme(name: "valkey", engine: "Valkey"),
        Scheme(name: "valkeys", engine: "Valkey", isEncrypted: true),
        Scheme(name: "valkey+unix", engine: "Valkey", isSocket: true),
        Scheme(name: "valkey+sentinel", engine: "Valkey", isWatched: true),
        Scheme(name: "valkey+cluster", engine: "Valkey", isCluster: true),
        Scheme(name: "valkeys+cluster", engine: "Valkey", isEncrypted: true, isCluster: true),
    ]

    /// The schemes of an engine, the usual one first.
    static func schemes(of engine: String) -> [String] {
        schemes.filter { $0.engine == engine }.map(\.name)
    }

    /// Makes sense of an address.
    init(_ opening: StoreOpening) throws(StoreError) {
        let address = opening.address
        guard let scheme = Self.schemes.first(where: { $0.name == address.scheme }) else {
            throw Self.nonsense(address, "\"\(address.scheme)\" is no scheme of Redis or Valkey")
        }
        try Self.checkOptions(address, scheme)
        engine = scheme.engine
        isReadOnly = opening.isReadOnly
        timeout = max(1, opening.timeout)
        user = address.user.flatMap { $0.isEmpty ? nil : $0 }
        password = address.password
        tls = scheme.isEncrypted ? Self.tls(address) : nil
        endpoint = try Self.endpoint(address, scheme)
        database = try Self.database(address, scheme)
        pollInterval = try Self.number(address, option: "poll", within: 1...86_400) ?? 5
        prefix = address[option: "prefix"]
        claims = try Self.claims(address, opening.layouts)
        allowedClaims = try Self.claims(address, opening.allowedLayouts ?? opening.layouts)
        label = Self.label(address, endpoint, database)
        if user != nil, password == nil {
            throw Self.nonsense(
                address, "a user's name comes without a password",
                remedy: "If it is the password, write a colon before it: \(address.scheme)://:PASSWORD@HOST.")
        }
    }

    private static func checkOptions(_ address: StoreAddress, _ scheme: Scheme) throws(StoreError) {
        let known = Set(options.map(\.name) + ["format", "user"])
        for option in address.options where !known.contains(option.name) {
            throw nonsense(address, "there is no option \"\(option.name)\"")
        }
        for name in ["ca", "cert", "key", "insecure"] where address[option: name] != nil && !scheme.isEncrypted {
            throw nonsense(
                address, "\"\(name)=\" is for encrypted connections",
                remedy: "Use \(scheme.engine.lowercased())s\(scheme.isCluster ? "+cluster" : "")://.")
        }
        if let insecure = address[option: "insecure"], insecure != "1", insecure != "0" {
            throw nonsense(address, "\"insecure=\(insecure)\" is neither 1 nor 0")
        }
    }

    private static func tls(_ address: StoreAddress) -> TLSOptions {
        TLSOptions(
            authorities: address[option: "ca"], certificate: address[option: "cert"], key: address[option: "key"],
            verifies: address[option: "insecure"] != "1")
    }

    private static func endpoint(_ address: StoreAddress, _ scheme: Scheme) throws(StoreError) -> Endpoint {
        if scheme.isWatched { return try service(address) }
        if scheme.isCluster { return .cluster(servers(of: address, port: 6379)) }
        guard scheme.isSocket else {
            if address.hosts.count > 1 { throw nonsense(address, "it names \(address.hosts.count) hosts, not one") }
            let host = address.hosts.first ?? StoreAddress.Host("localhost")
            return .host(host.name.isEmpty ? "localhost" : host.name, port: host.port ?? 6379)
        }
        guard !address.path.isEmpty else { throw nonsense(address, "it names no socket") }
        return .socket(address.path.hasPrefix("/") ? address.path : "/" + address.path)
    }

    private static func service(_ address: StoreAddress) throws(StoreError) -> Endpoint {
        guard let name = words(of: address.path).first else {
            throw nonsense(
                address, "it names no service",
                remedy: "Write it behind the sentinels: \(address.scheme)://HOST/SERVICE/0.")
        }
        return .service(name, sentinels: servers(of: address, port: 26379))
    }

    private static func servers(of address: StoreAddress, port: UInt16) -> [Server] {
        let hosts = address.hosts.isEmpty ? [StoreAddress.Host("localhost")] : address.hosts
        return hosts.map { Server(host: $0.name.isEmpty ? "localhost" : $0.name, port: $0.port ?? port) }
    }

    private static func words(of path: String) -> [String] { path.split(separator: "/").map(String.init) }

    private static func database(_ address: StoreAddress, _ scheme: Scheme) throws(StoreError) -> Int {
        if scheme.isSocket { return try number(address, option: "db", within: databases) ?? 0 }
        let whole = address.path.hasPrefix("/") ? String(address.path.dropFirst()) : address.path
        let path = scheme.isWatched ? words(of: whole).dropFirst().joined(separator: "/") : whole
        guard !path.isEmpty else {
            return try number(address, option: "db", within: scheme.isCluster ? 0...0 : databases) ?? 0
        }
        guard let number = Int(path), databases.contains(number) else {
            throw nonsense(address, "\"\(path)\" is no database number", remedy: "Use a number such as 0, as in /0.")
        }
        if scheme.isCluster, number != 0 {
            throw nonsense(address, "a cluster has no database but 0", remedy: "Leave the number out.")
        }
        return number
    }

    private static func number(
        _ address: StoreAddress, option: String, within range: ClosedRange<Int>
    ) throws(StoreError) -> Int? {
        guard let text = address[option: option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw nonsense(
                address, "\"\(option)=\(text)\" is no number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func claims(_ address: StoreAddress, _ layouts: [Layout]) throws(StoreError) -> KeyClaims {
        guard let claims = KeyClaims(layouts, prefix: address[option: "prefix"]) else {
            throw nonsense(
                address, "no format says how keys begin here", remedy: "Name a format that keeps sessions in Redis.")
        }
        return claims
    }

    private static func label(_ address: StoreAddress, _ endpoint: Endpoint, _ database: Int) -> String {
        let user = address.user.flatMap { $0.isEmpty ? nil : "\($0)@" } ?? ""
        switch endpoint {
        case .socket(let path): return "\(address.scheme)://\(user)\(path)\(database == 0 ? "" : "?db=\(database)")"
        case .host(let name, let port):
            let host = name.contains(":") ? "[\(name)]" : name
            return "\(address.scheme)://\(user)\(host):\(port)/\(database)"
        case .service(let name, let sentinels):
            return "\(address.scheme)://\(user)\(sentinels.map(\.text).joined(separator: ","))/\(name)/\(database)"
        case .cluster(let seeds):
            return "\(address.scheme)://\(user)\(seeds.map(\.text).joined(separator: ","))"
        }
    }

    private static func nonsense(_ address: StoreAddress, _ detail: String, remedy: String? = nil) -> StoreError {
        let host = address.hosts.first.map { "\($0.name)\($0.port.map { ":\($0)" } ?? "")" } ?? ""
        return StoreError(
            .badAddress, while: "reading the address", on: "\(address.scheme)://\(host)\(host.isEmpty ? "" : "/")",
            detail: detail, remedy: remedy)
    }
}
