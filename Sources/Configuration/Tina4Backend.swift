/// Where a Tina4 application can keep its sessions.
enum Tina4Backend: String, CaseIterable {
    case file, redis, valkey, mongodb, memcached, database

    /// The backend of a name or an alias; also of the class names in older guides (`SessionRedisHandler`,
    /// `RedisSession`). Nil for an unknown one.
    init?(name: String) {
        let plain = name.lowercased().replacing("session", with: "").replacing("handler", with: "")
        switch plain {
        case "file", "filesystem": self = .file
        case "redis": self = .redis
        case "valkey": self = .valkey
        case "mongodb", "mongo": self = .mongodb
        case "memcached", "memcache": self = .memcached
        case "database", "db": self = .database
        default: return nil
        }
    }

    /// What the names of a backend's own variables begin with, and the port they default to.
    var variables: (prefix: String, port: UInt16) {
        switch self {
        case .file, .database: ("TINA4_SESSION_", 0)
        case .redis: ("TINA4_SESSION_REDIS_", 6379)
        case .valkey: ("TINA4_SESSION_VALKEY_", 6379)
        case .mongodb: ("TINA4_SESSION_MONGO_", 27017)
        case .memcached: ("TINA4_SESSION_MEMCACHED_", 11211)
        }
    }
}
