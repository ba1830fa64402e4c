/// Seconds as a server tells them.
enum ServerSeconds {
    /// The most that are taken for a time, the year 36812: so many as milliseconds, and the sum of two, have room.
    static let most: Int64 = 1 << 40

    /// The server's clock out of its stats, in seconds since 1970.
    static func clock(_ text: String?) throws(MemcachedFailure) -> Int64 {
        guard let time = text.flatMap({ Int64($0) }), (0...most).contains(time) else {
            throw .garbled("its stats tell no time")
        }
        return time
    }
}
