internal import SessionModel
internal import StoreKit

extension RedisStore {
    func find(_ keys: [SessionKey], limit: Int) async throws(RedisFailure) -> [StoredRecord?] {
        try await perform { connection throws(RedisFailure) in
            try reader(connection, limit: limit).records(keys)
        }
    }

    func dumps(of keys: [SessionKey]) async throws(RedisFailure) -> [[UInt8]?] {
        try await perform { connection throws(RedisFailure) in
            for key in keys { try connection.add(.dump, key.bytes) }
            return try connection.exchange(keys.count).map(\.bytes)
        }
    }

    /// Whether something is under one of some keys.
    func holdsAny(of keys: [SessionKey]) async throws(RedisFailure) -> Bool {
        try await perform { connection throws(RedisFailure) in
            for key in keys { try connection.add(.exists, key.bytes) }
            let replies = try connection.exchange(keys.count)
            for reply in replies { _ = try reply.get() }
            return replies.contains { $0.integer == 1 }
        }
    }

    private func reader(_ connection: Connection, limit: Int) -> RecordReader {
        RecordReader(
            connection: connection, limit: limit, tellsMoment: capabilities.hasExpireTime, claims: target.claims,
            forbidden: forbidden, allowedClaims: target.allowedClaims)
    }
}

/// Reads records: one round trip, and a second one for what is no string or changed in between.
struct RecordReader {
    /// Where.
    let connection: Connection
    /// How many bytes of a content are fetched at the most.
    let limit: Int
    /// Whether the server tells deadlines as moments.
    let tellsMoment: Bool
    /// Which records may be hashes.
    let claims: KeyClaims
    /// The keys that are there and may not be read.
    let forbidden: ForbiddenKeys
    /// Which others are read as hashes where they turn out to be some: what was brought back may be of a format that had
    /// no session here. Nil in a listing.
    var allowedClaims: KeyClaims?
    /// Whether a listing named the keys, so that they are there, whatever may not be read.
    var areListed = false

    /// The records under keys. One that may not be read is no record, unless it is known to be there.
    func records(_ keys: [SessionKey]) throws(RedisFailure) -> [StoredRecord?] {
        var records = try claimed(keys)
        let places = keys.indices.filter { place in
            records[place]?.content == RecordContent.foreign("hash")
                && allowedClaims?.claims(keys[place], as: .fields) == true
        }
        guard !places.isEmpty else { return records }
        for (place, finding) in zip(places, try findings(places.map { keys[$0] })) {
            switch finding {
            case .record(let record): records[place] = record
            case .missing: records[place] = nil
            case .forbidden: records[place] = unread(keys[place])
            case .otherKind: break
            }
        }
        return records
    }

    /// What stands for a record that may not be read.
    private func unread(_ key: SessionKey) -> StoredRecord? {
        if areListed { forbidden.insert(key) }
        guard areListed || forbidden.contains(key) else { return nil }
        return StoredRecord(key: key, content: ForbiddenKeys.content)
    }

    private func findings(_ keys: [SessionKey]) throws(RedisFailure) -> [FieldReader.Finding] {
        try FieldReader(connection: connection, limit: limit, tellsMoment: tellsMoment).findings(keys)
    }

    /// The records under keys, as hashes only those that the claims say.
    private func claimed(_ keys: [SessionKey]) throws(RedisFailure) -> [StoredRecord?] {
        guard claims.mayHoldFields else { return try values(keys) }
        let hashes = keys.indices.filter { claims.claims(keys[$0], as: .fields) }
        guard !hashes.isEmpty else { return try values(keys) }
        var records = [StoredRecord?](repeating: nil, count: keys.count)
        var others = Set(keys.indices).subtracting(hashes)
        for (place, finding) in zip(hashes, try findings(hashes.map { keys[$0] })) {
            switch finding {
            case .record(let record): records[place] = record
            case .missing: break
            case .forbidden: records[place] = unread(keys[place])
            case .otherKind: others.insert(place)
            }
        }
        let places = others.sorted()
        for (place, record) in zip(places, try values(places.map { keys[$0] })) { records[place] = record }
        return records
    }

    /// The records under keys that hold strings.
    private func values(_ keys: [SessionKey]) throws(RedisFailure) -> [StoredRecord?] {
        if keys.isEmpty { return [] }
        var answers: [Answer] = try ask(keys)
        let odd = answers.indices.filter { !answers[$0].isWhole(limit: limit) }
        if !odd.isEmpty {
            let kinds = try types(odd.map { keys[$0] })
            for (index, kind) in zip(odd, kinds) { answers[index].kind = kind }
        }
        return try zip(keys, answers).map { key, answer throws(RedisFailure) in try record(key, answer) }
    }

    private struct Answer {
        var content: Reply
        var length: Reply
        var expiry: Deadline?
        var isMissing: Bool
        var isForbidden = false
        var kind: String?

        /// Whether it was one state of a string, not two.
        func isWhole(limit: Int) -> Bool {
            guard !isMissing, !isForbidden else { return true }
            guard let content = content.bytes, let length = length.integer else { return false }
            return content.count == min(Int(length), limit)
        }
    }

    private func ask(_ keys: [SessionKey]) throws(RedisFailure) -> [Answer] {
        let last = Array(String(limit - 1).utf8)
        for key in keys {
            try connection.add(.getRange, key.bytes, [UInt8(ascii: "0")], last)
            try connection.add(.length, key.bytes)
            // Beside what is left of the time, so that nothing comes between the two.
            if !tellsMoment { try connection.add(.time) }
            try connection.add(tellsMoment ? .expireTime : .remaining, key.bytes)
        }
        let stride = tellsMoment ? 3 : 4
        let replies = try connection.exchange(keys.count * stride)
        return try keys.indices.map { index throws(RedisFailure) in
            try answer(replies[index * stride..<(index + 1) * stride])
        }
    }

    private func answer(_ replies: ArraySlice<Reply>) throws(RedisFailure) -> Answer {
        let start = replies.startIndex
        if replies.contains(where: { $0.refusal?.deniesKeys == true }) {
            return Answer(content: .null, length: .null, isMissing: false, isForbidden: true)
        }
        let now = tellsMoment ? 0 : try Connection.microseconds(replies[start + 2]) / 1000
        let deadline = try ExpiryReply(replies[replies.endIndex - 1], now: now).deadline
        return Answer(
            content: replies[start], length: replies[start + 1], expiry: deadline, isMissing: deadline == nil)
    }

    private func types(_ keys: [SessionKey]) throws(RedisFailure) -> [String] {
        for key in keys { try connection.add(.type, key.bytes) }
        return try connection.exchange(keys.count).map { reply throws(RedisFailure) in try reply.get().text ?? "none" }
    }

    private func record(_ key: SessionKey, _ answer: Answer) throws(RedisFailure) -> StoredRecord? {
        if answer.isForbidden { return unread(key) }
        guard !answer.isMissing, answer.kind != "none" else { return nil }
        if let kind = answer.kind, kind != "string" {
            return StoredRecord(key: key, content: .foreign(kind), expiry: answer.expiry, size: 0)
        }
        guard let content = try answer.content.get().bytes, let length = try answer.length.get().integer else {
            throw .garbled("its GETRANGE gives no text")
        }
        if answer.kind == nil, Int(length) <= limit {
            return StoredRecord(key: key, content: .bytes(content), expiry: answer.expiry)
        }
        if answer.kind == nil || Int(length) > limit {
            return StoredRecord(key: key, content: .head(content), expiry: answer.expiry, size: Int(length))
        }
        // Written between two of our questions: what is there now is asked for alone, where nothing comes between.
        return try settled(key)
    }

    private func settled(_ key: SessionKey) throws(RedisFailure) -> StoredRecord? {
        for _ in 0..<8 {
            let answers = try ask([key])
            guard answers[0].isWhole(limit: limit) else { continue }
            return try record(key, answers[0])
        }
        throw .refused(Refusal("ERR the record changes faster than it can be read"))
    }
}

/// What PTTL or PEXPIRETIME says: -1 is never, -2 is no such key.
struct ExpiryReply {
    /// The deadline; nil where there is no such key.
    let deadline: Deadline?

    /// Reads the answer; `now` is what a remaining time is added to, 0 for an answer that is a moment already.
    init(_ reply: Reply, now: Int64) throws(RedisFailure) {
        guard let number = try reply.get().integer else { throw .garbled("its deadline is no number") }
        switch number {
        case -2: deadline = nil
        case -1: deadline = .never
        default: deadline = .at(Timestamp(milliseconds: now).adding(milliseconds: number))
        }
    }
}
