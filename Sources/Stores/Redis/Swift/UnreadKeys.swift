/// The keys of a listing whose records it could not read.
struct UnreadKeys {
    /// Those that a node of a cluster lists and says are elsewhere: their slots are on their way.
    var astray = KeyList()
    /// Those that this user may not read.
    var forbidden = KeyList()

    /// Takes a key that was answered with an error; throws the error where it is not about the key.
    mutating func take(_ key: UnsafeRawBufferPointer, _ error: RedisFailure) throws(RedisFailure) {
        if error.isElsewhere {
            astray.append(key)
        } else if error.deniesKeys {
            forbidden.append(key)
        } else {
            throw error
        }
    }
}
