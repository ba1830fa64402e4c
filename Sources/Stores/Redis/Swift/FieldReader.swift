internal import SessionModel

/// Reads hashes as records of named fields: first how large they are, then the whole of those that are small enough.
///
/// Of a hash that is larger than asked for the names are read, if those can't be many, and how long the values are: its
/// head is what goes before the first value that finds no room.
struct FieldReader {
    /// What is under a key.
    enum Finding {
        /// A hash.
        case record(StoredRecord)
        /// Nothing.
        case missing
        /// Something else.
        case otherKind
        /// What this user may not read.
        case forbidden
    }

    /// Where.
    let connection: Connection
    /// How many bytes of a record are fetched at the most.
    let limit: Int
    /// Whether the server tells deadlines as moments.
    let tellsMoment: Bool

    /// How many fields a session's hash has at the most; the server is asked to measure no more of them.
    private static let fields = 1024
    /// How large a hash may be whose names are read, in bytes.
    private static let memory = 16 << 20

    private enum Extent {
        case missing, otherKind, forbidden
        case whole
        /// To be measured name by name.
        case names
        case head([UInt8], size: Int)
    }

    /// What is under keys.
    func findings(_ keys: [SessionKey]) throws(RedisFailure) -> [Finding] {
        var extents = try extents(keys)
        try measure(keys, &extents)
        return try contents(keys, extents)
    }

    private func extents(_ keys: [SessionKey]) throws(RedisFailure) -> [Extent] {
        let samples = [Array("SAMPLES".utf8), Array(String(Self.fields).utf8)]
        for key in keys {
            try connection.add(.fieldCount, key.bytes)
            try connection.add(.memoryUsage, [key.bytes] + samples)
        }
        let replies = try connection.exchange(keys.count * 2)
        return try keys.indices.map { index throws(RedisFailure) in
            if replies[index * 2].refusal?.code == "WRONGTYPE" { return .otherKind }
            if replies[index * 2].refusal?.deniesKeys == true { return .forbidden }
            guard let count = try replies[index * 2].get().integer, count > 0 else { return .missing }
            // Where this may not be asked, the names are measured.
            let memory = replies[index * 2 + 1].integer.map { Int($0) }
            if count > Self.fields || memory ?? 0 > max(Self.memory, limit) { return .head([], size: memory ?? 0) }
            // The lengths in a list of fields may take more than the server's own.
            return memory.map { $0 + Int(count) * 8 <= limit } == true ? .whole : .names
        }
    }

    private func measure(_ keys: [SessionKey], _ extents: inout [Extent]) throws(RedisFailure) {
        let large = extents.indices.filter { if case .names = extents[$0] { true } else { false } }
        guard !large.isEmpty else { return }
        for place in large { try connection.add(.fieldNames, keys[place].bytes) }
        let names = try connection.exchange(large.count).map { ($0.elements ?? []).compactMap(\.bytes) }
        for (place, names) in zip(large, names) {
            for name in names { try connection.add(.fieldLength, keys[place].bytes, name) }
        }
        let answers = try connection.exchange(names.reduce(0) { $0 + $1.count })
        var lengths = try answers.map { answer throws(RedisFailure) in try Self.length(answer) }[...]
        for (place, names) in zip(large, names) {
            let fields = zip(names, lengths).sorted { $0.0.lexicographicallyPrecedes($1.0) }
            lengths = lengths.dropFirst(names.count)
            let size = fields.reduce(0) { $0 + 8 + $1.0.count + $1.1 }
            let first = fields.first.map { FieldList.head(name: $0.0, valueCount: $0.1) } ?? []
            extents[place] = size <= limit ? .whole : .head(Array(first.prefix(limit)), size: size)
        }
    }

    /// How long a value is, as HSTRLEN tells; 0 where it may not be asked.
    static func length(_ answer: Reply) throws(RedisFailure) -> Int {
        guard let length = answer.integer else { return 0 }
        guard (0..<1 << 40).contains(length) else { throw .garbled("its HSTRLEN is no length") }
        return Int(length)
    }

    private func contents(_ keys: [SessionKey], _ extents: [Extent]) throws(RedisFailure) -> [Finding] {
        var count = 0
        for (key, extent) in zip(keys, extents) {
            switch extent {
            case .missing, .otherKind, .forbidden: continue
            case .whole: try connection.add(.fields, key.bytes)
            case .names, .head: try connection.add(.fieldCount, key.bytes)
            }
            // Beside what is left of the time, so that nothing comes between the two.
            if !tellsMoment { try connection.add(.time) }
            try connection.add(tellsMoment ? .expireTime : .remaining, key.bytes)
            count += tellsMoment ? 2 : 3
        }
        var replies = try connection.exchange(count)[...]
        return try zip(keys, extents).map { key, extent throws(RedisFailure) in
            switch extent {
            case .missing: return .missing
            case .otherKind: return .otherKind
            case .forbidden: return .forbidden
            case .whole, .names, .head:
                let own = replies.prefix(tellsMoment ? 2 : 3)
                replies = replies.dropFirst(own.count)
                return try finding(key, extent, own)
            }
        }
    }

    private func finding(
        _ key: SessionKey, _ extent: Extent, _ replies: ArraySlice<Reply>
    ) throws(RedisFailure) -> Finding {
        let start = replies.startIndex
        let now = tellsMoment ? 0 : try Connection.microseconds(replies[start + 1]) / 1000
        guard let deadline = try ExpiryReply(replies[replies.endIndex - 1], now: now).deadline else { return .missing }
        if replies[start].refusal?.code == "WRONGTYPE" { return .otherKind }
        let reply = try replies[start].get()
        if case .head(let head, let size) = extent {
            return .record(StoredRecord(key: key, content: .head(head), expiry: deadline, size: size))
        }
        guard let parts = reply.elements, !parts.isEmpty else { return .missing }
        let bytes = try Self.list(parts).bytes
        // It may have grown since it was measured.
        let content: RecordContent = bytes.count > limit ? .head(Array(bytes.prefix(limit))) : .bytes(bytes)
        return .record(StoredRecord(key: key, content: content, expiry: deadline, size: bytes.count))
    }

    private static func list(_ parts: [Reply]) throws(RedisFailure) -> FieldList {
        var fields: [FieldList.Field] = []
        for place in stride(from: 0, to: parts.count - 1, by: 2) {
            guard let name = parts[place].bytes, let value = parts[place + 1].bytes else {
                throw .garbled("its HGETALL gives no fields")
            }
            fields.append(.init(name: name, value: value))
        }
        return FieldList(fields)
    }
}
