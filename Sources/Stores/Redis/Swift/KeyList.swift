internal import SessionModel

/// Keys one behind the other, as they came out of a listing: no object a key.
struct KeyList {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Whether one command asks for the contents of all of them.
    var isAskedTogether = false

    /// How many there are.
    var count: Int { ends.count }

    /// Forgets all, keeps the room.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Adds a key.
    @inline(__always)
    mutating func append(_ key: UnsafeRawBufferPointer) {
        bytes.append(copying: key)
        ends.append(bytes.count)
    }

    /// Forgets the keys that fail a test.
    mutating func keep(where test: (UnsafeRawBufferPointer) -> Bool) {
        var kept = KeyList()
        visit { key in
            if test(key) { kept.append(key) }
        }
        if kept.count < count { self = kept }
    }

    /// Lends each key in turn.
    @inline(__always)
    func forEach(_ body: (Int, UnsafeRawBufferPointer) throws(RedisFailure) -> Void) throws(RedisFailure) {
        let failure = bytes.withUnsafeBytes { bytes -> RedisFailure? in
            var start = 0
            for index in 0..<ends.count {
                let end = ends[index]
                do throws(RedisFailure) {
                    try body(index, UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                } catch {
                    return error
                }
                start = end
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// Lends each key in turn to what can't fail.
    @inline(__always)
    func visit(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            for end in ends {
                body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
        }
    }
}
