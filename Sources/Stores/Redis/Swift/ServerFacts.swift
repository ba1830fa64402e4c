/// What a server says of itself.
struct ServerFacts: Hashable, Sendable {
    /// The engine's name as a person writes it; nil when the server does not tell.
    var engine: String?
    /// Its version as it writes it; nil when it does not tell.
    var version: String?
    /// The version of Redis whose commands it has, as numbers; 0 when it does not tell.
    var level = 0
    /// "standalone", "cluster" or "sentinel".
    var mode = "standalone"

    /// Whether nothing that capabilities are made from differs.
    func isSameServer(as other: ServerFacts) -> Bool { engine == other.engine && level == other.level }

    /// Creates facts of a server that tells nothing.
    init() {}

    /// Reads the answer to INFO.
    init(information: String) {
        let fields = Self.fields(information)
        let valkey = fields["valkey_version"]
        engine = valkey != nil || fields["server_name"] == "valkey" ? "Valkey" : "Redis"
        version = valkey ?? fields["redis_version"]
        level = Self.level(fields["redis_version"] ?? "")
        mode = fields["redis_mode"] ?? fields["server_mode"] ?? "standalone"
    }

    /// Reads the answer to HELLO, which servers since 6.0 give where INFO is denied.
    init(greeting: [Reply]) {
        var fields: [String: String] = [:]
        for index in stride(from: 0, to: greeting.count - 1, by: 2) {
            guard let name = greeting[index].text, let value = greeting[index + 1].text else { continue }
            fields[name] = value
        }
        engine = fields["server"] == "valkey" ? "Valkey" : "Redis"
        version = fields["version"]
        // Valkey's own numbers begin where Redis 7.2 ended.
        level = fields["server"] == "valkey" ? 70200 : Self.level(version ?? "")
        mode = fields["mode"] ?? "standalone"
    }

    /// How many keys were thrown out for want of memory since the server's start, by the answer to INFO.
    static func evictions(_ information: String) -> Int? { fields(information)["evicted_keys"].flatMap { Int($0) } }

    private static func fields(_ information: String) -> [String: String] {
        var fields: [String: String] = [:]
        for line in information.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[String(line[..<colon])] = String(line[line.index(after: colon)...])
        }
        return fields
    }

    /// "7.0.15" as 70015.
    private static func level(_ version: String) -> Int {
        let parts = version.split(separator: ".").prefix(3).map { Int($0.prefix { $0.isNumber }) ?? 0 }
        return zip(parts, [10_000, 100, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
