/// What a server's version, and what it has refused so far, let us use.
struct RedisCapabilities: Hashable, Sendable {
    /// `SET … KEEPTTL` (6.0).
    var hasKeepTTL: Bool
    /// `SET … PXAT` (6.2).
    var hasSetAt: Bool
    /// `PEXPIRETIME` (7.0): deadlines are told as moments.
    var hasExpireTime: Bool
    /// `RESTORE … ABSTTL` (5.0).
    var hasRestoreAt: Bool
    /// `UNLINK` (4.0).
    var hasUnlink: Bool
    /// `CLIENT TRACKING` (6.0).
    var hasTracking: Bool
    /// `EVAL`, which a user may be denied.
    var hasScripting: Bool

    /// What a server of this version has; a server that does not tell has the oldest commands only.
    init(level: Int) {
        hasKeepTTL = level >= 60000
        hasSetAt = level >= 60200
        hasExpireTime = level >= 70000
        hasRestoreAt = level >= 50000
        hasUnlink = level >= 40000
        hasTracking = level == 0 || level >= 60000
        hasScripting = true
    }
}
