/// Every command that can be sent at all. What is not here can't be spelled: no KEYS, no CONFIG SET, no MONITOR.
enum Command: String, CaseIterable {
    case auth = "AUTH"
    case select = "SELECT"
    case hello = "HELLO"
    case ping = "PING"
    case info = "INFO"
    case role = "ROLE"
    case primaryOfService = "SENTINEL GET-MASTER-ADDR-BY-NAME"
    case clusterSlots = "CLUSTER SLOTS"
    case asking = "ASKING"
    case time = "TIME"
    case databaseSize = "DBSIZE"
    case scan = "SCAN"
    case exists = "EXISTS"
    case type = "TYPE"
    case get = "GET"
    case getMany = "MGET"
    case getRange = "GETRANGE"
    case length = "STRLEN"
    case remaining = "PTTL"
    case expireTime = "PEXPIRETIME"
    case dump = "DUMP"
    case memoryUsage = "MEMORY USAGE"
    case fieldCount = "HLEN"
    case fieldNames = "HKEYS"
    case fieldLength = "HSTRLEN"
    case fields = "HGETALL"
    case fieldValues = "HMGET"
    case isMember = "SISMEMBER"
    case score = "ZSCORE"
    case clientID = "CLIENT ID"
    case clientTracking = "CLIENT TRACKING"
    case configGet = "CONFIG GET"
    case subscribe = "SUBSCRIBE"
    case subscribePattern = "PSUBSCRIBE"
    case watch = "WATCH"
    case unwatch = "UNWATCH"
    case multi = "MULTI"
    case execute = "EXEC"
    case discard = "DISCARD"
    case evaluate = "EVAL"
    case set = "SET"
    case expireAt = "PEXPIREAT"
    case persist = "PERSIST"
    case setField = "HSET"
    case deleteFields = "HDEL"
    case addMember = "SADD"
    case removeMember = "SREM"
    case addScored = "ZADD"
    case removeScored = "ZREM"
    case renameIfFree = "RENAMENX"
    case delete = "DEL"
    case unlink = "UNLINK"
    case restore = "RESTORE"

    /// The command and its subcommand.
    var words: [Substring] { rawValue.split(separator: " ") }

    /// Whether it may be sent on a read-only store: everything that is certain to change nothing.
    var isReading: Bool {
        switch self {
        case .auth, .select, .hello, .ping, .info, .role, .primaryOfService, .clusterSlots, .asking, .time,
            .databaseSize, .scan, .exists, .type, .get, .getMany, .getRange, .length, .remaining, .expireTime, .dump,
            .memoryUsage, .fieldCount, .fieldNames, .fieldLength, .fields, .fieldValues, .isMember, .score, .clientID,
            .clientTracking, .configGet, .subscribe, .subscribePattern:
            true
        case .watch, .unwatch, .multi, .execute, .discard, .evaluate, .set, .expireAt, .persist, .setField,
            .deleteFields, .addMember, .removeMember, .addScored, .removeScored, .renameIfFree,
            .delete, .unlink, .restore:
            false
        }
    }
}
