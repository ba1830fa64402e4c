import Glibc

/// Acting as somebody else, on this thread alone: file rights go by the thread's fsuid, which a process that is root may
/// set (setfsuid), and without which root's rights over files are gone too.
enum OtherUser {
    /// "nobody" on every Linux.
    static let number: UInt32 = 65534

    /// Whether it can be done: as root.
    static var isPossible: Bool { geteuid() == 0 && setter("setfsuid") != nil }

    /// Runs `body`, which must not suspend, with the rights of nobody.
    static func act<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard let setUser = setter("setfsuid"), let setGroup = setter("setfsgid") else { return try body() }
        _ = setGroup(number)
        _ = setUser(number)
        defer {
            _ = setUser(0)
            _ = setGroup(0)
        }
        return try body()
    }

    private static func setter(_ name: String) -> (@convention(c) (UInt32) -> Int32)? {
        guard let symbol = dlsym(nil, name) else { return nil }
        return unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
    }
}
